/* vmferry: Hyper-V's keys that no family reads, by tables with the reason.
 * What is in none of them stays unknown.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"


#include "common/error.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/hyperv/hyperv-parts.h"

static const char of_history[] = "the source's history";
static const char of_host[] = "a fact of the source's host or files";
static const char of_board[] = "of Hyper-V's board; the target has its own";
static const char of_hyperv[] = "a setting of Hyper-V's own software";

/* A node, with all below it that no family has judged. */
static const struct {
  const char *path;
  const char *note;
} nodes[] = {
  { "manifest", "the list of devices, each of which is told by itself" },
  { "properties/version", "the version of the definition" },
  { "properties/last_powered_off_time", of_history },
  { "properties/last_powered_on_time", of_history },
  { "properties/last_state_change_time", of_history },
  { "properties/creation_time", of_history },
  { "global_settings/metrics", of_history },
  { "global_settings/owner", "who owns the files on the source's host" },
  { "global_settings/vhd_path_acled", of_host },
  { "global_settings/critical_error", "what happens while a disk is gone" },
  { "global_settings/devices/cpu_architecture", of_board },
  { "global_settings/snapshots/enable_automatic", of_hyperv },
  { "global_settings/snapshots/user_type", of_hyperv },
  { "global_settings/disk_merge_pending", "no merge is pending" },
  { "settings/global", "names the VM to Hyper-V only" },
  { "settings/topology", of_board },
  { "settings/guest_controlled_cache_types", of_board },
  { "settings/stopped_at_host_shutdown", of_history },
  { "_ac6b8dc1-3257-4a70-b1b2-a9c9215659ad_/nvram",
    "the firmware's variables stay behind" },
  { "_58f75a6d-d949-4320-99e1-a2a2576d581c_", of_board },
  { "_197f74e3-b84b-46de-8ae6-82f1cd181cdc_", of_board },
  { "_6c5addb9-a11a-4e8e-84cb-e6208201db63_", of_hyperv },
  { "_655bc5c5-a784-46b7-81bc-e26328f7eb0e_", of_board },
  { "_7d80d3db-61ee-4879-8879-5609f1100ad0_", of_board },
  { "_d41a1872-3740-41ce-a1ee-4522ab82f991_", of_board },
  { "_de6cdc86-e1fb-4940-801b-c3c1a26c4da4_", of_board },
  { "_e3c82929-edb4-475e-85a4-29aaa2a30c2d_", of_board },
  { "_e51b7ef6-4a7f-4780-aaae-d4b291aacd2e_", of_board },
  { "_8e3a359f-559a-4b6a-98a9-1690a6100ed7_",
    "a port that leads nowhere" },
};

/* What each device's node may have. */
static const struct {
  const char *name;
  const char *note;
} members[] = {
  { "VDEVVersion", "the version of Hyper-V's device" },
  { "ChannelInstanceGuid", "names the device to Hyper-V's bus" },
  { "VpciInstanceGuid", "names the device to Hyper-V's bus" },
  { "ResolutionType", "how the screen's size is chosen" },
  { "VMConnectDisabled", of_hyperv },
};

static int
judge_members (struct vf_hyperv_key *node, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < sizeof members / sizeof *members; i++) {
    struct vf_hyperv_key *key = vf_hyperv_find (node, members[i].name);

    if (key && !key->is_judged
        && vf_hyperv_judge (key, VF_FATE_IRRELEVANT, members[i].note, err))
      return -1;
  }
  return 0;
}

int
vf_hyperv_judge_others (struct vf_hyperv_key *config, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < config->children.count; i++)
    if (config->children.items[i]->name[0] == '_'
        && judge_members (config->children.items[i], err))
      return -1;
  for (i = 0; i < sizeof nodes / sizeof *nodes; i++)
    if (vf_hyperv_judge_rest (vf_hyperv_find (config, nodes[i].path),
                              VF_FATE_IRRELEVANT, nodes[i].note, err))
      return -1;
  return 0;
}
