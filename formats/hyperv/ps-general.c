/* vmferry: Get-VM, Get-VMFirmware and Get-VMSecurity.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/hyperv/ps-json.h"
#include "formats/hyperv/ps-parts.h"
#include "formats/machine.h"

#define MACHINE(name) offsetof (struct vf_machine, name)

static const struct vf_hyperv_words stop_actions
    = { 2, { "TurnOff", "Save", "ShutDown", NULL } };
static const struct vf_hyperv_words start_actions
    = { 2, { "Nothing", "StartIfRunning", "Start", NULL } };

static const struct vf_hyperv_row vm_rows[] = {
  { "Name", VF_HYPERV_STRING, MACHINE (identity.name), 0, 0, NULL, NULL,
    NULL },
  { "Notes", VF_HYPERV_STRING, MACHINE (identity.description), 0, 0, NULL,
    NULL, NULL },
  { "Id", VF_HYPERV_STRING, MACHINE (identity.source_id), 0, 0, NULL, NULL,
    NULL },
  { "AutomaticStartDelay", VF_HYPERV_COUNT, MACHINE (lifecycle.start_delay_s),
    0, 0, NULL, NULL, NULL },
  { "AutomaticStopAction", VF_HYPERV_WORD, MACHINE (lifecycle.stop_action), 0,
    0, NULL, NULL, &stop_actions },
  { "IsClustered", VF_HYPERV_LOST, 0, 0, 0,
    "nothing starts the VM on another host", "False", NULL },
  { "LockOnDisconnect", VF_HYPERV_LOST, 0, 0, 0,
    "the console is not locked when a viewer leaves", "Off", NULL },
  { "GuestControlledCacheTypes", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    "of Hyper-V's board; the target has its own", NULL, NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row system_rows[] = {
  { "BIOSSerialNumber", VF_HYPERV_STRING, MACHINE (identity.smbios.serial), 0,
    0, NULL, NULL, NULL },
  { "BaseBoardSerialNumber", VF_HYPERV_STRING,
    MACHINE (identity.smbios.board_serial), 0, 0, NULL, NULL, NULL },
  { "ChassisSerialNumber", VF_HYPERV_STRING,
    MACHINE (identity.smbios.chassis_serial), 0, 0, NULL, NULL, NULL },
  { "ChassisAssetTag", VF_HYPERV_STRING,
    MACHINE (identity.smbios.chassis_asset), 0, 0, NULL, NULL, NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row firmware_rows[] = {
  { "SecureBoot", VF_HYPERV_ONOFF, MACHINE (firmware.secure_boot), 0, 0, NULL,
    NULL, NULL },
  { "SecureBootTemplate", VF_HYPERV_STRING,
    MACHINE (firmware.secure_boot_template), 0, 0, NULL, NULL, NULL },
  { "SecureBootTemplateId", VF_HYPERV_JUDGE, 0, 0, 0, NULL, NULL, NULL },
  { "PauseAfterBootFailure", VF_HYPERV_LOST, 0, 0, 0,
    "the firmware goes on when it cannot boot", "Off", NULL },
  { "PreferredNetworkBootProtocol", VF_HYPERV_LOST, 0, 0, 0,
    "the firmware chooses between IPv4 and IPv6", "IPv4", NULL },
  { "ConsoleMode", VF_HYPERV_LOST, 0, 0, 0,
    "the firmware's console is the screen", "Default", NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row security_rows[] = {
  { "TpmEnabled", VF_HYPERV_JUDGE, 0, 0, 0, NULL, NULL, NULL },
  { "Shielded", VF_HYPERV_LOST, 0, 0, 0,
    "a shielded VM: only its guarded hosts can open its disks", "False",
    NULL },
  { "EncryptStateAndVmMigrationTraffic", VF_HYPERV_LOST, 0, 0, 0,
    "state and migration are not encrypted by the VM's own key", "False",
    NULL },
  { "BindToHostTpm", VF_HYPERV_LOST, 0, 0, 0, "bound to the host's TPM",
    "False", NULL },
  { .path = NULL },
};

static int
read_generation (struct vf_hyperv_key *vm, struct vf_machine *machine,
                 struct vf_error *err)
{
  struct vf_hyperv_key *key = vf_hyperv_find (vm, "Generation");

  machine->generation = 1;
  if (!key)
    return 0;
  if (key->kind != VF_HYPERV_NUMBER || key->number < 1 || key->number > 2)
    return vf_hyperv_judge (key, VF_FATE_UNKNOWN,
                            "taken as generation 1, with a BIOS", err);
  machine->generation = (unsigned)key->number;
  return vf_hyperv_judge (key, VF_FATE_MAPPED, NULL, err);
}

static int
read_start_action (struct vf_hyperv_key *vm, struct vf_machine *machine,
                   struct vf_error *err)
{
  struct vf_hyperv_key *key = vf_hyperv_find (vm, "AutomaticStartAction");
  const char *word = key ? vf_hyperv_word (key, &start_actions) : NULL;

  if (!key || !word)
    return vf_hyperv_judge (key, VF_FATE_UNKNOWN, NULL, err);
  if (strcmp (word, "StartIfRunning") == 0)
    return vf_hyperv_judge (key, VF_FATE_IRRELEVANT,
                            "libvirt-guests starts again what ran when its "
                            "host stopped",
                            err);
  machine->lifecycle.autostart = strcmp (word, "Start") ? VF_NO : VF_YES;
  return vf_hyperv_judge (key, VF_FATE_MAPPED, NULL, err);
}

/* The states that a VM may rest in; anything else is a guest at work. */
static int
read_state (struct vf_hyperv_key *vm, struct vf_machine *machine,
            struct vf_error *err)
{
  static const struct vf_hyperv_words off = { 3, { "Off", NULL } };
  static const struct vf_hyperv_words saved = { 6, { "Saved", NULL } };
  struct vf_hyperv_key *key = vf_hyperv_find (vm, "State");

