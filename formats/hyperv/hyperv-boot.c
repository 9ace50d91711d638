/* vmferry: in which order the BIOS of a generation 1 tries disks and NICs: by
 * kinds, "boot/device0" first.  The EFI of a generation 2 has its order in its
 * variables, which a definition does not hold.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-boot.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/machine.h"

static void
order_disks (struct vf_machine *machine, enum vf_disk_device device,
             enum vf_bus bus, unsigned *next)
{
  size_t i;

  for (i = 0; i < machine->disks.count; i++) {
    struct vf_machine_disk *disk = &machine->disks.items[i];

    if (disk->device == device && disk->bus == bus && !disk->boot_order)
      disk->boot_order = (*next)++;
  }
}

/* Only an emulated NIC has a boot ROM. */
static void
order_nics (struct vf_machine *machine, unsigned *next)
{
  size_t i;

  for (i = 0; i < machine->nics.count; i++) {
    struct vf_machine_nic *nic = &machine->nics.items[i];

    if (nic->model && strcmp (nic->model, "legacy") == 0 && !nic->boot_order)
      nic->boot_order = (*next)++;
  }
}

bool
vf_hyperv_order_kind (struct vf_machine *machine, const char *word,
                      unsigned *next)
{
  if (strcasecmp (word, "Optical") == 0 || strcasecmp (word, "CD") == 0)
    order_disks (machine, VF_DISK_CDROM, VF_BUS_IDE, next);
  else if (strcasecmp (word, "Floppy") == 0)
    order_disks (machine, VF_DISK_FLOPPY, VF_BUS_FLOPPY, next);
  else if (strcasecmp (word, "HardDrive") == 0
           || strcasecmp (word, "IDE") == 0) {
    order_disks (machine, VF_DISK_DISK, VF_BUS_IDE, next);
    order_disks (machine, VF_DISK_PASSTHROUGH, VF_BUS_IDE, next);
  } else if (strcasecmp (word, "Network") == 0
             || strcasecmp (word, "LegacyNetworkAdapter") == 0)
    order_nics (machine, next);
  else
    return false;
  return true;
}

int
vf_hyperv_read_boot_order (struct vf_hyperv_key *config,
                           struct vf_machine *machine, struct vf_error *err)
{
  unsigned i, next = 1;
  char path[80];

  for (i = 0; i < 4; i++) {
    struct vf_hyperv_key *key;
    bool is_known;

    snprintf (path, sizeof path,
              "_ac6b8dc1-3257-4a70-b1b2-a9c9215659ad_/boot/device%u", i);
    key = vf_hyperv_find (config, path);
    if (!key || !key->text)
      continue;
    is_known = vf_hyperv_order_kind (machine, key->text, &next);
    if (vf_hyperv_judge (key, is_known ? VF_FATE_MAPPED : VF_FATE_UNKNOWN,
                         NULL, err))
      return -1;
  }
  return 0;
}
