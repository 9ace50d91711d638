/* vmferry: a machine as a configuration file of Proxmox VE.
 *
 * Lines that start with "#" are the VM's notes there: they tell how its disks
 * are made, and hold its description.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/proxmox.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit/gaps.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/passthrough.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "convert/vm/emit/text-out.h"
#include "formats/machine.h"

enum { MAX_NAME = 63 };

#define EFI_DISK                                                              \
  VF_PROXMOX_VMID " --efidisk0 " VF_PROXMOX_STORAGE ":1,efitype=4m"

char *
vf_proxmox_name (const char *text, struct vf_error *err)
{
  char *name = malloc (MAX_NAME + 1);
  size_t n = 0;

  if (!name) {
    vf_error_nomem (err, "a name");
    return NULL;
  }
  for (; *text && n < MAX_NAME; text++)
    if ((unsigned char)*text < 0x80 && isalnum ((unsigned char)*text))
      name[n++] = *text;
    else if (n && name[n - 1] != '-' && name[n - 1] != '.')
      name[n++] = *text == '.' ? '.' : '-';
    else if (n && *text == '.' && name[n - 1] == '-')
      name[n - 1] = '.';
  while (n && (name[n - 1] == '-' || name[n - 1] == '.'))
    n--;
  name[n] = '\0';
  if (!n)
    strcpy (name, "vm");
  return name;
}

/* TEXT as notes: a "#" before each line, and bytes that are not plain as
 * %XX. */
static void
write_notes (FILE *file, const char *text)
{
  putc ('#', file);
  for (; *text; text++)
    if (*text == '\n')
      fputs ("\n#", file);
    else if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e
             || *text == '%')
      fprintf (file, "%%%02X", (unsigned char)*text);
    else
      putc (*text, file);
  putc ('\n', file);
}

/* PATH as a word of a shell, in notes. */
static int
write_import (FILE *file, const char *path, struct vf_error *err)
{
  CLEANUP_FREE char *line = NULL, *word = malloc (4 * strlen (path) + 1);
  char *to = word;

  if (!word)
    return vf_error_nomem (err, "notes");
  for (; *path; path++) {
    if (*path == '\'')
      to = stpcpy (to, "'\\'");
    *to++ = *path == '\n' ? '?' : *path;
  }
  *to = '\0';
  line = vf_text_printf (
      "  qm disk import " VF_PROXMOX_VMID " '%s' " VF_PROXMOX_STORAGE, word);
  if (!line)
    return vf_error_nomem (err, "notes");
  write_notes (file, line);
  return 0;
}

/* How the firmware's variables and the TPM get files: qm makes them where the
 * configuration does not name them yet. */
static void
write_state_notes (struct vf_proxmox_out *out)
{
  const struct vf_hardware *hardware = out->hardware;

  if (hardware->is_efi)
    write_notes (out->file,
                 hardware->has_secure_boot
                     ? "Then delete the line efidisk0 below, and do: qm set "
                       EFI_DISK ",pre-enrolled-keys=1"
                     : "Then delete the line efidisk0 below, and do: qm set "
                       EFI_DISK);
  if (vf_machine_find_device (hardware->machine, VF_DEVICE_TPM))
    write_notes (out->file,
                 "Then delete the line tpmstate0 below, and do: qm set "
                 VF_PROXMOX_VMID " --tpmstate0 " VF_PROXMOX_STORAGE
                 ":1,version=v2.0");
}

static int
write_head (struct vf_proxmox_out *out, struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;
  const char *description = hardware->machine->identity.description;
  size_t i;

  write_notes (
      out->file,
      "For /etc/pve/qemu-server/" VF_PROXMOX_VMID
      ".conf; put another number and storage in place of " VF_PROXMOX_VMID
      " and " VF_PROXMOX_STORAGE ". Its disks, in this order:");
  for (i = 0; i < hardware->disks.count; i++)
    if (hardware->disks.items[i].path
        && write_import (out->file, hardware->disks.items[i].path, err))
      return -1;
  write_state_notes (out);
  if (description)
    write_notes (out->file, description);
  return 0;
}

