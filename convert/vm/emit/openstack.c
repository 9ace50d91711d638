/* vmferry: a machine as a shell script of commands for OpenStack: images with
 * properties, a flavor, ports, volumes and a server.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/openstack.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit/gaps.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/emit/shell.h"
#include "convert/vm/emit/text-out.h"
#include "formats/machine.h"

#define MIB ((uint64_t)1 << 20)

static const char head[]
    = "#!/bin/sh\n"
      "# Makes a server in OpenStack, with the client \"openstack\".\n"
      "set -eu\n"
      "# GiB that the disk in file $1 needs.\n"
      "size_of ()\n{\n"
      "  bytes=$(qemu-img info -- \"$1\" |\n"
      "    sed -n 's/^virtual size:.*(\\([0-9]*\\) bytes).*/\\1/p')\n"
      "  echo $(((bytes + 1073741823) / 1073741824))\n}\n"
      "# Waits until volume $1 has its image in it, at most an hour.\n"
      "wait_for ()\n{\n"
      "  tries=0\n"
      "  while status=$(openstack volume show -f value -c status -- \"$1\")\n"
      "    [ \"$status\" != available ]; do\n"
      "    tries=$((tries + 1))\n"
      "    if [ \"$status\" = error ] || [ $tries -ge 720 ]; then\n"
      "      echo \"$0: volume $1 is not available: $status\" >&2\n"
      "      exit 1\n"
      "    fi\n"
      "    sleep 5\n"
      "  done\n}\n";

/* The image of a disk, and its volume, which has the image's properties. */
static int
write_disk (struct vf_openstack_out *out, const struct vf_hardware_disk *disk,
            bool is_first, struct vf_error *err)
{
  fprintf (out->file,
           "openstack image create --container-format bare --disk-format %s "
           "\\\n  --file=",
           disk->format);
  vf_shell_word (out->file, disk->path);
  if (is_first && vf_openstack_write_properties (out, err))
    return -1;
  fputs (" \\\n  -- ", out->file);
  if (vf_openstack_write_name (out, disk->name, err))
    return -1;
  fputs ("\nopenstack volume create --size \"$(size_of ", out->file);
  vf_shell_word (out->file, disk->path);
  fputs (")\" \\\n  --image=", out->file);
  if (vf_openstack_write_name (out, disk->name, err))
    return -1;
  fputs (is_first ? " --bootable -- " : " -- ", out->file);
  if (vf_openstack_write_name (out, disk->name, err))
    return -1;
  putc ('\n', out->file);
  return 0;
}

/* The disk that the server boots from: the first by boot order. */
static size_t
boot_disk (const struct vf_hardware *hardware)
{
  size_t i, best = hardware->disks.count;

  for (i = 0; i < hardware->disks.count; i++) {
    const struct vf_hardware_disk *disk = &hardware->disks.items[i];

    if (!disk->path)
      continue;
    if (best == hardware->disks.count
        || (disk->boot_order
            && (!hardware->disks.items[best].boot_order
                || disk->boot_order < hardware->disks.items[best].boot_order)))
      best = i;
  }
  return best;
}

static int
write_disks (struct vf_openstack_out *out, size_t first, struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;
  size_t i;

  for (i = 0; i < hardware->disks.count; i++) {
    const struct vf_hardware_disk *disk = &hardware->disks.items[i];

    if (disk->path ? write_disk (out, disk, i == first, err)
                   : vf_account_lose (out->report, err, disk->source->key,
                                      "a server has no drives that are empty: "
                                      "it is left out"))
      return -1;
  }
  return 0;
}

/* A volume is made from its image while other commands run on. */
static int
write_waits (struct vf_openstack_out *out, struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;
  size_t i;

  for (i = 0; i < hardware->disks.count; i++) {
    if (!hardware->disks.items[i].path)
      continue;
    fputs ("wait_for ", out->file);
    if (vf_openstack_write_name (out, hardware->disks.items[i].name, err))
      return -1;
    putc ('\n', out->file);
  }
  return 0;
}

