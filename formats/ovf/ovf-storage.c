/* vmferry: disks and drives of an OVF, in the order of their addresses.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf-storage.h"

#include <stdlib.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-config.h"
#include "formats/ovf/ovf-parts.h"

static int
read_disk (struct vf_ovf *ovf, struct vf_ovf_item *item,
           struct vf_machine *machine, struct vf_machine_disk *disk,
           struct vf_error *err)
{
  struct vf_ovf_fates *fates = &ovf->fates;

  if (vf_ovf_judge (fates, item->node, VF_FATE_MAPPED, NULL, err)
      || vf_ovf_read_backing (ovf, item, machine, disk, err)
      || vf_ovf_choose_address (ovf, item, machine, disk, err))
    return -1;
  if (disk->device != VF_DISK_DISK)
    disk->connected = vf_ovf_item_truth (item, VF_OVF_AUTOMATIC);
  disk->read_only = vf_ovf_item_truth (item, VF_OVF_RHV_READ_ONLY);
  return vf_ovf_config_truth (fates, item->node, "backing.writeThrough",
                              &disk->write_through, err);
}

/* Returns: whether ITEM is a disk or a drive. */
static bool
device_of (const struct vf_ovf_item *item, enum vf_disk_device *ret_device)
{
  switch (item->type) {
  case VF_OVF_DISK:
  case VF_OVF_EXTENT:
  case VF_OVF_LOGICAL_DISK:
    *ret_device = VF_DISK_DISK;
    return true;
  case VF_OVF_CD:
  case VF_OVF_DVD:
    *ret_device = VF_DISK_CDROM;
    return true;
  case VF_OVF_FLOPPY:
    *ret_device = VF_DISK_FLOPPY;
    return true;
  default:
    return false;
  }
}

/* Those with an address of their own first, so that none of the others takes
 * it. */
static int
add_disks (struct vf_ovf *ovf, struct vf_machine *machine,
           struct vf_error *err)
{
  struct vf_machine_disk *disk;
  enum vf_disk_device device;
  uint64_t number;
  size_t i;
  int pass;

  for (pass = 0; pass < 2; pass++)
    for (i = 0; i < ovf->items.count; i++) {
      struct vf_ovf_item *item = &ovf->items.items[i];

      if (!device_of (item, &device)
          || vf_ovf_item_number (item, VF_OVF_ON_PARENT, &number)
                 == (pass == 1))
        continue;
      disk = vf_machine_add_disk (machine, "disk", err);
      if (!disk)
        return -1;
      disk->device = device;
      disk->unit = VF_OVF_MAX_ADDRESS + 1;
      if (read_disk (ovf, item, machine, disk, err))
        return -1;
    }
  return 0;
}

int
vf_ovf_read_storage (struct vf_ovf *ovf, struct vf_machine *machine,
                     struct vf_error *err)
{
  if (vf_ovf_read_controllers (ovf, machine, err)
      || add_disks (ovf, machine, err))
    return -1;
  vf_machine_sort_controllers (machine);
  vf_machine_sort_disks (machine);
  return 0;
}
