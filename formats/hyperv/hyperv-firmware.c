/* vmferry: BIOS or EFI of a VM of Hyper-V, and what it tells the guest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/machine.h"

/* "Microsoft Virtual BIOS", of both generations. */
static const char bios[] = "_ac6b8dc1-3257-4a70-b1b2-a9c9215659ad_";

static const char runtime_state[] = "_917bd8cb-3bb6-4124-9383-b7d21ac07f79_";

#define SMBIOS(name) offsetof (struct vf_machine, identity.smbios.name)
#define FIRMWARE(name) offsetof (struct vf_machine, firmware.name)

static const struct vf_hyperv_row bios_rows[] = {
  { "bios_serial_number", VF_HYPERV_STRING, SMBIOS (serial), 0, 0, NULL, NULL,
    NULL },
  { "base_board/serial_number", VF_HYPERV_STRING, SMBIOS (board_serial), 0, 0,
    NULL, NULL, NULL },
  { "chassis/serial_number", VF_HYPERV_STRING, SMBIOS (chassis_serial), 0, 0,
    NULL, NULL, NULL },
  { "chassis/asset_tag", VF_HYPERV_STRING, SMBIOS (chassis_asset), 0, 0, NULL,
    NULL, NULL },
  { "num_lock", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    "a keyboard's light", NULL, NULL },
  { "pause_after_boot_failure", VF_HYPERV_LOST, 0, 0, 0,
    "the firmware goes on when it cannot boot", "False", NULL },
  { "pxe_preferred_protocol", VF_HYPERV_LOST, 0, 0, 0,
    "the firmware chooses between IPv4 and IPv6", "4", NULL },
  { "console_mode", VF_HYPERV_LOST, 0, 0, 0,
    "the firmware's console is the screen", "0", NULL },
  { .path = NULL },
};

static const struct vf_hyperv_row efi_rows[] = {
  { "secure_boot_enabled", VF_HYPERV_TRISTATE, FIRMWARE (secure_boot), 0, 0,
    NULL, NULL, NULL },
  { "secure_boot_template_id", VF_HYPERV_STRING,
    FIRMWARE (secure_boot_template), 0, 0, NULL, NULL, NULL },
  { .path = NULL },
};

/* The templates that Windows ships.
 * Source:  Get-VMHost's SecureBootTemplates */
static const struct {
  const char *guid;
  const char *name;
  bool has_keys; /* such as OVMF can have enrolled */
} templates[] = {
  { "1734c6e8-3154-4dda-ba5f-a874cc483422", "MicrosoftWindows", true },
  { "272e7447-90a4-4563-a4b9-8e4ab00526ce",
    "MicrosoftUEFICertificateAuthority", true },
  { "4292ae2b-ee2c-42b5-a969-dd8f8689f6f3", "OpenSourceShieldedVM", false },
};

int
vf_hyperv_settle_firmware (struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_firmware *firmware = &machine->firmware;
  const char *word = firmware->secure_boot_template;
  char *name;
  size_t i;

  if (machine->generation != 2)
    return 0;
  firmware->kind = VF_FIRMWARE_EFI;
  firmware->bits = 64;
  for (i = 0; word && i < sizeof templates / sizeof *templates; i++) {
    if (strcasecmp (word, templates[i].guid)
        && strcasecmp (word, templates[i].name))
      continue;
    name = strdup (templates[i].name);
    if (!name)
      return vf_error_nomem (err, "a template");
    free (firmware->secure_boot_template);
    firmware->secure_boot_template = name;
    if (firmware->secure_boot == VF_YES)
      firmware->enrolled_keys = templates[i].has_keys ? VF_YES : VF_NO;
    return 0;
  }
  return 0;
}

/* "subtype": 0 is generation 1, which is also what there was before. */
static int
read_generation (struct vf_hyperv_key *config, struct vf_machine *machine,
                 struct vf_error *err)
{
  struct vf_hyperv_key *key = vf_hyperv_find (config, "properties/subtype");

  machine->generation = 1;
  if (!key)
    return 0;
  if (key->kind != VF_HYPERV_NUMBER || key->number < 0 || key->number > 1)
    return vf_hyperv_judge (key, VF_FATE_UNKNOWN,
                            "taken as generation 1, with a BIOS", err);
  machine->generation = (unsigned)key->number + 1;
  return vf_hyperv_judge (key, VF_FATE_MAPPED, NULL, err);
}

static int
read_uuid (struct vf_hyperv_key *node, struct vf_machine *machine,
           struct vf_error *err)
{
  struct vf_hyperv_key *key = vf_hyperv_find (node, "bios_guid");
  int done = key && key->text ? vf_hyperv_set_uuid (machine, key->text, err)
                              : 0;

  if (done < 0)
    return -1;
  return vf_hyperv_judge (key, done ? VF_FATE_MAPPED : VF_FATE_LOSS,
                          done ? NULL
                               : "not a value of this key, taken as absent",
                          err);
}

/* A file of the guest's variables, which only Hyper-V reads. */
static int
read_state_file (struct vf_hyperv_key *config, struct vf_machine *machine,
                 struct vf_error *err)
{
  static const struct vf_hyperv_row state_rows[] = {
    { "StateFilePath", VF_HYPERV_STRING, FIRMWARE (nvram_name), 0,
      VF_FATE_LOSS,
      "the firmware's variables, with the boot order, and the state of a "
      "TPM stay behind",
      NULL, NULL },
    { .path = NULL },
  };
  struct vf_hyperv_key *node = vf_hyperv_find (config, runtime_state);

  if (machine->generation == 2
      && vf_hyperv_read_rows (node, state_rows, machine, err))
    return -1;
  return vf_hyperv_judge_rest (node, VF_FATE_IRRELEVANT,
                               "of a file with the guest's state, which only "
                               "Hyper-V reads",
                               err);
}

int
vf_hyperv_read_firmware (struct vf_hyperv_key *config,
                         struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *node = vf_hyperv_find (config, bios);

  if (read_generation (config, machine, err)
      || vf_hyperv_read_rows (node, bios_rows, machine, err)
      || read_uuid (node, machine, err)
      || read_state_file (config, machine, err))
    return -1;
  if (machine->generation == 2) {
    if (vf_hyperv_read_rows (node, efi_rows, machine, err))
      return -1;
    return vf_hyperv_settle_firmware (machine, err);
  }
  if (vf_hyperv_judge (vf_hyperv_find (node, "secure_boot_enabled"),
                       VF_FATE_IRRELEVANT, "a BIOS has no secure boot", err))
    return -1;
  return vf_hyperv_judge (vf_hyperv_find (node, "secure_boot_template_id"),
                          VF_FATE_IRRELEVANT, "a BIOS has no secure boot",
                          err);
}
