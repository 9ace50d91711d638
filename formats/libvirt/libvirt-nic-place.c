/* vmferry: where the NICs of libvirt's XML are on the bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

/* Where a NIC is on the bus: domain, bus, slot, function, as one number that
 * sorts.  Those without an address come last. */
static uint64_t
bus_position (const struct vf_libvirt_tree *tree,
              const struct vf_libvirt_element *element)
{
  const struct vf_libvirt_element *address
      = vf_libvirt_child (tree, element, "address", NULL);
  static const char *const parts[]
      = { "@domain", "@bus", "@slot", "@function" };
  uint64_t position = 0, part;
  size_t i;

  if (!vf_libvirt_has (tree, address, "@type", "pci"))
    return UINT64_MAX;
  for (i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (!vf_libvirt_get_number (tree, address, parts[i], UINT16_MAX - 1,
                                &part))
      part = 0;
    position = position << 16 | part;
  }
  return position;
}

/* How many NICs come before number INDEX, which is ELEMENT. */
static unsigned
count_before (const struct vf_libvirt_tree *tree,
              const struct vf_libvirt_element *element, unsigned index)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *other = NULL;
  uint64_t position = bus_position (tree, element), there;
  unsigned before = 0, i = 0;

  while ((other = vf_libvirt_child (tree, devices, "interface", other))) {
    there = bus_position (tree, other);
    before += there < position || (there == position && i < index);
    i++;
  }
  return before;
}

static void
rank_nics (const struct vf_libvirt_tree *tree, struct vf_machine *machine)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;
  unsigned i;

  for (i = 0; i < machine->nics.count; i++) {
    element = vf_libvirt_child (tree, devices, "interface", element);
    machine->nics.items[i].pci_rank = count_before (tree, element, i);
  }
}

/* On QEMU's old board the guest reads the number of the device on its only
 * bus, as in ens3; VMware encodes one on its first bus likewise.
 * Source:  hw/i386/acpi-build.c, "_SUN" */
static int
read_slot (struct vf_libvirt_tree *tree,
           const struct vf_libvirt_element *element,
           struct vf_machine_nic *nic, struct vf_error *err)
{
  enum { MAX_DEVICE = 31 };
  const struct vf_libvirt_element *address
      = vf_libvirt_child (tree, element, "address", NULL);
  uint64_t bus, slot;

  if (!vf_libvirt_has (tree, address, "@type", "pci")
      || !vf_libvirt_get_number (tree, address, "@bus", 0, &bus)
      || !vf_libvirt_get_number (tree, address, "@slot", MAX_DEVICE, &slot))
    return 0;
  nic->pci_slot = (int)slot;
  return vf_libvirt_judge (vf_libvirt_find (tree, address, "@slot"),
                           VF_FATE_MAPPED, NULL, err)
                 || vf_libvirt_judge (vf_libvirt_find (tree, address, "@bus"),
                                      VF_FATE_MAPPED, NULL, err)
             ? -1
             : 0;
}

static bool
is_old_board (const struct vf_libvirt_tree *tree)
{
  const char *board
      = vf_libvirt_get (tree, tree->elements.items, "os/type@machine");

  return board
         && (strcmp (board, "pc") == 0 || strncmp (board, "pc-i440fx", 9) == 0
             || strncmp (board, "pc-0.", 5) == 0
             || strncmp (board, "pc-1.", 5) == 0);
}

int
vf_libvirt_place_nics (struct vf_libvirt_tree *tree,
                       struct vf_machine *machine, struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;
  size_t i;

  rank_nics (tree, machine);
  for (i = 0; i < machine->nics.count && is_old_board (tree); i++) {
    element = vf_libvirt_child (tree, devices, "interface", element);
    if (read_slot (tree, element, &machine->nics.items[i], err))
      return -1;
  }
  return 0;
}
