/* vmferry: who a VM of Hyper-V is, and what its administrator promised it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/guid.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/machine.h"

static const struct vf_hyperv_words stop_actions
    = { 0, { "turn off", "save", "shut down", NULL } };
static const struct vf_hyperv_words crash_actions
    = { 0, { "none", "restart", "revert", NULL } };

#define IDENTITY(name) offsetof (struct vf_machine, identity.name)
#define LIFE(name) offsetof (struct vf_machine, lifecycle.name)

static const struct vf_hyperv_row rows[] = {
  { "properties/name", VF_HYPERV_STRING, IDENTITY (name), 0, 0, NULL, NULL,
    NULL },
  { "properties/notes", VF_HYPERV_STRING, IDENTITY (description), 0, 0, NULL,
    NULL, NULL },
  { "properties/global_id", VF_HYPERV_STRING, IDENTITY (source_id), 0, 0,
    NULL, NULL, NULL },
  { "properties/highly_available", VF_HYPERV_LOST, 0, 0, 0,
    "nothing starts the VM on another host", "False", NULL },
  { "properties/type_id", VF_HYPERV_LOST, 0, 0, 0,
    "this is no VM but a checkpoint or a plan of one", "Virtual Machines",
    NULL },
  { "global_settings/power/host_shutdown/action", VF_HYPERV_WORD,
    LIFE (stop_action), 0, 0, NULL, NULL, &stop_actions },
  { "global_settings/power/host_startup/delay", VF_HYPERV_COUNT,
    LIFE (start_delay_s), 0, 0, NULL, NULL, NULL },
  { "global_settings/unexpected_termination/action", VF_HYPERV_WORD,
    LIFE (on_crash), 0, 0, NULL, NULL, &crash_actions },
  { "global_settings/snapshots/list/size", VF_HYPERV_COUNT, LIFE (snapshots),
    0, 0, NULL, NULL, NULL },
  { "global_settings/devices/allow_reduced_fc_redundancy", VF_HYPERV_LOST, 0,
    0, 0, "Fibre Channel of the guest", "False", NULL },
  { "global_settings/devices/storage_allow_full_scsi_command_set",
    VF_HYPERV_LOST, 0, 0, 0, "disks take SCSI's usual commands only", "False",
    NULL },
  { "global_settings/devices/host_resource_protection_enabled",
    VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    "how the source's host guards itself", NULL, NULL },
  { "global_settings/devices/lock_on_disconnect", VF_HYPERV_LOST, 0, 0, 0,
    "the console is not locked when a viewer leaves", "False", NULL },
  { .path = NULL },
};

/* 0 nothing, 1 as before the host stopped, 2 always. */
static int
read_startup (struct vf_hyperv_key *config, struct vf_machine *machine,
              struct vf_error *err)
{
  struct vf_hyperv_key *key
      = vf_hyperv_find (config, "global_settings/power/host_startup/action");

  if (!key)
    return 0;
  if (key->kind != VF_HYPERV_NUMBER || key->number < 0 || key->number > 2)
    return vf_hyperv_judge (key, VF_FATE_UNKNOWN, NULL, err);
  if (key->number == 1)
    return vf_hyperv_judge (key, VF_FATE_IRRELEVANT,
                            "libvirt-guests starts again what ran when its "
                            "host stopped",
                            err);
  machine->lifecycle.autostart = key->number ? VF_YES : VF_NO;
  return vf_hyperv_judge (key, VF_FATE_MAPPED, NULL, err);
}

/* 16 hexadecimal digits. */
static bool
parse_half (const char *text, uint64_t *ret_half)
{
  char digits[17] = "";
  size_t i;

  for (i = 0; i < 16; i++)
    if (!isxdigit ((unsigned char)text[i]))
      return false;
  memcpy (digits, text, 16);
  *ret_half = strtoull (digits, NULL, 16);
  return true;
}

/* The higher half of the id, then the lower one. */
static int
read_genid (struct vf_hyperv_key *config,
            struct vf_machine_identity *identity, struct vf_error *err)
{
  struct vf_hyperv_key *key
      = vf_hyperv_find (config, "global_settings/devices/generation_id");
  uint64_t high, low;

  if (!key)
    return 0;
  if (!key->text || strlen (key->text) != 32 || !parse_half (key->text, &high)
      || !parse_half (key->text + 16, &low))
    return vf_hyperv_judge (key, VF_FATE_LOSS,
                            "not a value of this key, taken as absent", err);
  identity->has_genid = true;
  identity->genid_high = high;
  identity->genid_low = low;
  return vf_hyperv_judge (key, VF_FATE_MAPPED, NULL, err);
}

/* A saved state is of a guest that is still running, in a way. */
static int
read_saved_state (struct vf_hyperv_key *config, struct vf_machine *machine,
                  struct vf_error *err)
{
  struct vf_hyperv_key *state = vf_hyperv_find (config, "savedstate");

  if (!vf_hyperv_get_text (state, "memlocation")
      && !vf_hyperv_get_text (state, "vsvlocation"))
    return vf_hyperv_judge_rest (state, VF_FATE_IRRELEVANT,
                                 "there is no saved state", err);
  machine->power = VF_POWER_SUSPENDED;
  return vf_hyperv_judge_rest (state, VF_FATE_LOSS,
                               "the saved state stays behind: the guest "
                               "starts as after a power cut",
                               err);
}

int
vf_hyperv_read_general (struct vf_hyperv_key *config,
                        struct vf_machine *machine, struct vf_error *err)
{
  if (vf_hyperv_read_rows (config, rows, machine, err)
      || read_startup (config, machine, err)
      || read_genid (config, &machine->identity, err)
      || read_saved_state (config, machine, err))
    return -1;
  if (!machine->lifecycle.snapshots)
    return 0;
  return vf_hyperv_lose (
      vf_hyperv_find (config, "global_settings/snapshots/list"),
      "checkpoints stay behind; the disks are the newest ones", err);
}

int
vf_hyperv_set_uuid (struct vf_machine *machine, const char *text,
                    struct vf_error *err)
{
  struct vf_machine_identity *identity = &machine->identity;
  struct vf_guid guid;
  char *copy;

  if (!vf_guid_parse (text, &guid))
    return 0;
  copy = strndup (text + (*text == '{'), 36);
  if (!copy)
    return vf_error_nomem (err, "a UUID");
  free (identity->bios_uuid_text);
  identity->bios_uuid_text = copy;
  identity->has_bios_uuid = true;
  memcpy (identity->bios_uuid, guid.byte, sizeof identity->bios_uuid);
  return 1;
}
