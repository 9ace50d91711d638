/* vmferry: the step that puts virtio into the guest's initramfs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_INITRAMFS_H
#define VF_DRIVERS_INITRAMFS_H

struct vf_step;

/* "initramfs": the virtio modules and what they need, renamed settings and
 * .link files are put behind every kernel's initramfs as one more archive,
 * and the modules are listed in /etc/initramfs-tools/modules, so that every
 * later initramfs has them.  Nothing of the guest runs: it takes a second
 * per kernel even without KVM, and what a generator would guess from the
 * appliance's hardware does not matter. */
extern const struct vf_step vf_step_initramfs;

#endif
