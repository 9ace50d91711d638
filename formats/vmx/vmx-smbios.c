/* vmferry: what a .vmx says of the SMBIOS tables.
 *
 * Source: "smbios.*", "board-id", "hw.model" of VMware's configuration; that
 * smbios.assetTag is the chassis' is what cloud-init relies on
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine.h"
#include "formats/vmx/vmx-table.h"

#define MEMBER(name) offsetof (struct vf_machine_identity, name)

static const char of_host[] = "one of the host's own texts was shown: the "
                              "target's host has others";

const struct vf_vmx_row vf_vmx_rows_smbios[] = {
  { "acpi.smbiosversion2.7", VF_VMX_TRISTATE, MEMBER (smbios_27), 0, NULL },
  { "smbios.reflecthost", VF_VMX_TRISTATE, MEMBER (smbios.reflects_host), 0,
    NULL },
  { "smbios.assettag", VF_VMX_TEXT, MEMBER (smbios.chassis_asset), 0, NULL },
  { "board-id", VF_VMX_TEXT, MEMBER (smbios.board_product), 0, NULL },
  { "hw.model", VF_VMX_TEXT, MEMBER (smbios.product), 0, NULL },
  { "serialnumber", VF_VMX_TEXT, MEMBER (smbios.serial), 0, NULL },
  { "board-id.reflecthost", VF_VMX_LOST, 0, 0, of_host },
  { "hw.model.reflecthost", VF_VMX_LOST, 0, 0, of_host },
  { "serialnumber.reflecthost", VF_VMX_LOST, 0, 0, of_host },
  { "smbios.addhostvendor", VF_VMX_LOST, 0, 0, of_host },
  { "smbios.restrictserialcharset", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "how VMware spells a serial number that it makes up" },
  { "smbios.nooemstrings", VF_VMX_LOST, 0, 0,
    "whether there are OEM texts is the target's to say" },
  { .key = NULL },
};
