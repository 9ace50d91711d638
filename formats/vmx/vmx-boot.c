/* vmferry: the order in which the firmware tries devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

const struct vf_vmx_row vf_vmx_rows_boot[] = {
  { "bios.bootorder", VF_VMX_NOTHING, 0, 0, NULL },
  { "bios.hddorder", VF_VMX_NOTHING, 0, 0, NULL },
  { "bios.bootdeviceclasses", VF_VMX_NOTHING, 0, 0, NULL },
  { "efi.bootorder", VF_VMX_LOST, 0, 0,
    "the first disk is booted; entries of the EFI firmware are not carried" },
  { .key = NULL },
};

/* What places have been given so far, and which disks come first. */
struct order {
  struct vf_machine *machine;
  const char *hdd_order; /* "scsi0:1,scsi0:0"; NULL unknown */
  unsigned place;
};

/* A word of a list, not NUL-terminated. */
struct word {
  const char *at;
  size_t n;
};

static bool
is_word (const struct word *word, const char *text)
{
  return word->n == strlen (text)
         && strncasecmp (word->at, text, word->n) == 0;
}

/* The next word of a list that commas separate; false at its end. */
static bool
next_word (const char **list, struct word *ret_word)
{
  if (!*list || !**list)
    return false;
  ret_word->at = *list;
  ret_word->n = strcspn (*list, ",");
  *list += ret_word->n;
  if (**list == ',')
    (*list)++;
  return true;
}

/* Gives the disks that hdd_order names the next places. */
static void
order_disks (struct order *order)
{
  const char *list = order->hdd_order;
  struct word word;
  size_t i;

  while (next_word (&list, &word))
    for (i = 0; i < order->machine->disks.count; i++) {
      struct vf_machine_disk *disk = &order->machine->disks.items[i];

      if (disk->device == VF_DISK_DISK && !disk->boot_order
          && is_word (&word, disk->key))
        disk->boot_order = ++order->place;
    }
}

/* Gives the first device of a kind a place, unless it has one. */
static void
order_first (struct order *order, enum vf_disk_device device)
{
  size_t i;

  for (i = 0; i < order->machine->disks.count; i++) {
    struct vf_machine_disk *disk = &order->machine->disks.items[i];

    if (disk->device != device)
      continue;
    if (!disk->boot_order)
      disk->boot_order = ++order->place;
    return;
  }
}

/* Gives the NIC with this key a place, or the first one for "net". */
static void
order_nic (struct order *order, const struct word *word)
{
  size_t i;

  for (i = 0; i < order->machine->nics.count; i++) {
    struct vf_machine_nic *nic = &order->machine->nics.items[i];

    if (!is_word (word, nic->key) && !is_word (word, "net"))
      continue;
    if (!nic->boot_order)
      nic->boot_order = ++order->place;
    return;
  }
}

/* A word of bios.bootOrder ("hdd", "cdrom", "floppy", "ethernet0") or of
 * bios.bootDeviceClasses ("hd", "cd", "fd", "net"). */
static void
order_class (struct order *order, const struct word *word)
{
  if (is_word (word, "hdd") || is_word (word, "hd")) {
    order_disks (order);
    if (!order->hdd_order || !*order->hdd_order)
      order_first (order, VF_DISK_DISK);
  } else if (is_word (word, "cdrom") || is_word (word, "cd"))
    order_first (order, VF_DISK_CDROM);
  else if (is_word (word, "floppy") || is_word (word, "fd"))
    order_first (order, VF_DISK_FLOPPY);
  else
    order_nic (order, word);
}

/* "allow:cd,hd,net" is an order, too; "deny:..." only leaves out, and the
 * target has no such switch. */
static int
read_classes (struct vf_vmx *vmx, const char **ret_list, struct vf_error *err)
{
  struct vf_vmx_entry *entry = vf_vmx_find (vmx, "", "bios.bootdeviceclasses");
  const char *colon = entry ? strchr (entry->value, ':') : NULL;

  if (!colon)
    return 0;
  if (strncasecmp (entry->value, "deny", 4) == 0)
    return vf_vmx_judge (entry, VF_FATE_LOSS,
                         "classes of devices are not excluded from booting",
                         err);
  *ret_list = colon + 1;
  return 0;
}

int
vf_vmx_read_boot_order (struct vf_vmx *vmx, struct vf_machine *machine,
                        struct vf_error *err)
{
  const char *words = vf_vmx_get (vmx, "", "bios.bootorder");
  struct order order = { .machine = machine };
  struct word word;

  if (vf_vmx_read_rows (vmx, "", vf_vmx_rows_boot, machine, err))
    return -1;
  if ((!words || !*words) && read_classes (vmx, &words, err))
    return -1;
  order.hdd_order = vf_vmx_get (vmx, "", "bios.hddorder");
  if (!words || !*words)
    words = "hdd";
  while (next_word (&words, &word))
    order_class (&order, &word);
  order_first (&order, VF_DISK_DISK);
  return 0;
}
