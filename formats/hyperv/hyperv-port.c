/* vmferry: what a port of Hyper-V's switch does to a NIC: its features, each
 * a node "Feature_GUID" with settings that hold the members of a WMI class.
 *
 * The members lie in the order of their WmiDataId with C's alignment.  That is
 * not documented; it is what the offload settings of real files are, members,
 * values and length, in versions 1 and 4 of their class.
 *
 * Source: Msvm_EthernetSwitchPortVlanSettingData, ...BandwidthSettingData and
 * ...SecuritySettingData of the Hyper-V WMI provider (V2)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "common/endian.h"
#include "common/error.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/machine.h"

enum {
  MODE_ACCESS = 1,
  MODE_TRUNK = 2,
  MAX_VLAN = 4094,
};

struct vlan_data {
  struct vf_le32 mode;
  struct vf_le16 access;
  struct vf_le16 native;
};

struct bandwidth_data {
  struct vf_le64 reservation;
  struct vf_le64 weight;
  struct vf_le64 limit;
  struct vf_le64 burst_limit;
  struct vf_le64 burst_size;
};

struct security_data {
  uint8_t allows_mac_spoofing;
  uint8_t guards_dhcp;
  uint8_t guards_router;
  uint8_t monitor_mode;
  uint8_t monitor_session;
  uint8_t allows_priority_tag;
};

static int
read_vlan (struct vf_hyperv_key *data, struct vf_machine_nic *nic,
           struct vf_error *err)
{
  struct vlan_data vlan;
  uint32_t mode;
  unsigned id;

  memcpy (&vlan, data->bytes, sizeof vlan);
  mode = vf_le32_get (vlan.mode);
  id = vf_le16_get (mode == MODE_ACCESS ? vlan.access : vlan.native);
  if (mode == 0) {
    nic->vlan = 0;
    return vf_hyperv_judge (data, VF_FATE_MAPPED, "untagged", err);
  }
  if (id > MAX_VLAN || (mode != MODE_ACCESS && mode != MODE_TRUNK))
    return vf_hyperv_judge (data, VF_FATE_LOSS,
                            "a private VLAN, or one that is not read", err);
  nic->vlan = (int)id;
  if (mode == MODE_ACCESS)
    return vf_hyperv_judge (data, VF_FATE_MAPPED, "a VLAN", err);
  return vf_hyperv_judge (data, VF_FATE_LOSS,
                          "a trunk: its native VLAN is read, its list is "
                          "not; what hyperv-export.ps1 writes has it",
                          err);
}

static int
read_bandwidth (struct vf_hyperv_key *data, struct vf_machine_nic *nic,
                struct vf_error *err)
{
  struct bandwidth_data bandwidth;
  uint64_t limit, reservation;

  memcpy (&bandwidth, data->bytes, sizeof bandwidth);
  limit = vf_le64_get (bandwidth.limit);
  reservation = vf_le64_get (bandwidth.reservation);
  if (limit > INT64_MAX || reservation > INT64_MAX)
    return vf_hyperv_judge (data, VF_FATE_LOSS,
                            "not a value of this key, taken as absent", err);
  if (limit)
    nic->limit_bps = (int64_t)limit;
  if (reservation)
    nic->reservation_bps = (int64_t)reservation;
  if (vf_le64_get (bandwidth.weight) || vf_le64_get (bandwidth.burst_limit))
    return vf_hyperv_judge (data, VF_FATE_LOSS,
                            "limit and reservation are read; weight and "
                            "bursts are not carried over",
                            err);
  return vf_hyperv_judge (data, VF_FATE_MAPPED, NULL, err);
}

static int
read_security (struct vf_hyperv_key *data, struct vf_machine_nic *nic,
               struct vf_error *err)
{
  struct security_data security;

  memcpy (&security, data->bytes, sizeof security);
  nic->mac_spoofing = security.allows_mac_spoofing ? VF_YES : VF_NO;
  if (security.guards_dhcp || security.guards_router || security.monitor_mode
      || security.allows_priority_tag)
    return vf_hyperv_judge (data, VF_FATE_LOSS,
                            "guards against DHCP and router messages, port "
                            "mirroring or priority tags of the port",
                            err);
  return vf_hyperv_judge (data, VF_FATE_MAPPED, NULL, err);
}

static int
skip_offload (struct vf_hyperv_key *data,
              struct vf_machine_nic *nic __attribute__ ((unused)),
              struct vf_error *err)
{
  return vf_hyperv_judge (data, VF_FATE_IRRELEVANT,
                          "what the source's network cards do themselves",
                          err);
}

static const struct feature {
  const char *name; /* of the node */
  size_t size;      /* of what is read */
  int (*read) (struct vf_hyperv_key *, struct vf_machine_nic *,
               struct vf_error *);
} features[] = {
  { "Feature_952C5004-4465-451C-8CB8-FA9AB382B773", sizeof (struct vlan_data),
    read_vlan },
  { "Feature_24AD3CE1-69BD-4978-B2AC-DAAD389D699C",
    sizeof (struct bandwidth_data), read_bandwidth },
  { "Feature_776E0BA7-94A1-41C8-8F28-951F524251B5",
    sizeof (struct security_data), read_security },
  { "Feature_C885BFD1-ABB7-418F-8163-9F379C9F7166", 0, skip_offload },
};

static int
read_setting (const struct feature *feature, struct vf_hyperv_key *setting,
              struct vf_machine_nic *nic, struct vf_error *err)
{
  struct vf_hyperv_key *data = vf_hyperv_find (setting, "Data");

  if (!data)
    return 0;
  if (data->kind != VF_HYPERV_BYTES || data->n_bytes < feature->size)
    return vf_hyperv_judge (data, VF_FATE_LOSS,
                            "not a value of this key, taken as absent", err);
  return feature->read (data, nic, err);
}

static int
read_feature (struct vf_hyperv_key *node, struct vf_machine_nic *nic,
              struct vf_error *err)
{
  static const struct feature other = { "", SIZE_MAX, NULL };
  const struct feature *feature = &other;
  size_t i;

  for (i = 0; i < sizeof features / sizeof *features; i++)
    if (strcasecmp (node->name, features[i].name) == 0)
      feature = &features[i];
  for (i = 0; feature->read && i < node->children.count; i++)
    if (strncasecmp (node->children.items[i]->name, "Setting_", 8) == 0
        && read_setting (feature, node->children.items[i], nic, err))
      return -1;
  return feature->read
             ? vf_hyperv_judge_rest (node, VF_FATE_IRRELEVANT,
                                     "around a setting of the port", err)
             : vf_hyperv_judge_rest (node, VF_FATE_LOSS,
                                     "a feature of the source's virtual "
                                     "switch",
                                     err);
}

int
vf_hyperv_read_port (struct vf_hyperv_key *connection,
                     struct vf_machine_nic *nic, struct vf_error *err)
{
  size_t i;

  if (!connection)
    return 0;
  for (i = 0; i < connection->children.count; i++)
    if (strncasecmp (connection->children.items[i]->name, "Feature_", 8) == 0
        && read_feature (connection->children.items[i], nic, err))
      return -1;
  if (vf_hyperv_is_true (connection, "PreventIPSpoofing")
      && vf_hyperv_judge (vf_hyperv_find (connection, "PreventIPSpoofing"),
                          VF_FATE_LOSS,
                          "the switch does not stop foreign IP addresses",
                          err))
    return -1;
  return vf_hyperv_judge_rest (connection, VF_FATE_IRRELEVANT,
                               "of the source's virtual switch", err);
}
