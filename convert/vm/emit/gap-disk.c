/* vmferry: disks that snapshots leave out, or whose changes are dropped, which
 * few targets have.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/gaps.h"

#include <string.h>

#include "convert/vm/hardware/hardware.h"
#include "formats/account.h"
#include "formats/machine.h"

static bool
is_transient (const struct vf_hardware_disk *disk, struct vf_disk_modes kept)
{
  return kept.transient
         && !(kept.exclusive && disk->source->multi_writer == VF_YES
              && strcmp (disk->format, "raw") == 0);
}

static int
report_mode (const struct vf_hardware_disk *hardware, struct vf_disk_modes kept,
             struct vf_account *report, struct vf_error *err)
{
  const struct vf_machine_disk *disk = hardware->source;

  switch (disk->mode) {
  case VF_DISK_MODE_INDEPENDENT_PERSISTENT:
    if (!kept.independent)
      return vf_account_lose (report, err, disk->key,
                              "snapshots of the target have it in them");
    return vf_account_add (report, VF_FATE_MAPPED, disk->key, NULL,
                           "is left out of snapshots on the target, too", err);
  case VF_DISK_MODE_INDEPENDENT_NONPERSISTENT:
    if (!is_transient (hardware, kept))
      return vf_account_lose (report, err, disk->key,
                              "what is written to it is kept at power-off");
    return vf_account_add (report, VF_FATE_MAPPED, disk->key, NULL,
                           "what is written is dropped at power-off on the "
                           "target, too; the VM cannot be migrated live",
                           err);
  default:
    return 0; /* hardware.h: alike for all */
  }
}

int
vf_emit_report_modes (const struct vf_hardware *hardware,
                      struct vf_disk_modes kept, struct vf_account *report,
                      struct vf_error *err)
{
  size_t i;

  for (i = 0; i < hardware->disks.count; i++)
    if (hardware->disks.items[i].source->device == VF_DISK_DISK
        && report_mode (&hardware->disks.items[i], kept, report, err))
      return -1;
  return 0;
}
