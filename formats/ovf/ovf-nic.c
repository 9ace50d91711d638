/* vmferry: network cards.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine-mac.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-config.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/vmx/vmx-parts.h"

/* Words of subtypes, and those of a .vmx or of libvirt for the same. */
static const struct vf_ovf_model models[] = {
  { "VmxNet3", "vmxnet3" },
  { "VmxNet2", "vmxnet2" },
  { "VmxNet", "vmxnet" },
  { "E1000e", "e1000e" },
  { "E1000", "e1000" },
  { "PCNet32", "vlance" },
  { "SriovEthernetCard", "sriov" },
  { "virtio", "virtio" },
  { "virtio-net", "virtio" },
  { NULL, NULL },
};

/* oVirt's numbers. */
static const struct {
  const char *number;
  const char *model;
} ovirt_models[] = {
  { "1", "rtl8139" }, { "2", "e1000" },  { "3", "virtio" },
  { "5", "sriov" },   { "6", "e1000e" },
};

static int
choose_model (const struct vf_machine *machine, const char *subtype,
              char **ret_model, struct vf_error *err)
{
  const char *found;
  size_t i;

  if (!subtype || !*subtype)
    return 0;
  found = vf_ovf_choose_model (subtype, models);
  for (i = 0; machine->platform == VF_PLATFORM_QEMU
              && i < sizeof ovirt_models / sizeof *ovirt_models;
       i++)
    if (strcmp (subtype, ovirt_models[i].number) == 0)
      found = ovirt_models[i].model;
  *ret_model = strdup (found);
  return *ret_model ? 0 : vf_error_nomem (err, "a model");
}

static int
read_mac (struct vf_ovf *ovf, const struct vf_ovf_item *item,
          struct vf_machine_nic *nic, struct vf_error *err)
{
  enum vf_ovf_field field
      = item->fields[VF_OVF_RHV_MAC] ? VF_OVF_RHV_MAC : VF_OVF_ADDRESS;
  const char *text = item->fields[field];

  if (!text || !*text)
    return 0;
  if (vf_mac_parse (text, nic->mac)) {
    nic->mac_source = VF_MAC_STATIC;
    return 0;
  }
  return vf_ovf_judge (&ovf->fates, item->places[field], VF_FATE_LOSS,
                       "not the address of a card: the target makes one up",
                       err);
}

static enum vf_tristate
is_connected (const struct vf_ovf_item *item)
{
  static const enum vf_ovf_field fields[]
      = { VF_OVF_AUTOMATIC, VF_OVF_RHV_LINKED, VF_OVF_RHV_PLUGGED };
  enum vf_tristate state = VF_UNSET;
  size_t i;

  for (i = 0; i < sizeof fields / sizeof *fields && state != VF_NO; i++)
    if (item->fields[fields[i]])
      state = vf_ovf_item_truth (item, fields[i]);
  return state;
}

static int
fill_nic (struct vf_ovf *ovf, struct vf_ovf_item *item,
          const struct vf_machine *machine, struct vf_machine_nic *nic,
          struct vf_error *err)
{
  struct vf_ovf_fates *fates = &ovf->fates;
  const char *network = item->fields[VF_OVF_CONNECTION];

  if (vf_ovf_judge (fates, item->node, VF_FATE_MAPPED, NULL, err)
      || choose_model (machine, item->fields[VF_OVF_SUBTYPE], &nic->model, err)
      || vf_ovf_config_slot (fates, item->node, &nic->pci_slot, err)
      || vf_ovf_config_truth (fates, item->node, "wakeOnLanEnabled",
                              &nic->wake_on_lan, err)
      || read_mac (ovf, item, nic, err))
    return -1;
  nic->connected = is_connected (item);
  if (!network || !*network)
    return 0;
  nic->network = strdup (network);
  return nic->network ? 0 : vf_error_nomem (err, "a network");
}

/* A number by which cards sort as the guest finds them. */
static unsigned
position (const struct vf_machine_nic *nic)
{
  return nic->pci_slot >= 0 ? vf_vmx_pci_position (nic->pci_slot) : nic->index;
}

/* By slot where all have one, else in the order of the items. */
static void
rank_nics (struct vf_machine *machine)
{
  struct vf_machine_nic *nics = machine->nics.items;
  size_t i, j, n = machine->nics.count;
  bool has_slots = true;

  for (i = 0; i < n; i++)
    has_slots = has_slots && nics[i].pci_slot >= 0;
  for (i = 0; i < n; i++) {
    nics[i].pci_rank = has_slots ? 0 : (unsigned)i;
    for (j = 0; has_slots && j < n; j++)
      nics[i].pci_rank
          += position (&nics[j]) < position (&nics[i])
             || (position (&nics[j]) == position (&nics[i]) && j < i);
  }
}

int
vf_ovf_read_nics (struct vf_ovf *ovf, struct vf_machine *machine,
                  struct vf_error *err)
{
  struct vf_machine_nic *nic;
  char key[32];
  size_t i;

  for (i = 0; i < ovf->items.count; i++) {
    struct vf_ovf_item *item = &ovf->items.items[i];

    if (item->type != VF_OVF_NIC)
      continue;
    snprintf (key, sizeof key, "ethernet%zu", machine->nics.count);
    nic = vf_machine_add_nic (machine, key, err);
    if (!nic)
      return -1;
    nic->index = (unsigned)machine->nics.count - 1;
    snprintf (item->key, sizeof item->key, "%s", key);
    if (fill_nic (ovf, item, machine, nic, err))
      return -1;
  }
  rank_nics (machine);
  return 0;
}
