/* vmferry: the step that gives disks names that stay.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_DEVICE_NAMES_H
#define VF_DRIVERS_DEVICE_NAMES_H

struct vf_step;

/* "device-names": /dev/sdXN in fstab, crypttab, the resume setting, GRUB's
 * files and debconf become UUIDs, or the target's names.  The live grub.cfg
 * is edited, not made anew: in the appliance update-grub would write the
 * appliance's names. */
extern const struct vf_step vf_step_device_names;

#endif
