/* vmferry: libvirt's domain XML as a kind of VM definition: what
 * `virsh dumpxml` prints of a domain of ESX, Hyper-V, Xen, VirtualBox or QEMU.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_LIBVIRT_LIBVIRT_H
#define VF_FORMATS_LIBVIRT_LIBVIRT_H

extern const struct vf_machine_format vf_machine_format_libvirt;

#endif
