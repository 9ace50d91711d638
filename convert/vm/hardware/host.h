/* vmferry: the host that a machine is written for.  Emitters choose elements
 * and models by it, never by looking at the host they run on.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_HOST_H
#define VF_CONVERT_VM_HARDWARE_HOST_H

#include <stdbool.h>

struct vf_domain_caps;

struct vf_host {
  unsigned libvirt_version; /* as libvirt has it: 9000000 is 9.0.0 */
  unsigned qemu_version;    /* likewise: 7002000 is 7.2.0 */
  bool has_kvm;             /* false: domains of type qemu, by TCG */
  const struct vf_domain_caps *caps; /* not owned; NULL: not asked */
};

/* Sets up HOST as what may be assumed of a host that was not asked:
 * libvirt 9.0, QEMU 7.2, with KVM.  With PROBE_KVM, has_kvm says whether
 * /dev/kvm is there and can be opened here. */
void vf_host_init (struct vf_host *host, bool probe_kvm);

#endif
