/* vmferry: what a machine becomes on KVM: its board and firmware.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/hardware.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/error.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware-priv.h"
#include "convert/vm/hardware/host.h"
#include "formats/domain-caps.h"
#include "formats/machine.h"

enum {
  /* i440fx knows APIC ids of 8 bits; beyond them interrupts are remapped. */
  MAX_PLAIN_APIC_IDS = 255,
  /* Of QEMU's boot menu.  Source: QEMU 7.2, hw/nvram/fw_cfg.c */
  MAX_BOOT_DELAY_MS = 65535,
};

/* The version is pinned: the alias "q35" would mean another board after an
 * update. */
static void
set_board (struct vf_hardware *hardware, const struct vf_host *target)
{
  const struct vf_machine *machine = hardware->machine;
  bool is_large
      = vf_resources_apic_ids (&hardware->resources) > MAX_PLAIN_APIC_IDS;
  unsigned version = target->qemu_version;

  hardware->is_windows = machine->os.family == VF_OS_WINDOWS;
  hardware->is_efi = machine->firmware.kind == VF_FIRMWARE_EFI;
  hardware->has_secure_boot
      = hardware->is_efi && machine->firmware.secure_boot == VF_YES;
  hardware->is_q35 = !machine->os.is_old || hardware->is_efi || is_large;
  hardware->has_iommu
      = hardware->is_q35 && (machine->cpu.iommu == VF_YES || is_large);
  /* Only KVM has them, but libvirt wants them where there are so many. */
  hardware->has_eim = is_large || target->has_kvm;
  snprintf (hardware->machine_type, sizeof hardware->machine_type,
            "pc-%s-%u.%u", hardware->is_q35 ? "q35" : "i440fx",
            version / 1000000, version / 1000 % 1000);
}

static int
set_resources (struct vf_hardware *hardware,
               const struct vf_emit_options *options,
               struct vf_account *report, struct vf_error *err)
{
  if (vf_resources_plan (hardware->machine, &options->resources, report,
                         &hardware->resources, err))
    return -1;
  set_board (hardware, options->target);
  if (vf_resources_check (&hardware->resources, options->target,
                          hardware->is_q35, err)
      || vf_cpu_choose (hardware->machine, options, report, &hardware->cpu,
                        err))
    return -1;
  return vf_cpu_choose_features (hardware->machine, options, report,
                                 &hardware->cpu, err);
}

/* What encryption of the guest's memory by its processor asks for. */
static int
check_launch (const struct vf_hardware *hardware,
              const struct vf_emit_options *options, struct vf_error *err)
{
  const struct vf_host *target = options->target;
  const char *reason = NULL;

  if (!options->resources.sev)
    return 0;
  if (!hardware->is_efi)
    reason = "the machine boots by BIOS, must be by UEFI";
  else if (hardware->has_secure_boot)
    reason = "it cannot have secure boot, whose code needs SMM";
  else if (!target->has_kvm)
    reason = "emulation has none";
  else if (target->caps && target->caps->sev == VF_NO)
    reason = "the target's libvirt says that its host has none";
  if (!reason)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED, "launch security by SEV: %s",
                       reason);
}

static int
set_boot_delay (struct vf_hardware *hardware, struct vf_account *report,
                struct vf_error *err)
{
  unsigned ms = hardware->machine->firmware.boot_delay_ms;

  hardware->boot_delay_ms = ms > MAX_BOOT_DELAY_MS ? MAX_BOOT_DELAY_MS : ms;
  if (ms == hardware->boot_delay_ms)
    return 0;
  return vf_account_lose (report, err, "firmware.boot_delay",
                          "%u ms are cut to %d, QEMU's most", ms,
                          MAX_BOOT_DELAY_MS);
}

struct vf_hardware *
vf_hardware_new (const struct vf_machine *machine,
                 const struct vf_emit_options *options,
                 struct vf_account *report, struct vf_error *err)
{
  CLEANUP_HARDWARE struct vf_hardware *hardware = calloc (1, sizeof *hardware);
  const char *name = options->name ? options->name : machine->identity.name;

  if (!hardware) {
    vf_error_nomem (err, "the target's hardware");
    return NULL;
  }
  hardware->machine = machine;
  hardware->name = vf_safe_name (name, err);
  if (!hardware->name)
    return NULL;
  if (vf_hardware_set_identity (hardware, options, report, err)
      || set_resources (hardware, options, report, err)
      || check_launch (hardware, options, err)
      || vf_hardware_set_disks (hardware, options, report, err)
      || vf_hardware_report_drivers (hardware, options, report, err)
      || vf_hardware_set_nics (hardware, options, report, err)
      || vf_hardware_number_nics (hardware, options, report, err)
      || set_boot_delay (hardware, report, err))
    return NULL;
  vf_hardware_set_boot_order (hardware);
  return TAKE (hardware);
}

void
vf_hardware_free (struct vf_hardware *hardware)
{
  size_t i;

  if (!hardware)
    return;
  for (i = 0; i < hardware->disks.count; i++)
    free (hardware->disks.items[i].path);
  free (hardware->disks.items);
  free (hardware->controllers.items);
  free (hardware->nics.items);
  vf_resources_clear (&hardware->resources);
  free (hardware->cpu.features.items);
  free (hardware->name);
  free (hardware);
}