static int
write_config (struct vf_proxmox_out *out, const char *name,
              struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;

  if (write_head (out, err))
    return -1;
  fprintf (out->file, "name: %s\nmachine: %s%s\nbios: %s\n", name,
           hardware->machine_type, hardware->has_iommu ? ",viommu=intel" : "",
           hardware->is_efi ? "ovmf" : "seabios");
  if (!out->options->target->has_kvm)
    fputs ("kvm: 0\n", out->file);
  if (vf_proxmox_write_size (out, err) || vf_proxmox_write_disks (out, err)
      || vf_proxmox_write_nics (out, err))
    return -1;
  vf_proxmox_write_boot (out);
  return vf_proxmox_write_rest (out, err);
}

static const struct vf_disk_modes kept_modes = { .transient = true };

static char *
emit (const struct vf_machine *machine, const struct vf_emit_options *options,
      struct vf_account *report, struct vf_error *err)
{
  CLEANUP_HARDWARE struct vf_hardware *hardware
      = vf_hardware_new (machine, options, report, err);
  CLEANUP_FREE char *name
      = hardware ? vf_proxmox_name (hardware->name, err) : NULL;
  CLEANUP_TEXT_OUT struct vf_text_out text = { 0 };
  struct vf_proxmox_out out
      = { .hardware = hardware, .options = options, .report = report };

  if (!name || vf_text_out_open (&text, err))
    return NULL;
  out.file = text.file;
  if (write_config (&out, name, err)
      || vf_passthrough_report (machine, &options->devices, report, err)
      || vf_emit_report_tpm (machine, report, err)
      || vf_emit_report_modes (hardware, kept_modes, report, err)
      || vf_emit_report_dynamic (
          hardware, hardware->resources.memory_bytes,
          vf_proxmox_least_mib (hardware)
              ? "gives back what is beyond its least when the host has little "
                "left"
              : "keeps it",
          report, err)
      || vf_emit_report_gaps (&vf_emitter_proxmox, machine, report, err))
    return NULL;
  if (strcmp (name, hardware->name) != 0
      && vf_account_add (report, VF_FATE_MAPPED, "name", hardware->name, name,
                         err))
    return NULL;
  return vf_text_out_finish (&text, err);
}

static const char *const says[] = {
  "identity.description",
  "identity.genid",
  "smbios.manufacturer",
  "smbios.product",
  "smbios.version",
  "smbios.serial",
  "smbios.sku",
  "smbios.family",
  "lifecycle.autostart",
  "lifecycle.start_order",
  "lifecycle.start_delay_s",
  "lifecycle.stop_delay_s",
  "cpu.max_vcpus",
  "cpu.iommu",
  "cpu.hypervisor_hidden",
  "cpu.baseline",
  "cpu.model",
  "cpu.features",
  "cpu.nodes",
  "cpu.limit_percent",
  "memory.max",
  "memory.balloon",
  "firmware.secure_boot",
  "firmware.enrolled_keys",
  "disk.write_through",
  "disk.ssd",
  "disk.boot_order",
  "disk.serial",
  "disk.wwn",
  "disk.logical_block",
  "disk.limit_iops",
  "disk.read_only",
  "nic.connected",
  "nic.boot_order",
  "nic.vlan",
  "nic.vlan_trunk",
  "nic.mtu",
  "nic.limit_bps",
  "device.usb",
  "device.sound",
  "device.serial",
  "device.tpm",
  "device.pci-passthrough",
  "device.vgpu",
  "device.watchdog",
  "device.rng",
  "device.input",
  "device.agent",
  "display.keymap",
  NULL,
};

const struct vf_emitter vf_emitter_proxmox = {
  .name = "proxmox",
  .summary = "configuration file of Proxmox VE",
  .extension = "conf",
  .says = says,
  .emit = emit,
};
