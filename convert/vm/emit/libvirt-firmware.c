/* vmferry: what a libvirt domain boots by, and its TPM: what of them stays
 * behind with the source, and what a person will be asked for then.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "convert/vm/emit/gaps.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "formats/domain-caps.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

enum {
  MAX_RETRY_MS = 65535, /* of libvirt, as of the BIOS */
};

/* Hyper-V's template for shielded Linux, which no OVMF has. */
static const char open_source_template[]
    = "4292ae2b-ee2c-42b5-a969-dd8f8689f6f3";

int
vf_domain_check_firmware (const struct vf_domain_out *domain,
                          struct vf_error *err)
{
  const struct vf_domain_caps *caps = domain->target->caps;

  if (!caps || !domain->hardware->is_efi)
    return 0;
  if (caps->efi == VF_NO)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the machine boots by UEFI, for which the target's "
                         "libvirt has no firmware: install OVMF there");
  if (domain->hardware->has_secure_boot && caps->secure_loader == VF_NO)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the machine has secure boot, for which the "
                         "target's libvirt has no firmware");
  return 0;
}

/* Written out: without it libvirt takes the firmware with Microsoft's keys,
 * which starts no loader that they did not sign. */
void
vf_domain_write_firmware (struct vf_domain_out *domain)
{
  bool is_secure = domain->hardware->has_secure_boot;
  bool has_keys
      = is_secure && domain->machine->firmware.enrolled_keys != VF_NO;

  vf_xml_open (domain->xml, "firmware", NULL);
  vf_xml_leaf (domain->xml, "feature", "enabled", is_secure ? "yes" : "no",
               "name", "secure-boot", NULL);
  vf_xml_leaf (domain->xml, "feature", "enabled", has_keys ? "yes" : "no",
               "name", "enrolled-keys", NULL);
  vf_xml_close (domain->xml);
  vf_xml_text (domain->xml, "nvram", domain->options->nvram_path);
}

void
vf_domain_write_delays (struct vf_domain_out *domain)
{
  unsigned retry_ms = domain->machine->firmware.boot_retry_ms;

  if (domain->hardware->boot_delay_ms) {
    vf_xml_open (domain->xml, "bootmenu", "enable", "yes", NULL);
    vf_xml_attribute (domain->xml, "timeout", "%u",
                      domain->hardware->boot_delay_ms);
    vf_xml_close (domain->xml);
  }
  if (retry_ms) {
    vf_xml_open (domain->xml, "bios", NULL);
    vf_xml_attribute (domain->xml, "rebootTimeout", "%u",
                      retry_ms > MAX_RETRY_MS ? MAX_RETRY_MS : retry_ms);
    vf_xml_close (domain->xml);
  }
}

/* The variables: the list of what boots, and the keys that somebody added. */
static int
report_variables (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_firmware *firmware = &domain->machine->firmware;
  const char *nvram
      = firmware->nvram_path ? firmware->nvram_path : firmware->nvram_name;

  if (domain->options->nvram_path)
    return vf_account_add (domain->report, VF_FATE_MAPPED, "firmware.nvram",
                           nvram, "boot entries and keys are the source's",
                           err);
  if (domain->machine->platform == VF_PLATFORM_QEMU)
    return !nvram ? 0
                  : vf_account_lose (
                      domain->report, err, "firmware.nvram",
                      "the variables start anew: to keep boot entries and "
                      "keys, copy %s over the domain's own before its first "
                      "start, if the firmware is of the same size",
                      nvram);
  return vf_account_add (
      domain->report, VF_FATE_LOSS, "firmware.nvram", nvram,
      "boot entries and keys stay behind, for OVMF cannot read the source's "
      "variables: it starts \\EFI\\BOOT\\BOOTX64.EFI of the first disk, which "
      "the guest must have",
      err);
}

static int
report_secure_boot (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_firmware *firmware = &domain->machine->firmware;
  const char *template = firmware->secure_boot_template;

  if (domain->hardware->has_secure_boot && template
      && (strcasecmp (template, open_source_template) == 0
          || strcasestr (template, "OpenSource"))
      && vf_account_lose (domain->report, err, "firmware.template",
                          "it trusted the keys for shielded Linux; the "
                          "target's firmware has Microsoft's alone"))
    return -1;
  if (domain->machine->security.vbs == VF_YES
      && !domain->hardware->has_secure_boot)
    return vf_account_lose (domain->report, err, "security.vbs",
                            "Windows' virtualization-based security needs "
                            "secure boot, which the machine has not");
  return 0;
}

int
vf_domain_report_firmware (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_firmware *firmware = &domain->machine->firmware;

  if (domain->hardware->is_efi
      && (report_variables (domain, err) || report_secure_boot (domain, err)))
    return -1;
  if (domain->hardware->is_efi && firmware->bits == 32
      && vf_account_lose (domain->report, err, "firmware",
                          "it was UEFI of 32 bits, which OVMF rarely is: a "
                          "guest without a 64-bit loader does not start"))
    return -1;
  if (firmware->enter_setup == VF_YES
      && vf_account_lose (domain->report, err, "firmware.enter_setup",
                          "the next start does not enter the setup"))
    return -1;
  return 0;
}

int
vf_domain_write_tpm (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_device *tpm
      = vf_machine_find_device (domain->machine, VF_DEVICE_TPM);
  const struct vf_domain_caps *caps = domain->target->caps;

  if (!tpm)
    return 0;
  if (caps && caps->tpm_emulator == VF_NO)
    return vf_account_lose (domain->report, err, tpm->key,
                            "the target has no TPM, for its libvirt has no "
                            "swtpm: install that, or have recovery keys at "
                            "hand");
  vf_xml_open (domain->xml, "tpm", "model",
               domain->hardware->is_q35 ? "tpm-crb" : "tpm-tis", NULL);
  vf_xml_leaf (domain->xml, "backend", "type", "emulator", "version", "2.0",
               NULL);
  vf_xml_close (domain->xml);
  return vf_emit_report_tpm (domain->machine, domain->report, err);
}
