/* vmferry: the disks and drives that a machine has on KVM.  Disks keep the
 * order of the source; which one boots is said by its boot order, never by
 * moving it to the front.  Drives are kept, and empty.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware-priv.h"
#include "formats/machine.h"

enum { MAX_FLOPPIES = 2 };

/* More is no limit.  Source: QEMU 7.2, THROTTLE_VALUE_MAX */
static const int64_t max_iops = 1000000000000000;

static const char default_dir[] = "/var/lib/libvirt/images";

/* The list under construction. */
struct placing {
  struct vf_hardware *hardware;
  const struct vf_emit_options *options;
  struct vf_account *report;
  unsigned disks; /* so far, for the names of their files */
  unsigned floppies;
};

static int
add (struct placing *placing, const struct vf_hardware_disk *disk,
     struct vf_error *err)
{
  if (vf_vector_push (&placing->hardware->disks, *disk)) {
    free (disk->path);
    return vf_error_nomem (err, "disks");
  }
  return 0;
}

static const struct vf_emit_disk *
find_converted (const struct vf_emit_options *options, const char *key)
{
  size_t i;

  for (i = 0; i < options->n_disks; i++)
    if (strcmp (options->disks[i].key, key) == 0)
      return &options->disks[i];
  return NULL;
}

/* The path of disk number INDEX where none was given. */
static char *
default_path (const struct placing *placing, unsigned index,
              struct vf_error *err)
{
  const char *dir = placing->options->output_dir;
  CLEANUP_FREE char *file = NULL;
  char *path;

  file = vf_disk_file_name (placing->hardware->name, index, "qcow2", err);
  if (!file)
    return NULL;
  path = vf_text_printf ("%s/%s", dir ? dir : default_dir, file);
  if (!path)
    vf_error_nomem (err, "a path");
  return path;
}

/* A word for the place of DISK: "virtio", "SCSI 1:3", "SATA 0:0". */
static char *
place_text (const struct vf_hardware *hardware,
            const struct vf_hardware_disk *disk)
{
  const char *model = "";
  size_t i;

  if (disk->bus == VF_BUS_VIRTIO)
    return strdup ("virtio");
  for (i = 0; i < hardware->controllers.count; i++)
    if (hardware->controllers.items[i].bus == disk->bus
        && hardware->controllers.items[i].index == disk->controller
        && hardware->controllers.items[i].model)
      model = hardware->controllers.items[i].model;
  return vf_text_printf ("%s%s%u:%u", *model ? model : vf_bus_name (disk->bus),
                         " ", disk->controller,
                         disk->lun ? disk->lun : disk->unit);
}

/* Says where a disk went. */
static int
report_place (const struct placing *placing,
              const struct vf_hardware_disk *disk, struct vf_error *err)
{
  CLEANUP_FREE char *place = place_text (placing->hardware, disk);
  CLEANUP_FREE char *note = NULL;

  if (place)
    note = vf_text_printf ("%s on %s%s", disk->name, place,
                           disk->path ? "" : ", an empty drive");
  if (!note)
    return vf_error_nomem (err, "a note");
  return vf_account_add (placing->report, VF_FATE_MAPPED, disk->source->key,
                         disk->source->backing_name, note, err);
}

/* Sets the path and format of a disk.
 * Returns: 1 when it has none, since it was not converted */
static int
set_file (struct placing *placing, struct vf_hardware_disk *disk,
          struct vf_error *err)
{
  const struct vf_emit_disk *converted = NULL;
  unsigned index;

  if (placing->options->disks) {
    converted = find_converted (placing->options, disk->source->key);
    if (!converted)
      return 1;
  }
  index = placing->disks++;
  disk->format = converted ? converted->format : "qcow2";
  disk->path = converted ? strdup (converted->path)
                         : default_path (placing, index, err);
  if (!disk->path)
    return converted ? vf_error_nomem (err, "a path") : -1;
  return 0;
}

static int
add_disk (struct placing *placing, const struct vf_machine_disk *source,
          struct vf_error *err)
{
  struct vf_hardware *hardware = placing->hardware;
  struct vf_hardware_disk disk = { .source = source };
  int result = set_file (placing, &disk, err);

