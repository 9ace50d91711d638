/* vmferry: firmware, its variables and its settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <strings.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

/* The firmware as the file has it: retrying has a switch of its own. */
struct raw_firmware {
  struct vf_machine_firmware firmware;
  enum vf_tristate retries;
};

#define MEMBER(name) offsetof (struct raw_firmware, name)

static const char of_keys[] = "keys of one's own are not put into the "
                              "target's variables";
static const char of_own[] = "firmware of one's own does not run on the "
                             "target";
static const char of_acpi[] = "ACPI tables of one's own are not shown";

const struct vf_vmx_row vf_vmx_rows_firmware[] = {
  { "firmware", VF_VMX_NOTHING, 0, 0, NULL },
  { "uefi.secureboot.enabled", VF_VMX_TRISTATE, MEMBER (firmware.secure_boot),
    0, NULL },
  { "nvram", VF_VMX_TEXT, MEMBER (firmware.nvram_name), 0, NULL },
  { "bios.bootdelay", VF_VMX_MILLISECONDS, MEMBER (firmware.boot_delay_ms), 0,
    NULL },
  { "bios.bootretry.enabled", VF_VMX_TRISTATE, MEMBER (retries), 0, NULL },
  { "bios.bootretry.delay", VF_VMX_SECONDS, MEMBER (firmware.boot_retry_ms), 0,
    NULL },
  { "bios.forcesetuponce", VF_VMX_TRISTATE, MEMBER (firmware.enter_setup), 0,
    NULL },
  { "uefi.secureboot.pkdefault.file0", VF_VMX_LOST, 0, 0, of_keys },
  { "uefi.secureboot.kekdefault.file0", VF_VMX_LOST, 0, 0, of_keys },
  { "uefi.secureboot.dbdefault.file0", VF_VMX_LOST, 0, 0, of_keys },
  { "uefi.secureboot.dbxdefault.file0", VF_VMX_LOST, 0, 0, of_keys },
  { "bios440.filename", VF_VMX_LOST, 0, 0, of_own },
  { "efi32.filename", VF_VMX_LOST, 0, 0, of_own },
  { "efi64.filename", VF_VMX_LOST, 0, 0, of_own },
  { "acpi.addtable.filename", VF_VMX_LOST, 0, 0, of_acpi },
  { "acpi.passthru.slic", VF_VMX_LOST, 0, 0, of_acpi },
  { "acpi.passthru.slicvendor", VF_VMX_LOST, 0, 0, of_acpi },
  { "efi.quickboot.enabled", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "how fast VMware's firmware starts" },
  { .key = NULL },
};

static int
read_kind (struct vf_vmx *vmx, struct vf_machine_firmware *firmware,
           struct vf_error *err)
{
  struct vf_vmx_entry *kind = vf_vmx_find (vmx, "", "firmware");

  if (!kind)
    return 0;
  if (strcasecmp (kind->value, "efi") == 0)
    firmware->kind = VF_FIRMWARE_EFI;
  else if (strcasecmp (kind->value, "bios") != 0 && *kind->value)
    return vf_vmx_judge (kind, VF_FATE_LOSS,
                         "neither bios nor efi, taken as bios", err);
  return 0;
}

/* VMware's variables have the keys of Microsoft in them unless the
 * administrator gave others. */
static void
settle_keys (const struct vf_vmx *vmx, struct vf_machine_firmware *firmware)
{
  if (firmware->secure_boot == VF_YES
      && !vf_vmx_find (vmx, "", "uefi.secureboot.pkdefault.file0")
      && !vf_vmx_find (vmx, "", "uefi.secureboot.dbdefault.file0"))
    firmware->enrolled_keys = VF_YES;
}

/* Files of variables are written beside the definition; one that is named
 * elsewhere is not followed. */
static int
settle_nvram (struct vf_vmx *vmx, struct vf_machine *machine,
              struct vf_error *err)
{
  struct vf_machine_firmware *firmware = &machine->firmware;
  CLEANUP_FREE char *fault = NULL;

  if (!firmware->nvram_name)
    return 0;
  if (vf_vmx_resolve (firmware->nvram_name, machine->source_path,
                      &firmware->nvram_path, &fault, err))
    return -1;
  if (!fault)
    return 0;
  return vf_vmx_judge (vf_vmx_find (vmx, "", "nvram"), VF_FATE_LOSS, fault,
                       err);
}

int
vf_vmx_read_firmware (struct vf_vmx *vmx, struct vf_machine *machine,
                      struct vf_error *err)
{
  struct raw_firmware raw = { .firmware = machine->firmware };
  int result;

  result = vf_vmx_read_rows (vmx, "", vf_vmx_rows_firmware, &raw, err);
  machine->firmware = raw.firmware;
  if (result || read_kind (vmx, &machine->firmware, err))
    return -1;
  settle_keys (vmx, &machine->firmware);
  if (settle_nvram (vmx, machine, err))
    return -1;
  if (raw.retries == VF_YES || !machine->firmware.boot_retry_ms)
    return 0;
  machine->firmware.boot_retry_ms = 0;
  return vf_vmx_judge (
      vf_vmx_find (vmx, "", "bios.bootretry.delay"), VF_FATE_IRRELEVANT,
      "without bios.bootRetry.enabled nothing is tried again", err);
}
