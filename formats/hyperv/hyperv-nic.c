/* vmferry: a NIC of Hyper-V.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/machine-mac.h"
#include "formats/machine.h"

#define NIC(name) offsetof (struct vf_machine_nic, name)

static const char of_switch[] = "of the source's virtual switch";

static const struct vf_hyperv_row rows[] = {
  { "Connection/AltSwitchName", VF_HYPERV_STRING, NIC (network), 0, 0, NULL,
    NULL, NULL },
  { "SwitchName", VF_HYPERV_STRING, NIC (network_id), 0, 0, NULL, NULL, NULL },
  { "IsConnected", VF_HYPERV_TRISTATE, NIC (connected), 0, 0, NULL, NULL,
    NULL },
  { "FriendlyName", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    "what its administrator calls the NIC", NULL, NULL },
  { "DeviceNamingEnabled", VF_HYPERV_LOST, 0, 0, 0,
    "the guest cannot read what its administrator calls the NIC", "False",
    NULL },
  { "AllowPacketDirect", VF_HYPERV_LOST, 0, 0, 0, "a way past the switch",
    "False", NULL },
  { "InterruptModerationDisabled", VF_HYPERV_LOST, 0, 0, 0,
    "how often the NIC interrupts", "False", NULL },
  { "NumaAwarePlacement", VF_HYPERV_LOST, 0, 0, 0,
    "the NIC belongs to no NUMA node", "False", NULL },
  { "MediaType", VF_HYPERV_LOST, 0, 0, 0, "what kind of wire the guest sees",
    "0", NULL },
  { "ClusterMonitored", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    "of the source's cluster", NULL, NULL },
  { "PortName", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT, of_switch, NULL,
    NULL },
  { "Connection/AltPortName", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    of_switch, NULL, NULL },
  { .path = NULL },
};

bool
vf_hyperv_set_mac (struct vf_machine_nic *nic, const char *text)
{
  bool is_none = strlen (text) >= 12 && text[strspn (text, "0-:")] == '\0';

  return is_none || vf_mac_parse (text, nic->mac);
}

int
vf_hyperv_read_mac (struct vf_hyperv_key *node, const char *kind,
                    enum vf_mac_source if_true, enum vf_mac_source if_false,
                    struct vf_machine_nic *nic, struct vf_error *err)
{
  struct vf_hyperv_key *address = vf_hyperv_find (node, "MacAddress");
  struct vf_hyperv_key *flag = vf_hyperv_find (node, kind);

  if (flag)
    nic->mac_source = vf_hyperv_is_true (node, kind) ? if_true : if_false;
  if (vf_hyperv_judge (flag, VF_FATE_MAPPED, NULL, err))
    return -1;
  if (!address)
    return 0;
  if (!address->text || !vf_hyperv_set_mac (nic, address->text))
    return vf_hyperv_judge (address, VF_FATE_LOSS,
                            "not a value of this key, taken as absent", err);
  return vf_hyperv_judge (address, VF_FATE_MAPPED,
                          nic->mac[0] ? NULL : "the host had given it none",
                          err);
}

/* Before Windows Server 2016 the switch has its name where later its id
 * stands. */
static void
settle_network (struct vf_machine_nic *nic)
{
  if (!nic->network) {
    nic->network = nic->network_id;
    nic->network_id = NULL;
  }
  if (nic->network)
    nic->network_kind = VF_NETWORK_CUSTOM;
}

int
vf_hyperv_read_nic (struct vf_hyperv_key *node, const char *model,
                    struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_nic *nic;
  char key[24];

  snprintf (key, sizeof key, "nic%zu", machine->nics.count);
  nic = vf_machine_add_nic (machine, key, err);
  if (!nic)
    return -1;
  nic->index = nic->pci_rank = (unsigned)machine->nics.count - 1;
  nic->model = strdup (model);
  if (!nic->model)
    return vf_error_nomem (err, "a NIC");
  if (vf_hyperv_read_rows (node, rows, nic, err)
      || vf_hyperv_read_mac (node, "MacAddressIsStatic", VF_MAC_STATIC,
                             VF_MAC_GENERATED, nic, err)
      || vf_hyperv_read_port (vf_hyperv_find (node, "Connection"), nic, err))
    return -1;
  settle_network (nic);
  return 0;
}
