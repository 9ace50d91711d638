/* vmferry: encryption, the TPM, and what protects a guest of VMware's from its
 * host or from itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-device.h"
#include "formats/vmx/vmx-parts.h"

/* What the file says of memory encryption, a key a technique. */
struct raw_security {
  struct vf_machine_security security;
  enum vf_tristate sev, sev_snp, tdx;
};

#define MEMBER(name) offsetof (struct raw_security, name)

static const char of_parts[] = "what is encrypted in the definition is not "
                               "carried over";

const struct vf_vmx_row vf_vmx_rows_security[] = {
  { "windows.vbs.enabled", VF_VMX_TRISTATE, MEMBER (security.vbs), 0, NULL },
  { "sgx.epcsize", VF_VMX_MIB, MEMBER (security.sgx_bytes), 0, NULL },
  { "sev.enable", VF_VMX_TRISTATE, MEMBER (sev), 0, NULL },
  { "sevsnp.enable", VF_VMX_TRISTATE, MEMBER (sev_snp), 0, NULL },
  { "tdx.enable", VF_VMX_TRISTATE, MEMBER (tdx), 0, NULL },
  { "vmx.encryptiontype", VF_VMX_NOTHING, 0, VF_FATE_LOSS, of_parts },
  { "encryption.keysafe", VF_VMX_NOTHING, 0, VF_FATE_LOSS, of_parts },
  { "encryption.data", VF_VMX_NOTHING, 0, VF_FATE_LOSS, of_parts },
  { "encryption.encryptedkey", VF_VMX_NOTHING, 0, VF_FATE_LOSS, of_parts },
  { "datafilekey", VF_VMX_NOTHING, 0, VF_FATE_LOSS, of_parts },
  { "encryptedvm.guid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "where VMware's software keeps the password" },
  { "managedvm.id", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "names the VM to VMware only" },
  { .key = NULL },
};

static const char of_seal[] = "what was sealed in the TPM cannot be opened "
                              "elsewhere: have recovery keys at hand";

const struct vf_vmx_row vf_vmx_rows_tpm[] = {
  { "vtpm.present", VF_VMX_NOTHING, 0, 0, NULL },
  { "managedvm.autoaddvtpm", VF_VMX_NOTHING, 0, 0, NULL },
  { "vtpm.ekcsr", VF_VMX_LOST, 0, 0, of_seal },
  { "vtpm.ekcrt", VF_VMX_LOST, 0, 0, of_seal },
  { .key = NULL },
};

/* A definition of which only a few keys are readable; what is encrypted in
 * part has the rest in clear.
 * Source: "encryption.keySafe" of vSphere 6.5, "vmx.encryptionType" of
 * Workstation 17 */
static bool
is_encrypted_in_part (const struct vf_vmx *vmx)
{
  const char *type = vf_vmx_get (vmx, "", "vmx.encryptiontype");

  return type && strcasecmp (type, "partial") == 0;
}

int
vf_vmx_refuse_encrypted (const struct vf_vmx *vmx, struct vf_error *err)
{
  const struct vf_vmx_entry *data = vf_vmx_find (vmx, "", "encryption.data");

  if (!data || is_encrypted_in_part (vmx))
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "line %u: encryption.data: the definition is "
                       "encrypted; decrypt the VM in VMware first",
                       data->line);
}

/* VMware's SEV is the one that encrypts the registers, too.
 * Source:  "Securing Virtual Machines with AMD SEV-ES", vSphere Security */
static enum vf_launch_security
launch_of (const struct raw_security *raw)
{
  return raw->tdx == VF_YES       ? VF_LAUNCH_TDX
         : raw->sev_snp == VF_YES ? VF_LAUNCH_SEV_SNP
         : raw->sev == VF_YES     ? VF_LAUNCH_SEV_ES
                                  : VF_LAUNCH_NONE;
}

int
vf_vmx_read_security (struct vf_vmx *vmx, struct vf_machine *machine,
                      struct vf_error *err)
{
  struct raw_security raw = { .security = machine->security };

  if (vf_vmx_read_rows (vmx, "", vf_vmx_rows_security, &raw, err))
    return -1;
  machine->security = raw.security;
  machine->security.launch = launch_of (&raw);
  if (vf_vmx_find (vmx, "", "encryption.keysafe"))
    machine->security.encrypted = VF_YES;
  return 0;
}

int
vf_vmx_read_tpm (struct vf_vmx *vmx, struct vf_machine *machine,
                 struct vf_error *err)
{
  const char *managed = vf_vmx_get (vmx, "", "managedvm.autoaddvtpm");
  struct vf_machine_device *device;

  if (vf_vmx_read_rows (vmx, "", vf_vmx_rows_tpm, machine, err))
    return -1;
  if (!vf_vmx_is_true (vmx, "vtpm.", "present")
      && (!managed || strcasecmp (managed, "software") != 0))
    return 0;
  device = vf_machine_add_device (machine, VF_DEVICE_TPM, "vtpm", err);
  if (!device)
    return -1;
  device->model = strdup ("2.0");
  return device->model ? 0 : vf_error_nomem (err, "a TPM's version");
}
