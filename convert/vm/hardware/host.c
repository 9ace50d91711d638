/* vmferry: what may be assumed of a target host.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/host.h"

#include "common/error.h"
#include "common/kvm.h"

void
vf_host_init (struct vf_host *host, bool probe_kvm)
{
  struct vf_error reason;

  *host = (struct vf_host){
    .libvirt_version = 9000000,
    .qemu_version = 7002000,
    .has_kvm = !probe_kvm || vf_kvm_usable (&reason),
  };
}
