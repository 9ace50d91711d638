/* vmferry: the NICs that a machine has on KVM: virtio, with the address and
 * the link state they had, in the order in which the guest knew them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "convert/vm/emit.h"
#include "convert/vm/hardware-priv.h"
#include "convert/vm/network-map.h"
#include "formats/machine.h"

/* The NIC at place RANK of the bus. */
static const struct vf_machine_nic *
nic_at (const struct vf_machine *machine, size_t rank)
{
  size_t i;

  for (i = 0; i < machine->nics.count; i++)
    if (machine->nics.items[i].pci_rank == rank)
      return &machine->nics.items[i];
  return NULL;
}

int
vf_hardware_set_nics (struct vf_hardware *hardware,
                      const struct vf_emit_options *options,
                      struct vf_error *err)
{
  const struct vf_machine *machine = hardware->machine;
  size_t rank;

  for (rank = 0; rank < machine->nics.count; rank++) {
    struct vf_hardware_nic nic = {
      .source = nic_at (machine, rank),
      .model = "virtio",
    };

    nic.map = vf_network_map_find (options, nic.source);
    nic.is_up = nic.source->connected != VF_NO
                && nic.source->network_kind != VF_NETWORK_NONE;
    if (vf_vector_push (&hardware->nics, nic))
      return vf_error_nomem (err, "NICs");
  }
  return 0;
}
