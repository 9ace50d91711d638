/* vmferry: a machine as a VirtualMachine of KubeVirt.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/kubevirt.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "common/text.h"
#include "convert/vm/emit/gaps.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/emit/shell.h"
#include "convert/vm/emit/text-out.h"
#include "formats/machine.h"

enum {
  MAX_NAME = 50,
  /* Seconds for the guest to shut down before it is killed. */
  GRACE_SECONDS = 180,
};

char *
vf_kubevirt_name (const char *text, struct vf_error *err)
{
  char *name = malloc (MAX_NAME + 1);
  size_t n = 0;

  if (!name) {
    vf_error_nomem (err, "a name");
    return NULL;
  }
  for (; *text && n < MAX_NAME; text++)
    if (isalnum ((unsigned char)*text) && (unsigned char)*text < 0x80)
      name[n++] = (char)tolower ((unsigned char)*text);
    else if (n && name[n - 1] != '-')
      name[n++] = '-';
  while (n && name[n - 1] == '-')
    n--;
  name[n] = '\0';
  if (!n)
    strcpy (name, "vm");
  return name;
}

static struct vf_json *
metadata (const struct vf_kubevirt_out *out)
{
  const struct vf_machine *machine = out->hardware->machine;
  struct vf_json *object = vf_json_object (), *notes = vf_json_object ();

  vf_json_put_text (object, "name", out->name);
  if (machine->identity.description)
    vf_json_put_text (notes, "description", machine->identity.description);
  if (strcmp (out->name, out->hardware->name) != 0)
    vf_json_put_text (notes, "vmferry/source-name", out->hardware->name);
  vf_json_put (object, "annotations", notes);
  return object;
}

static int
fill_spec (struct vf_kubevirt_out *out, struct vf_json *spec,
           struct vf_error *err)
{
  struct vf_json *domain = vf_json_object (), *devices = vf_json_object ();
  int result = 0;

  if (vf_kubevirt_put_board (out, domain, err)
      || vf_kubevirt_put_size (out, domain, err)
      || vf_kubevirt_put_disks (out, devices, spec, err)
      || vf_kubevirt_put_nics (out, devices, spec, err))
    result = -1;
  vf_kubevirt_put_devices (out, devices);
  vf_json_put (domain, "devices", devices);
  vf_json_put (spec, "domain", domain);
  vf_json_put_u64 (spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
  return result;
}

/* The VM is stopped: its disks have to be there first. */
static struct vf_json *
manifest (struct vf_kubevirt_out *out, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *object = vf_json_object ();
  struct vf_json *outer = vf_json_object (), *template = vf_json_object ();
  struct vf_json *spec = vf_json_object ();
  int failed = fill_spec (out, spec, err);

  vf_json_put_text (object, "apiVersion", "kubevirt.io/v1");
  vf_json_put_text (object, "kind", "VirtualMachine");
  vf_json_put (object, "metadata", metadata (out));
  vf_json_put_text (outer, "runStrategy", "Halted");
  vf_json_put (template, "spec", spec);
  vf_json_put (outer, "template", template);
  vf_json_put (object, "spec", outer);
  return failed ? NULL : TAKE (object);
}

/* How the disks get there. */
static void
write_head (FILE *file, const struct vf_kubevirt_out *out)
{
  const struct vf_hardware_disk *disk;
  bool has_unknown = false;
  size_t i;

  fputs ("# A virtual machine for KubeVirt.  Its disks are volume claims, "
         "which this fills:\n",
         file);
  for (i = 0; i < out->hardware->disks.count; i++) {
    disk = &out->hardware->disks.items[i];
    if (!disk->path)
      continue;
    fprintf (file, "#   virtctl image-upload pvc %s-%s ", out->name,
             disk->name);
    if (disk->source->capacity_bytes)
      fprintf (file, "--size=%llu ",
               (unsigned long long)disk->source->capacity_bytes);
    else
      fputs ("--size=SIZE ", file);
    has_unknown = has_unknown || !disk->source->capacity_bytes;
    fputs ("--image-path=", file);
    vf_shell_comment_word (file, disk->path);
    putc ('\n', file);
  }
  if (has_unknown)
    fputs ("# SIZE is the disk's virtual size, as \"qemu-img info\" has it: "
           "10Gi.\n",
           file);
  fputs ("---\n", file);
}

static char *
write_manifest (const struct vf_kubevirt_out *out,
                const struct vf_json *object, struct vf_error *err)
{
  CLEANUP_TEXT_OUT struct vf_text_out text = { 0 };
  CLEANUP_FREE char *yaml = vf_json_yaml (object, err);

  if (!yaml || vf_text_out_open (&text, err))
    return NULL;
  write_head (text.file, out);
  fputs (yaml, text.file);
  return vf_text_out_finish (&text, err);
}

static const struct vf_disk_modes kept_modes = { .transient = true };

static char *
emit (const struct vf_machine *machine, const struct vf_emit_options *options,
      struct vf_account *report, struct vf_error *err)
{
  CLEANUP_HARDWARE struct vf_hardware *hardware
      = vf_hardware_new (machine, options, report, err);
  CLEANUP_FREE char *name
      = hardware ? vf_kubevirt_name (hardware->name, err) : NULL;
  struct vf_kubevirt_out out = { hardware, options, report, name };
  CLEANUP_JSON struct vf_json *object = name ? manifest (&out, err) : NULL;

  if (!object
      || vf_emit_report_tpm (machine, report, err)
      || vf_emit_report_modes (hardware, kept_modes, report, err)
      || vf_emit_report_dynamic (hardware, hardware->resources.memory_bytes,
                                 "keeps it", report, err)
      || vf_emit_report_gaps (&vf_emitter_kubevirt, machine, report, err))
    return NULL;
  if (strcmp (name, hardware->name) != 0
      && vf_account_add (report, VF_FATE_MAPPED, "name", hardware->name, name,
                         err))
    return NULL;
  return write_manifest (&out, object, err);
}

static const char *const says[] = {
  "identity.description",
  "smbios.serial",
  "smbios.chassis_manufacturer",
  "smbios.chassis_serial",
  "smbios.chassis_asset",
  "cpu.max_vcpus",
  "cpu.threads_per_core",
  "cpu.baseline",
  "cpu.model",
  "cpu.features",
  "cpu.hypervisor_hidden",
  "cpu.nodes",
  "memory.max",
  "memory.slots",
  "memory.balloon",
  "firmware.secure_boot",
  "firmware.enrolled_keys",
  "clock.offset_seconds",
  "disk.write_through",
  "disk.boot_order",
  "disk.serial",
  "disk.logical_block",
  "disk.physical_block",
  "disk.read_only",
  "nic.connected",
  "nic.boot_order",
  "device.usb",
  "device.sound",
  "device.tpm",
  "device.watchdog",
  "device.rng",
  "device.vsock",
  "device.input",
  "device.agent",
  NULL,
};

const struct vf_emitter vf_emitter_kubevirt = {
  .name = "kubevirt",
  .summary = "VirtualMachine manifest for KubeVirt",
  .extension = "yaml",
  .says = says,
  .name_of = vf_kubevirt_name,
  .emit = emit,
};