  if (!key)
    return 0;
  if (vf_hyperv_word (key, &off)) {
    machine->power = VF_POWER_OFF;
    return vf_hyperv_judge (key, VF_FATE_MAPPED, NULL, err);
  }
  if (vf_hyperv_word (key, &saved)) {
    machine->power = VF_POWER_SUSPENDED;
    return vf_hyperv_judge (key, VF_FATE_LOSS,
                            "the saved state stays behind: the guest starts "
                            "as after a power cut",
                            err);
  }
  return vf_hyperv_judge (key, VF_FATE_LOSS,
                          "the VM was not off: its disks may not be as its "
                          "guest would leave them",
                          err);
}

/* A TPM and its losses. */
static int
read_tpm (struct vf_hyperv_key *item, struct vf_machine *machine,
          struct vf_error *err)
{
  struct vf_hyperv_key *security
      = vf_ps_item (vf_hyperv_find (item, "Security"), 0);
  struct vf_machine_device *tpm;

  if (vf_hyperv_read_rows (security, security_rows, machine, err))
    return -1;
  if (vf_hyperv_is_true (security, "Shielded"))
    machine->security.encrypted = VF_YES;
  if (!vf_hyperv_is_true (security, "TpmEnabled"))
    return 0;
  tpm = vf_machine_add_device (machine, VF_DEVICE_TPM, "tpm0", err);
  if (!tpm)
    return -1;
  tpm->model = strdup ("2.0");
  if (!tpm->model)
    return vf_error_nomem (err, "a TPM");
  return vf_hyperv_judge (vf_hyperv_find (security, "TpmEnabled"),
                          VF_FATE_LOSS,
                          "a TPM is made anew: what it had sealed "
                          "(BitLocker's key) stays behind",
                          err);
}

static int
read_snapshots (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                struct vf_machine *machine, struct vf_error *err)
{
  static const char note[]
      = "checkpoints stay behind; the disks are the newest ones";
  struct vf_hyperv_key *list = vf_hyperv_find (item, "Snapshot");

  while (vf_ps_item (list, machine->lifecycle.snapshots))
    machine->lifecycle.snapshots++;
  if (!list && vf_hyperv_get_text (vm, "ParentSnapshotId"))
    machine->lifecycle.snapshots = 1;
  if (!machine->lifecycle.snapshots)
    return 0;
  if (vf_hyperv_judge (vf_hyperv_find (vm, "ParentSnapshotId"), VF_FATE_LOSS,
                       note, err))
    return -1;
  return vf_hyperv_lose (list, note, err);
}

static int
read_identity (struct vf_hyperv_key *item, struct vf_machine *machine,
               struct vf_error *err)
{
  struct vf_hyperv_key *system
      = vf_ps_item (vf_hyperv_find (item, "SystemSettings"), 0);
  const char *uuid = vf_hyperv_get_text (system, "BIOSGUID");
  int done = uuid ? vf_hyperv_set_uuid (machine, uuid, err) : 0;

  if (done < 0 || vf_hyperv_read_rows (system, system_rows, machine, err))
    return -1;
  return vf_hyperv_judge (vf_hyperv_find (system, "BIOSGUID"),
                          done ? VF_FATE_MAPPED : VF_FATE_LOSS,
                          done ? NULL
                               : "not a value of this key, taken as absent",
                          err);
}

int
vf_ps_read_general (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                    struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *firmware
      = vf_ps_item (vf_hyperv_find (item, "Firmware"), 0);

  if (vf_hyperv_read_rows (vm, vm_rows, machine, err)
      || read_generation (vm, machine, err)
      || read_start_action (vm, machine, err)
      || read_state (vm, machine, err) || read_identity (item, machine, err)
      || vf_hyperv_read_rows (firmware, firmware_rows, machine, err)
      || vf_hyperv_settle_firmware (machine, err)
      || read_tpm (item, machine, err))
    return -1;
  return read_snapshots (item, vm, machine, err);
}
