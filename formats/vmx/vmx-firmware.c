/* vmferry: firmware, and the order in which it tries devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-row.h"

#define MEMBER(name) offsetof (struct vf_machine_firmware, name)

static const struct vf_vmx_row rows[] = {
  {"uefi.secureboot.enabled", VF_VMX_TRISTATE, MEMBER (secure_boot), 0, NULL},
  {"nvram", VF_VMX_TEXT, MEMBER (nvram_name), VF_FATE_LOSS,
   "firmware variables are of VMware's own format: the target starts with "
   "new ones"},
  {"bios.bootdelay", VF_VMX_COUNT, MEMBER (boot_delay_ms), 0, NULL},
  {"bios.bootretry.enabled", VF_VMX_LOST, 0, 0,
   "a failed boot is not tried again"},
  {"bios.bootretry.delay", VF_VMX_LOST, 0, 0,
   "a failed boot is not tried again"},
  {"bios.forcesetuponce", VF_VMX_LOST, 0, 0,
   "the firmware's setup is not entered"},
  {"efi.bootorder", VF_VMX_LOST, 0, 0,
   "the first disk is booted; entries of the EFI firmware are not carried"},
  {"bios.bootdeviceclasses", VF_VMX_LOST, 0, 0,
   "classes of devices are not excluded from booting"},
  {.key = NULL},
};

int
vf_vmx_read_firmware (struct vf_vmx *vmx, struct vf_machine *machine,
                      struct vf_error *err)
{
  struct vf_vmx_entry *kind = vf_vmx_find (vmx, "", "firmware");

  if (vf_vmx_read_rows (vmx, "", rows, &machine->firmware, err))
    return -1;
  if (!kind)
    return 0;
  if (strcasecmp (kind->value, "efi") == 0)
    machine->firmware.kind = VF_FIRMWARE_EFI;
  else if (strcasecmp (kind->value, "bios") != 0 && *kind->value)
    return vf_vmx_judge (kind, VF_FATE_LOSS,
                         "neither bios nor efi, taken as bios", err);
  return vf_vmx_judge (kind, VF_FATE_MAPPED, NULL, err);
}

/* Gives the disks that LIST ("scsi0:1,scsi0:0") names the next places, or the
 * first disk when there is none. */
static void
order_disks (struct vf_machine *machine, const char *list, unsigned *place)
{
  size_t i, n;

  for (; list && *list; list += n + (list[n] == ',')) {
    n = strcspn (list, ",");
    for (i = 0; i < machine->disks.count; i++) {
      struct vf_machine_disk *disk = &machine->disks.items[i];

      if (disk->device == VF_DISK_DISK && !disk->boot_order
          && strlen (disk->key) == n && strncasecmp (disk->key, list, n) == 0)
        disk->boot_order = ++*place;
    }
  }
}

/* Gives the first device of a kind a place, unless one of the kind has it. */
static void
order_first (struct vf_machine *machine, enum vf_disk_device device,
             unsigned *place)
{
  size_t i;

  for (i = 0; i < machine->disks.count; i++) {
    struct vf_machine_disk *disk = &machine->disks.items[i];

    if (disk->device != device)
      continue;
    if (!disk->boot_order)
      disk->boot_order = ++*place;
    return;
  }
}

static void
order_nic (struct vf_machine *machine, const char *key, size_t n,
           unsigned *place)
{
  size_t i;

  for (i = 0; i < machine->nics.count; i++) {
    struct vf_machine_nic *nic = &machine->nics.items[i];

    if (!nic->boot_order && strlen (nic->key) == n
        && strncasecmp (nic->key, key, n) == 0)
      nic->boot_order = ++*place;
  }
}

/* One word of bios.bootOrder: "hdd", "cdrom", "floppy", "ethernet0". */
static void
order_class (struct vf_machine *machine, const char *word, size_t n,
             const char *hdd_order, unsigned *place)
{
  if (n == 3 && strncasecmp (word, "hdd", 3) == 0) {
    order_disks (machine, hdd_order, place);
    if (!hdd_order || !*hdd_order)
      order_first (machine, VF_DISK_DISK, place);
  } else if (n == 5 && strncasecmp (word, "cdrom", 5) == 0)
    order_first (machine, VF_DISK_CDROM, place);
  else
    order_nic (machine, word, n, place);
}

int
vf_vmx_read_boot_order (struct vf_vmx *vmx, struct vf_machine *machine,
                        struct vf_error *err)
{
  struct vf_vmx_entry *order = vf_vmx_find (vmx, "", "bios.bootorder");
  struct vf_vmx_entry *hdd = vf_vmx_find (vmx, "", "bios.hddorder");
  const char *word = order && *order->value ? order->value : "hdd";
  unsigned place = 0;
  size_t n;

  for (; *word; word += n + (word[n] == ',')) {
    n = strcspn (word, ",");
    order_class (machine, word, n, hdd ? hdd->value : NULL, &place);
  }
  order_first (machine, VF_DISK_DISK, &place);
  if (vf_vmx_judge (order, VF_FATE_MAPPED, NULL, err)
      || vf_vmx_judge (hdd, VF_FATE_MAPPED, NULL, err))
    return -1;
  return 0;
}
