/* vmferry: the place of a device on VMware's PCI buses, from its slot number.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"

unsigned
vf_vmx_pci_position (int slot)
{
  unsigned n = (unsigned)slot, device = n & 31;
  unsigned bridge = n >> 5 & 31, function = n >> 10;

  if (slot < 0)
    return UINT_MAX;
  /* Bridge 0 is device 17 of the root bus, bridges 4 to 7 are 21 to 24. */
  if (bridge)
    return (bridge + 16) << 13 | (function & 255) << 5 | device;
  return device << 13;
}

void
vf_vmx_rank_nics (struct vf_machine *machine)
{
  struct vf_machine_nic *nics = machine->nics.items;
  size_t i, j, n = machine->nics.count;
  bool has_slots = true;

  for (i = 0; i < n; i++)
    has_slots = has_slots && nics[i].pci_slot >= 0;
  for (i = 0; i < n; i++) {
    nics[i].pci_rank = has_slots ? 0 : (unsigned)i;
    for (j = 0; has_slots && j < n; j++) {
      unsigned here = vf_vmx_pci_position (nics[i].pci_slot);
      unsigned there = vf_vmx_pci_position (nics[j].pci_slot);

      if (there < here || (there == here && j < i))
        nics[i].pci_rank++;
    }
  }
}
