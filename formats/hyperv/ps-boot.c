/* vmferry: the boot order: kinds of devices from Get-VMBios, the devices
 * themselves from Get-VMFirmware.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-boot.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/hyperv/ps-json.h"
#include "formats/hyperv/ps-parts.h"
#include "formats/machine.h"

/* Microsoft.HyperV.PowerShell.BootDevice */
static const struct vf_hyperv_words bios_devices
    = { 0,
        { "Floppy", "CD", "IDE", "LegacyNetworkAdapter", "NetworkAdapter",
          "VHD", NULL } };

static int
read_bios (struct vf_hyperv_key *bios, struct vf_machine *machine,
           struct vf_error *err)
{
  struct vf_hyperv_key *order = vf_hyperv_find (bios, "StartupOrder");
  unsigned next = 1;
  size_t i;

  if (vf_hyperv_judge (vf_hyperv_find (bios, "NumLockEnabled"),
                       VF_FATE_IRRELEVANT, "a keyboard's light", err))
    return -1;
  for (i = 0; order && i < order->children.count; i++) {
    struct vf_hyperv_key *key = order->children.items[i];
    const char *word = vf_hyperv_word (key, &bios_devices);
    bool is_known = word && vf_hyperv_order_kind (machine, word, &next);

    if (vf_hyperv_judge (key, is_known ? VF_FATE_MAPPED : VF_FATE_UNKNOWN,
                         NULL, err))
      return -1;
  }
  return 0;
}

static const struct vf_hyperv_key *
member_of (const struct vf_hyperv_key *entry, const char *name)
{
  const struct vf_hyperv_key *device = vf_hyperv_find (entry, "Device");

  return vf_hyperv_find (device && device->children.count ? device : entry,
                         name);
}

/* The place where an entry keeps that what it boots is next, or NULL. */
static unsigned *
find_disk (const struct vf_hyperv_key *entry, struct vf_machine *machine)
{
  const struct vf_hyperv_key *number = member_of (entry, "ControllerNumber");
  const struct vf_hyperv_key *unit = member_of (entry, "ControllerLocation");
  size_t i;

  for (i = 0; number && unit && i < machine->disks.count; i++) {
    struct vf_machine_disk *disk = &machine->disks.items[i];

    if (disk->bus == VF_BUS_SCSI && disk->controller == number->number
        && disk->unit == unit->number && number->kind == VF_HYPERV_NUMBER
        && unit->kind == VF_HYPERV_NUMBER)
      return &disk->boot_order;
  }
  return NULL;
}

static unsigned *
find_nic (const struct vf_hyperv_key *entry, struct vf_machine *machine)
{
  const struct vf_hyperv_key *key = member_of (entry, "MacAddress");
  struct vf_machine_nic wanted = { .mac = "" };
  size_t i;

  if (!key || !key->text || !vf_hyperv_set_mac (&wanted, key->text))
    return NULL;
  for (i = 0; wanted.mac[0] && i < machine->nics.count; i++)
    if (strcmp (machine->nics.items[i].mac, wanted.mac) == 0)
      return &machine->nics.items[i].boot_order;
  return NULL;
}

static int
read_efi (struct vf_hyperv_key *order, struct vf_machine *machine,
          struct vf_error *err)
{
  struct vf_hyperv_key *entry;
  unsigned next = 1;
  size_t i;

  for (i = 0; (entry = vf_ps_item (order, i)); i++) {
    unsigned *place = find_disk (entry, machine);

    if (!place)
      place = find_nic (entry, machine);
    if (place && !*place)
      *place = next++;
    if (place ? vf_hyperv_judge_rest (entry, VF_FATE_MAPPED, NULL, err)
              : vf_hyperv_lose (entry,
                                "a boot entry of the firmware's variables, "
                                "which stay behind",
                                err))
      return -1;
  }
  return 0;
}

int
vf_ps_read_boot_order (struct vf_hyperv_key *item,
                       struct vf_hyperv_key *vm __attribute__ ((unused)),
                       struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *bios = vf_ps_item (vf_hyperv_find (item, "Bios"), 0);
  struct vf_hyperv_key *firmware
      = vf_ps_item (vf_hyperv_find (item, "Firmware"), 0);

  if (read_bios (bios, machine, err))
    return -1;
  return read_efi (vf_hyperv_find (firmware, "BootOrder"), machine, err);
}
