/* vmferry: Get-VMNetworkAdapter and Get-VMNetworkAdapterVlan.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/hyperv/ps-json.h"
#include "formats/hyperv/ps-parts.h"
#include "formats/machine.h"

enum { MAX_VLAN = 4094 };

#define NIC(name) offsetof (struct vf_machine_nic, name)

static const struct vf_hyperv_row rows[] = {
  { "SwitchName", VF_HYPERV_STRING, NIC (network), 0, 0, NULL, NULL, NULL },
  { "SwitchId", VF_HYPERV_STRING, NIC (network_id), 0, 0, NULL, NULL, NULL },
  { "Connected", VF_HYPERV_TRISTATE, NIC (connected), 0, 0, NULL, NULL, NULL },
  { "MacAddressSpoofing", VF_HYPERV_ONOFF, NIC (mac_spoofing), 0, 0, NULL,
    NULL, NULL },
  { "BandwidthSetting/MaximumBandwidth", VF_HYPERV_LIMIT, NIC (limit_bps), 0,
    0, NULL, NULL, NULL },
  { "BandwidthSetting/MinimumBandwidthAbsolute", VF_HYPERV_LIMIT,
    NIC (reservation_bps), 0, 0, NULL, NULL, NULL },
  { "BandwidthSetting/MinimumBandwidthWeight", VF_HYPERV_LOST, 0, 0, 0,
    "the NIC's share of its wire", "0", NULL },
  { "BandwidthSetting/BurstLimit", VF_HYPERV_LOST, 0, 0, 0,
    "how fast the NIC may be for a short while", "0", NULL },
  { "BandwidthSetting/BurstSize", VF_HYPERV_LOST, 0, 0, 0,
    "how fast the NIC may be for a short while", "0", NULL },
  { "DhcpGuard", VF_HYPERV_LOST, 0, 0, 0,
    "the switch does not stop the guest's DHCP offers", "Off", NULL },
  { "RouterGuard", VF_HYPERV_LOST, 0, 0, 0,
    "the switch does not stop the guest's router messages", "Off", NULL },
  { "PortMirroringMode", VF_HYPERV_LOST, 0, 0, 0, "the port is not mirrored",
    "None", NULL },
  { "IeeePriorityTag", VF_HYPERV_LOST, 0, 0, 0,
    "priority tags of the guest are not kept", "Off", NULL },
  { "DeviceNaming", VF_HYPERV_LOST, 0, 0, 0,
    "the guest cannot read what its administrator calls the NIC", "Off",
    NULL },
  { "AllowTeaming", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    "of the source's virtual switch", NULL, NULL },
  { "IsLegacy", VF_HYPERV_JUDGE, 0, 0, 0, NULL, NULL, NULL },
  { "IsManagementOs", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    "a NIC of a VM, not of its host", NULL, NULL },
  { .path = NULL },
};

/* The number NAME of NODE when it is a VLAN's; else 0. */
static int
vlan_of (const struct vf_hyperv_key *node, const char *name)
{
  const struct vf_hyperv_key *key = vf_hyperv_find (node, name);

  return key && key->kind == VF_HYPERV_NUMBER && key->number > 0
                 && key->number <= MAX_VLAN
             ? (int)key->number
             : 0;
}

static int
set_trunk (struct vf_hyperv_key *node, struct vf_machine_nic *nic,
           struct vf_error *err)
{
  const char *list = vf_hyperv_get_text (node, "AllowedVlanIdListString");

  if (!list || strspn (list, "0123456789,-") != strlen (list))
    return vf_hyperv_judge_rest (node, VF_FATE_LOSS,
                                 "a trunk whose VLANs are not told "
                                 "(AllowedVlanIdListString)",
                                 err);
  nic->vlan_trunk = strdup (list);
  if (!nic->vlan_trunk)
    return vf_error_nomem (err, "a trunk");
  return vf_hyperv_judge_rest (node, VF_FATE_MAPPED, NULL, err);
}

static int
read_vlan (struct vf_hyperv_key *node, struct vf_machine_nic *nic,
           struct vf_error *err)
{
  static const struct vf_hyperv_words modes
      = { 0, { "Untagged", "Access", "Trunk", "Private", NULL } };
  const struct vf_hyperv_key *key = vf_hyperv_find (node, "OperationMode");
  const char *mode = key ? vf_hyperv_word (key, &modes) : NULL;

  if (!mode || nic->vlan >= 0)
    return 0;
  if (strcmp (mode, "Private") == 0)
    return vf_hyperv_judge_rest (node, VF_FATE_LOSS, "a private VLAN", err);
  if (strcmp (mode, "Trunk") == 0) {
    nic->vlan = vlan_of (node, "NativeVlanId");
    return set_trunk (node, nic, err);
  }
  nic->vlan = strcmp (mode, "Access") ? 0 : vlan_of (node, "AccessVlanId");
  return vf_hyperv_judge_rest (node, VF_FATE_MAPPED, NULL, err);
}

static int
add_nic (struct vf_hyperv_key *node, struct vf_hyperv_key *vlan,
         struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_nic *nic;
  char key[24];

  snprintf (key, sizeof key, "nic%zu", machine->nics.count);
  nic = vf_machine_add_nic (machine, key, err);
  if (!nic)
    return -1;
  nic->index = nic->pci_rank = (unsigned)machine->nics.count - 1;
  nic->model
      = strdup (vf_hyperv_is_true (node, "IsLegacy") ? "legacy" : "synthetic");
  if (!nic->model)
    return vf_error_nomem (err, "a NIC");
  if (vf_hyperv_read_rows (node, rows, nic, err)
      || vf_hyperv_read_mac (node, "DynamicMacAddressEnabled",
                             VF_MAC_GENERATED, VF_MAC_STATIC, nic, err)
      || read_vlan (vf_hyperv_find (node, "Vlan"), nic, err)
      || read_vlan (vf_hyperv_find (node, "VlanSetting"), nic, err)
      || read_vlan (vlan, nic, err))
    return -1;
  if (nic->network)
    nic->network_kind = VF_NETWORK_CUSTOM;
  return 0;
}

int
vf_ps_read_nics (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                 struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *list = vf_hyperv_find (item, "NetworkAdapter");
  struct vf_hyperv_key *vlans = vf_hyperv_find (item, "NetworkAdapterVlan");
  struct vf_hyperv_key *node;
  size_t i;

  if (!list)
    list = vf_hyperv_find (vm, "NetworkAdapters");
  for (i = 0; (node = vf_ps_item (list, i)); i++)
    if (add_nic (node, vf_ps_item (vlans, i), machine, err))
      return -1;
  return 0;
}