  if (source->limit_iops > 0 && source->limit_iops <= max_iops)
    disk.limit_iops = (uint64_t)source->limit_iops;
  if (result)
    return result < 0 ? -1
                      : vf_account_lose (placing->report, err, source->key,
                                         "the disk was not converted");
  if (vf_hardware_place (
          hardware, &disk,
          vf_hardware_attachment (hardware, placing->options, source), err)) {
    free (disk.path);
    return -1;
  }
  disk.is_read_only
      = source->read_only == VF_YES
        && (disk.bus == VF_BUS_VIRTIO || disk.bus == VF_BUS_SCSI);
  return add (placing, &disk, err);
}

static int
add_drive (struct placing *placing, const struct vf_machine_disk *source,
           enum vf_bus bus, struct vf_error *err)
{
  struct vf_hardware_disk disk = { .source = source, .format = "raw" };
  struct vf_attachment attachment = { .bus = bus };

  return vf_hardware_place (placing->hardware, &disk, attachment, err)
                 || add (placing, &disk, err)
             ? -1
             : 0;
}

/* An empty floppy drive is nothing that a guest would miss. */
static int
add_floppy (struct placing *placing, const struct vf_machine_disk *source,
            struct vf_error *err)
{
  if (!source->backing_name)
    return vf_account_add (placing->report, VF_FATE_IRRELEVANT, source->key,
                           NULL, "an empty floppy drive is left out", err);
  if (placing->floppies++ < MAX_FLOPPIES)
    return add_drive (placing, source, VF_BUS_FLOPPY, err);
  return vf_account_lose (placing->report, err, source->key,
                          "the target's board has two floppy drives");
}

static int
add_one (struct placing *placing, const struct vf_machine_disk *source,
         struct vf_error *err)
{
  switch (source->device) {
  case VF_DISK_DISK:
    return add_disk (placing, source, err);
  case VF_DISK_CDROM:
    return add_drive (placing, source,
                      placing->hardware->is_q35 ? VF_BUS_SATA : VF_BUS_IDE,
                      err);
  case VF_DISK_FLOPPY:
    return add_floppy (placing, source, err);
  case VF_DISK_PASSTHROUGH:
    break;
  }
  return vf_account_lose (placing->report, err, source->key,
                          "a device of the source's host");
}

/* The prefix under which Linux counts disks on BUS. */
static const char *
name_prefix (enum vf_bus bus)
{
  switch (bus) {
  case VF_BUS_VIRTIO:
    return "vd";
  case VF_BUS_IDE:
    return "hd";
  case VF_BUS_FLOPPY:
    return "fd";
  case VF_BUS_NVME:
    return "nvme";
  default:
    return "sd";
  }
}

/* Names are unique in the domain, and those of disks are the guest's: drives,
 * which a guest calls otherwise, are counted after them. */
static void
set_names (struct vf_hardware *hardware, bool of_drives)
{
  size_t i, k;

  for (i = 0; i < hardware->disks.count; i++) {
    struct vf_hardware_disk *disk = &hardware->disks.items[i];
    const char *prefix = name_prefix (disk->bus);
    unsigned index = 0;

    if ((disk->source->device != VF_DISK_DISK) != of_drives)
      continue;
    for (k = 0; k < hardware->disks.count; k++)
      index += strncmp (hardware->disks.items[k].name, prefix, 2) == 0;
    if (disk->bus == VF_BUS_NVME)
      snprintf (disk->name, sizeof disk->name, "%s%un1", prefix, index);
    else
      vf_disk_name (prefix, index, disk->name);
  }
}

int
vf_hardware_set_disks (struct vf_hardware *hardware,
                       const struct vf_emit_options *options,
                       struct vf_account *report, struct vf_error *err)
{
  struct placing placing
      = { .hardware = hardware, .options = options, .report = report };
  size_t i;

  for (i = 0; i < hardware->machine->disks.count; i++)
    if (add_one (&placing, &hardware->machine->disks.items[i], err))
      return -1;
  set_names (hardware, false);
  set_names (hardware, true);
  for (i = 0; i < hardware->disks.count; i++)
    if (report_place (&placing, &hardware->disks.items[i], err)
        || vf_hardware_set_disk_identity (&hardware->disks.items[i], report,
                                          err)
        || vf_hardware_report_disk (&hardware->disks.items[i], report, err))
      return -1;
  return 0;
}
