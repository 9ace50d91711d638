/* vmferry: members of PowerShell's objects that mean nothing elsewhere: what
 * the VM does just now, and names for its host.  What is in no table stays
 * unknown.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <strings.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/hyperv/ps-parts.h"

static const char of_host[] = "a fact of the source's host or files";
static const char of_moment[] = "what the VM did when it was asked";
static const char of_switch[] = "of the source's virtual switch";
static const char of_names[] = "names it to Hyper-V only";

/* Of any object. */
static const struct {
  const char *name;
  const char *note;
} members[] = {
  { "Id", of_names },
  { "Name", of_names },
  { "VMId", of_names },
  { "VMName", of_names },
  { "VMSnapshotId", of_names },
  { "VMSnapshotName", of_names },
  { "VMCheckpointId", of_names },
  { "VMCheckpointName", of_names },
  { "Key", of_names },
  { "PoolName", of_names },
  { "AdapterId", of_names },
  { "SwitchId", of_switch },
  { "ComputerName", of_host },
  { "CimSession", of_host },
  { "IsDeleted", of_host },
  { "Path", of_host },
  { "ConfigurationLocation", of_host },
  { "SnapshotFileLocation", of_host },
  { "CheckpointFileLocation", of_host },
  { "SmartPagingFilePath", of_host },
  { "SmartPagingFileInUse", of_moment },
  { "ResourcePoolName", of_host },
  { "ResourceId", of_names },
  { "Version", "the version of the definition" },
  { "CreationTime", of_host },
  { "Uptime", of_moment },
  { "CPUUsage", of_moment },
  { "MemoryAssigned", of_moment },
  { "MemoryDemand", of_moment },
  { "MemoryStatus", of_moment },
  { "Heartbeat", of_moment },
  { "Status", of_moment },
  { "StatusDescription", of_moment },
  { "PrimaryStatusDescription", of_moment },
  { "OperationalStatus", of_moment },
  { "PrimaryOperationalStatus", of_moment },
  { "SecondaryOperationalStatus", of_moment },
  { "NumaAligned", of_moment },
  { "NumaNodesCount", "told by the limits of a node" },
  { "NumaSocketCount", "told by the limits of a node" },
  { "IntegrationServicesState", of_moment },
  { "IntegrationServicesVersion", of_moment },
  { "ReplicationHealth", of_host },
  { "ReplicationMode", of_host },
  { "ReplicationState", of_host },
  { "ResourceMeteringEnabled", of_host },
  { "CheckpointType", "how Hyper-V would make checkpoints" },
  { "AutomaticCheckpointsEnabled", "how Hyper-V would make checkpoints" },
  { "AutomaticCriticalErrorAction", "what happens while a disk is gone" },
  { "AutomaticCriticalErrorActionTimeout",
    "what happens while a disk is gone" },
  { "SizeOfSystemFiles", of_host },
  { "ParentSnapshotId", "there is no checkpoint" },
  { "ParentCheckpointId", "there is no checkpoint" },
  { "ParentSnapshotName", "there is no checkpoint" },
  { "ParentCheckpointName", "there is no checkpoint" },
  { "DiskNumber", "not a disk of the host" },
  { "IPAddresses", of_moment },
  { "VmqWeight", of_switch },
  { "IovWeight", of_switch },
  { "VirtualSubnetId", of_switch },
  { "ClusterMonitored", of_host },
  { "DebuggerMode", "a debugger of the source's host" },
  { "VMIntegrationService",
    "services of Hyper-V in the guest; the guest agent stands in for them" },
  { "IntegrationService",
    "services of Hyper-V in the guest; the guest agent stands in for them" },
  { "Vhd", "told by the disk's own file" },
  { "ScsiController", "told by its place" },
};

static const char *
find_note (const char *name)
{
  size_t i;

  for (i = 0; i < sizeof members / sizeof *members; i++)
    if (strcasecmp (name, members[i].name) == 0)
      return members[i].note;
  return NULL;
}

/* null, "", [] and {} say nothing. */
static bool
is_empty (const struct vf_hyperv_key *key)
{
  return !key->children.count && (!key->text || !*key->text);
}

int
vf_ps_judge_others (struct vf_hyperv_key *item, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < item->children.count; i++) {
    struct vf_hyperv_key *child = item->children.items[i];
    const char *note = find_note (child->name);

    if (!note && is_empty (child) && !child->is_judged)
      note = "empty";
    if (note
            ? vf_hyperv_judge_rest (child, VF_FATE_IRRELEVANT, note, err)
            : vf_ps_judge_others (child, err))
      return -1;
  }
  return 0;
}