static int
write_flavor (struct vf_openstack_out *out, struct vf_error *err)
{
  const struct vf_resources *resources = &out->hardware->resources;
  uint64_t mib = (resources->memory_bytes + MIB - 1) / MIB;

  fprintf (out->file,
           "# Usually an administrator's to do; else name one that is there "
           "in --flavor.\n"
           "openstack flavor create --vcpus %u --ram %llu --disk 0 -- ",
           resources->vcpus, (unsigned long long)mib);
  vf_shell_word (out->file, out->hardware->name);
  putc ('\n', out->file);
  if (mib * MIB != resources->memory_bytes)
    return vf_account_lose (out->report, err, "memory.size",
                            "OpenStack counts memory in MiB: it is rounded up "
                            "to %llu",
                            (unsigned long long)mib);
  return 0;
}

static int
write_server (struct vf_openstack_out *out, size_t first, struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;
  char thing[32];
  size_t i;

  if (first == hardware->disks.count
      && vf_account_lose (out->report, err, "disks",
                          "there is none, and no server is made without an "
                          "image or a volume"))
    return -1;
  fputs ("openstack server create --flavor=", out->file);
  vf_shell_word (out->file, hardware->name);
  if (first < hardware->disks.count) {
    fputs (" \\\n  --volume=", out->file);
    if (vf_openstack_write_name (out, hardware->disks.items[first].name, err))
      return -1;
  }
  for (i = 0; i < hardware->disks.count; i++) {
    if (i == first || !hardware->disks.items[i].path)
      continue;
    fputs (" \\\n  --block-device source_type=volume,destination_type=volume,"
           "uuid=",
           out->file);
    fputs ("\"$(openstack volume show -f value -c id -- ", out->file);
    if (vf_openstack_write_name (out, hardware->disks.items[i].name, err))
      return -1;
    fputs (")\"", out->file);
  }
  for (i = 0; i < hardware->nics.count; i++) {
    snprintf (thing, sizeof thing, "nic%zu", i);
    fputs (" \\\n  --port=", out->file);
    if (vf_openstack_write_name (out, thing, err))
      return -1;
  }
  fputs (" \\\n  -- ", out->file);
  vf_shell_word (out->file, hardware->name);
  putc ('\n', out->file);
  return 0;
}

/* What no property says, though each server has one. */
static int
report_identity (struct vf_openstack_out *out, struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;

  if (!*hardware->uuid)
    return 0;
  return vf_account_lose (out->report, err, "identity.bios_uuid",
                          "the guest reads OpenStack's UUID of the server, "
                          "not %s",
                          hardware->uuid);
}

static int
write_script (struct vf_openstack_out *out, struct vf_error *err)
{
  size_t i, first = boot_disk (out->hardware);

  fputs (head, out->file);
  if (write_disks (out, first, err) || write_flavor (out, err))
    return -1;
  for (i = 0; i < out->hardware->nics.count; i++)
    if (vf_openstack_write_port (out, i, err))
      return -1;
  if (write_waits (out, err) || write_server (out, first, err))
    return -1;
  return report_identity (out, err);
}

static const struct vf_disk_modes kept_modes = { 0 };

static char *
emit (const struct vf_machine *machine, const struct vf_emit_options *options,
      struct vf_account *report, struct vf_error *err)
{
  CLEANUP_HARDWARE struct vf_hardware *hardware
      = vf_hardware_new (machine, options, report, err);
  CLEANUP_TEXT_OUT struct vf_text_out text = { 0 };
  struct vf_openstack_out out
      = { .hardware = hardware, .options = options, .report = report };

  if (!hardware || vf_text_out_open (&text, err))
    return NULL;
  out.file = text.file;
  if (write_script (&out, err)
      || vf_emit_report_tpm (machine, report, err)
      || vf_emit_report_modes (hardware, kept_modes, report, err)
      || vf_emit_report_dynamic (hardware, hardware->resources.memory_bytes,
                                 "keeps it", report, err)
      || vf_emit_report_gaps (&vf_emitter_openstack, machine, report, err))
    return NULL;
  return vf_text_out_finish (&text, err);
}

static const char *const says[] = {
  "cpu.threads_per_core",
  "cpu.pmu",
  "cpu.iommu",
  "cpu.hypervisor_hidden",
  "cpu.nodes",
  "firmware.secure_boot",
  "firmware.enrolled_keys",
  "firmware.boot_delay_ms",
  "disk.boot_order",
  "nic.connected",
  "device.usb",
  "device.serial",
  "device.tpm",
  "device.watchdog",
  "device.rng",
  "device.input",
  "device.agent",
  NULL,
};

const struct vf_emitter vf_emitter_openstack = {
  .name = "openstack",
  .summary = "shell script of commands for OpenStack",
  .extension = "sh",
  .says = says,
  .emit = emit,
};
