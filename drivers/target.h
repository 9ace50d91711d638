/* vmferry: what the steps have to know of the machine that the guest will
 * find itself in.  Plain data, borrowed from whoever fills it in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_TARGET_H
#define VF_DRIVERS_TARGET_H

#include <stdbool.h>
#include <stddef.h>

/* A network card of the VM. */
struct vf_target_nic {
  const char *mac; /* as the target will have it: "00:50:56:..."; NULL: none */
  /* The slot that the guest saw it in, as in "ens192"; 0: not known. */
  unsigned old_slot;
};

struct vf_target {
  /* The name that the guest will have for each disk: "vda", "sda", in the
   * order of the source's disks. */
  const char *const *disk_names;
  size_t disk_count;
  const struct vf_target_nic *nics; /* in the order of the source's PCI bus */
  size_t nic_count;
  bool is_uefi;     /* the firmware; else a BIOS */
  size_t boot_disk; /* index of the disk that it starts */
  /* That disk is on SATA or the like, for a guest that has no virtio: nothing
   * of the boot depends on it. */
  bool has_plain_disks;
};

#endif
