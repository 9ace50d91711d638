/* vmferry: the NICs that a machine has on KVM: with the address and the link
 * state they had, in the order in which the guest knew them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <strings.h>

#include "common/error.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware-priv.h"
#include "convert/vm/hardware/network-map.h"
#include "formats/machine.h"

enum {
  MIN_MTU = 68,    /* of IPv4 */
  MAX_MTU = 65535, /* that virtio can tell a guest */
};

/* The nearest that QEMU has to a NIC of the source; e1000 for what has no row,
 * since nearly every guest can drive it.
 * Source: QEMU 7.2, -device help; VMware's "flexible" starts as a PCnet */
static const struct {
  const char *source, *model;
} models[] = {
  { "vmxnet3", "vmxnet3" },   { "e1000e", "e1000e" },
  { "e1000", "e1000" },       { "82540EM", "e1000" },
  { "82545EM", "e1000" },     { "82543GC", "e1000" },
  { "vlance", "pcnet" },      { "flexible", "pcnet" },
  { "vmxnet", "pcnet" },      { "vmxnet2", "pcnet" },
  { "pcnet", "pcnet" },       { "pcnet32", "pcnet" },
  { "PCNet32", "pcnet" },     { "Am79C970A", "pcnet" },
  { "Am79C973", "pcnet" },    { "rtl8139", "rtl8139" },
  { "legacy", "tulip" },      { "virtio", "virtio" },
  { "virtio-net", "virtio" },
};

static const char *
nearest_model (const struct vf_hardware *hardware,
               const struct vf_machine_nic *nic)
{
  const char *model = "e1000";
  size_t i;

  for (i = 0; nic->model && i < sizeof models / sizeof *models; i++)
    if (strcasecmp (models[i].source, nic->model) == 0)
      model = models[i].model;
  /* A device of PCI Express has no place on i440fx. */
  if (!hardware->is_q35 && strcasecmp (model, "e1000e") == 0)
    return "e1000";
  return model;
}

/* As disks have it, in hardware-bus.c. */
static bool
is_virtio (const struct vf_hardware *hardware,
           const struct vf_emit_options *options)
{
  if (options->devices.nics != VF_NICS_AUTO)
    return options->devices.nics == VF_NICS_VIRTIO;
  if (hardware->machine->platform == VF_PLATFORM_QEMU
      || options->guest.virtio_net == VF_NO)
    return false;
  return options->guest.virtio_net == VF_YES || !hardware->machine->os.is_old;
}

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

/* The NIC that comes next: by rank, or in the source's order where the ranks
 * are not one for each. */
static const struct vf_machine_nic *
next_nic (const struct vf_machine *machine, size_t rank)
{
  size_t i;

  for (i = 0; i < machine->nics.count; i++)
    if (!nic_at (machine, i))
      return &machine->nics.items[rank];
  return nic_at (machine, rank);
}

unsigned
vf_hardware_old_slot (const struct vf_machine_nic *nic)
{
  if (nic->pci_slot < 0)
    return 0;
  return (nic->pci_slot & 1023) + ((unsigned)nic->pci_slot >> 10);
}

/* The map's goes before the source's, which may be none that virtio has. */
static int
set_mtu (struct vf_hardware_nic *nic, struct vf_account *report,
         struct vf_error *err)
{
  const struct vf_machine_nic *source = nic->source;

  nic->mtu = nic->map && nic->map->mtu ? nic->map->mtu : source->mtu;
  if (!nic->mtu || (nic->mtu >= MIN_MTU && nic->mtu <= MAX_MTU))
    return 0;
  nic->mtu = 0;
  return vf_account_lose (report, err, source->key,
                          "an MTU of %u, which must be %d to %d, is not told "
                          "to the guest",
                          source->mtu, MIN_MTU, MAX_MTU);
}

int
vf_hardware_set_nics (struct vf_hardware *hardware,
                      const struct vf_emit_options *options,
                      struct vf_account *report, struct vf_error *err)
{
  const struct vf_machine *machine = hardware->machine;
  size_t rank;

  for (rank = 0; rank < machine->nics.count; rank++) {
    struct vf_hardware_nic nic = { .source = next_nic (machine, rank) };

    nic.model = is_virtio (hardware, options)
                    ? "virtio"
                    : nearest_model (hardware, nic.source);
    nic.old_slot = vf_hardware_old_slot (nic.source);
    nic.map = vf_network_map_find (options, nic.source);
    nic.is_up = nic.source->connected != VF_NO
                && nic.source->network_kind != VF_NETWORK_NONE;
    if (set_mtu (&nic, report, err)
        || (!*nic.source->mac
            && vf_account_lose (report, err, nic.source->key,
                                "has no address: the target makes one up")))
      return -1;
    if (vf_vector_push (&hardware->nics, nic))
      return vf_error_nomem (err, "NICs");
  }
  return 0;
}
