/* vmferry: the disks and drives that a machine has on KVM.  Disks go on virtio
 * in the order of the source; which one boots is said by its boot order, never
 * by moving it to the front.  Drives are kept, and empty.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit.h"
#include "convert/vm/hardware-priv.h"
#include "formats/machine.h"

/* What one controller of the board takes: AHCI has 6 ports, IDE 2 by 2. */
enum { SATA_DRIVES = 6, IDE_DRIVES = 4 };

static const char default_dir[] = "/var/lib/libvirt/images";

/* The list under construction. */
struct placing {
  struct vf_hardware *hardware;
  const struct vf_emit_options *options;
  struct vf_account *report;
  unsigned disks;
  unsigned drives;
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

/* Says where a disk went, and what of it is not as it was. */
static int
report_disk (struct placing *placing, const struct vf_hardware_disk *disk,
             struct vf_error *err)
{
  const struct vf_machine_disk *source = disk->source;
  CLEANUP_FREE char *note = vf_text_printf ("%s on virtio", disk->name);

  if (!note)
    return vf_error_nomem (err, "a note");
  if (vf_account_add (placing->report, VF_FATE_MAPPED, source->key,
                      source->backing_name, note, err))
    return -1;
  if (source->mode == VF_DISK_MODE_INDEPENDENT_NONPERSISTENT
      || source->mode == VF_DISK_MODE_UNDOABLE)
    return vf_account_lose (placing->report, err, source->key,
                            "mode %s: changes are kept on the target",
                            vf_disk_mode_name (source->mode));
  if (source->multi_writer == VF_YES)
    return vf_account_lose (placing->report, err, source->key,
                            "shared with other VMs: only a raw disk can be, "
                            "and each VM needs the same one");
  return 0;
}

static int
add_disk (struct placing *placing, const struct vf_machine_disk *source,
          struct vf_error *err)
{
  struct vf_hardware_disk disk = { .source = source, .bus = VF_BUS_VIRTIO };
  const struct vf_emit_disk *converted = NULL;

  if (placing->options->disks) {
    converted = find_converted (placing->options, source->key);
    if (!converted)
      return vf_account_lose (placing->report, err, source->key,
                              "the disk was not converted");
  }
  disk.unit = placing->disks++;
  disk.format = converted ? converted->format : "qcow2";
  disk.path = converted ? strdup (converted->path)
                        : default_path (placing, disk.unit, err);
  if (!disk.path)
    return converted ? vf_error_nomem (err, "a path") : -1;
  vf_disk_target_name (disk.unit, disk.name);
  if (add (placing, &disk, err))
    return -1;
  return report_disk (placing, &disk, err);
}

static int
add_cdrom (struct placing *placing, const struct vf_machine_disk *source,
           struct vf_error *err)
{
  bool is_q35 = placing->hardware->is_q35;
  struct vf_hardware_disk disk = {
    .source = source,
    .bus = is_q35 ? VF_BUS_SATA : VF_BUS_IDE,
    .unit = placing->drives,
    .format = "raw",
  };

  if (disk.unit == (is_q35 ? SATA_DRIVES : IDE_DRIVES))
    return vf_account_lose (placing->report, err, source->key,
                            "the target's board has no more places for "
                            "drives");
  placing->drives++;
  snprintf (disk.name, sizeof disk.name, "%s%c", is_q35 ? "sd" : "hd",
            'a' + (int)disk.unit);
  if (add (placing, &disk, err))
    return -1;
  return vf_account_add (placing->report, VF_FATE_MAPPED, source->key,
                         source->backing_name, "an empty drive", err);
}

static int
add_one (struct placing *placing, const struct vf_machine_disk *source,
         struct vf_error *err)
{
  switch (source->device) {
  case VF_DISK_DISK:
    return add_disk (placing, source, err);
  case VF_DISK_CDROM:
    return add_cdrom (placing, source, err);
  case VF_DISK_FLOPPY:
    return vf_account_lose (placing->report, err, source->key,
                            "the target has no floppy drive");
  case VF_DISK_PASSTHROUGH:
    break;
  }
  return vf_account_lose (placing->report, err, source->key,
                          "a device of the source's host");
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
  return 0;
}
