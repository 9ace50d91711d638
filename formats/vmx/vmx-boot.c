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

/* The next word of a list that commas separate, blanks too where it was
 * written by hand; false at its end. */
static bool
next_word (const char **list, struct word *ret_word)
{
  static const char between[] = ", \t";

  if (!*list)
    return false;
  ret_word->at = *list += strspn (*list, between);
  ret_word->n = strcspn (*list, between);
  *list += ret_word->n;
  return ret_word->n > 0;
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

/* Gives the NIC with this key a place, or the first one for "net".
 * Returns: whether that is what the word means. */
static bool
order_nic (struct order *order, const struct word *word)
{
  static const char ethernet[] = "ethernet";
  size_t i;

  if (!is_word (word, "net")
      && strncasecmp (word->at, ethernet, strlen (ethernet)) != 0)
    return false;
  for (i = 0; i < order->machine->nics.count; i++) {
    struct vf_machine_nic *nic = &order->machine->nics.items[i];

    if (!is_word (word, nic->key) && !is_word (word, "net"))
      continue;
    if (!nic->boot_order)
      nic->boot_order = ++order->place;
    break;
  }
  return true;
}

/* A word of bios.bootOrder ("hdd", "cdrom", "floppy", "ethernet0") or of
 * bios.bootDeviceClasses ("hd", "cd", "fd", "net").
 * Returns: whether it is one. */
static bool
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
    return order_nic (order, word);
  return true;
}

/* "allow:cd,hd,net" is an order, too; "deny:..." only leaves out, and the
 * target has no such switch. */
static int
read_classes (struct vf_vmx *vmx, struct vf_vmx_entry **ret_entry,
              const char **ret_list, struct vf_error *err)
{
  struct vf_vmx_entry *entry = vf_vmx_find (vmx, "", "bios.bootdeviceclasses");
  const char *colon = entry ? strchr (entry->value, ':') : NULL;

  if (!colon)
    return 0;
  if (strncasecmp (entry->value, "deny", 4) == 0)
    return vf_vmx_judge (entry, VF_FATE_LOSS,
                         "classes of devices are not excluded from booting",
                         err);
  *ret_entry = entry;
  *ret_list = colon + 1;
  return 0;
}

/* Orders what the LIST names, of which ENTRY is the value. */
static int
order_list (struct order *order, const char *list, struct vf_vmx_entry *entry,
            struct vf_error *err)
{
  struct word word;
  bool knows_all = true;

  while (next_word (&list, &word))
    knows_all = order_class (order, &word) && knows_all;
  return knows_all ? 0
                   : vf_vmx_judge (entry, VF_FATE_LOSS,
                                   "names devices that do not boot on the "
                                   "target",
                                   err);
}

int
vf_vmx_read_boot_order (struct vf_vmx *vmx, struct vf_machine *machine,
                        struct vf_error *err)
{
  struct vf_vmx_entry *entry = vf_vmx_find (vmx, "", "bios.bootorder");
  const char *list = entry ? entry->value : NULL;
  struct order order = { .machine = machine };

  if (vf_vmx_read_rows (vmx, "", vf_vmx_rows_boot, machine, err))
    return -1;
  if ((!list || !*list) && read_classes (vmx, &entry, &list, err))
    return -1;
  order.hdd_order = vf_vmx_get (vmx, "", "bios.hddorder");
  if (!list || !*list)
    list = "hdd";
  if (order_list (&order, list, entry, err))
    return -1;
  order_first (&order, VF_DISK_DISK);
  return 0;
}
