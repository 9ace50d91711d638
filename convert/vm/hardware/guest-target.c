/* vmferry: the machine that the guest will find itself in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/guest-target.h"

#include "common/error.h"
#include "convert/vm/conversion.h"
#include "convert/vm/hardware/hardware.h"
#include "drivers/target.h"
#include "formats/machine.h"

struct vf_guest_target {
  struct vf_target target;
  const char **disk_names;
  struct vf_target_nic *nics;
};

/* Fills in the cards in the order in which the guest enumerated them. */
static void
fill_nics (struct vf_guest_target *target, const struct vf_machine *machine)
{
  const struct vf_machine_nic *nic;
  size_t i;

  for (i = 0; i < machine->nics.count; i++) {
    nic = &machine->nics.items[i];
    target->nics[nic->pci_rank] = (struct vf_target_nic){
      .mac = nic->mac[0] ? nic->mac : NULL,
      .old_slot = vf_hardware_old_slot (nic),
    };
  }
}

/* The disk that the definition has the firmware start: the first in its order,
 * or the first of all. */
static size_t
boot_disk (const struct vf_conversion *conversion)
{
  unsigned best_order = 0;
  size_t i, best = 0;

  for (i = 0; i < conversion->disks.count; i++) {
    const struct vf_machine_disk *disk = vf_machine_find_disk (
        conversion->machine, conversion->disks.items[i].key);
    unsigned order = disk ? disk->boot_order : 0;

    if (order && (!best_order || order < best_order)) {
      best_order = order;
      best = i;
    }
  }
  return best;
}

struct vf_guest_target *
vf_guest_target_new (const struct vf_conversion *conversion,
                     struct vf_error *err)
{
  size_t n_disks = conversion->disks.count;
  size_t n_nics = conversion->machine->nics.count;
  CLEANUP_GUEST_TARGET struct vf_guest_target *target
      = calloc (1, sizeof *target);
  size_t i;

  if (target) {
    target->disk_names = calloc (n_disks + 1, sizeof *target->disk_names);
    target->nics = calloc (n_nics + 1, sizeof *target->nics);
  }
  if (!target || !target->disk_names || !target->nics) {
    vf_error_nomem (err, "the guest's target");
    return NULL;
  }
  for (i = 0; i < n_disks; i++)
    target->disk_names[i] = conversion->disks.items[i].target_name;
  fill_nics (target, conversion->machine);
  target->target = (struct vf_target){ .disk_names = target->disk_names,
                                       .disk_count = n_disks,
                                       .nics = target->nics,
                                       .nic_count = n_nics };
  target->target.is_uefi
      = conversion->machine->firmware.kind == VF_FIRMWARE_EFI;
  target->target.boot_disk = boot_disk (conversion);
  target->target.has_plain_disks
      = n_disks
        && conversion->disks.items[target->target.boot_disk].is_plain;
  return TAKE (target);
}

const struct vf_target *
vf_guest_target_get (const struct vf_guest_target *target)
{
  return &target->target;
}

void
vf_guest_target_free (struct vf_guest_target *target)
{
  if (!target)
    return;
  free (target->disk_names);
  free (target->nics);
  free (target);
}
