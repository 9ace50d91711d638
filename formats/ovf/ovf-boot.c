/* vmferry: in which order devices boot: by VMware's section, by oVirt's
 * numbers, or else by the keys of a .vmx, of which the last has the first disk
 * start.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/vmx/vmx-parts.h"

/* Where the boot order of the device called KEY is kept; NULL for none. */
static unsigned *
order_of (struct vf_machine *machine, const char *key)
{
  size_t i;

  for (i = 0; *key && i < machine->disks.count; i++)
    if (strcmp (machine->disks.items[i].key, key) == 0)
      return &machine->disks.items[i].boot_order;
  for (i = 0; *key && i < machine->nics.count; i++)
    if (strcmp (machine->nics.items[i].key, key) == 0)
      return &machine->nics.items[i].boot_order;
  return NULL;
}

static unsigned *
order_of_item (struct vf_ovf *ovf, struct vf_machine *machine, const char *id)
{
  size_t i;

  for (i = 0; id && i < ovf->items.count; i++)
    if (ovf->items.items[i].fields[VF_OVF_ID]
        && strcmp (ovf->items.items[i].fields[VF_OVF_ID], id) == 0)
      return order_of (machine, ovf->items.items[i].key);
  return NULL;
}

/* One section for each device, in their order. */
static int
read_sections (struct vf_ovf *ovf, struct vf_machine *machine, unsigned *place,
               struct vf_error *err)
{
  struct _xmlNode *section = NULL;
  unsigned *order;

  while (
      (section = vf_ovf_section (ovf->system, "BootOrderSection", section))) {
    CLEANUP_FREE char *id = NULL;

    if (vf_ovf_text (vf_ovf_attribute (section, VF_OVF_NS_VMW, "instanceId"),
                     &id, err))
      return -1;
    order = order_of_item (ovf, machine, id);
    if (order && !*order)
      *order = ++*place;
    if (vf_ovf_judge (&ovf->fates, section,
                      order ? VF_FATE_MAPPED : VF_FATE_LOSS,
                      order ? NULL : "the VM has no such device", err))
      return -1;
  }
  return 0;
}

/* oVirt's 0 is none. */
static void
read_ovirt (struct vf_ovf *ovf, struct vf_machine *machine, unsigned *place)
{
  unsigned *order;
  uint64_t number;
  size_t i;

  for (i = 0; i < ovf->items.count; i++) {
    if (!vf_ovf_item_number (&ovf->items.items[i], VF_OVF_RHV_BOOT, &number)
        || number == 0 || number > 1000)
      continue;
    order = order_of (machine, ovf->items.items[i].key);
    if (!order)
      continue;
    *order = (unsigned)number;
    *place = (unsigned)number > *place ? (unsigned)number : *place;
  }
}

static bool
has_order (const struct vf_machine *machine)
{
  bool has = false;
  size_t i;

  for (i = 0; i < machine->disks.count; i++)
    has = has || machine->disks.items[i].boot_order;
  for (i = 0; i < machine->nics.count; i++)
    has = has || machine->nics.items[i].boot_order;
  return has;
}

int
vf_ovf_read_boot_order (struct vf_ovf *ovf, struct vf_machine *machine,
                        struct vf_error *err)
{
  unsigned place = 0;

  if (read_sections (ovf, machine, &place, err))
    return -1;
  read_ovirt (ovf, machine, &place);
  return has_order (machine) ? 0
                             : vf_vmx_read_boot_order (ovf->vmx, machine, err);
}
