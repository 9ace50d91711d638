/* vmferry: disks and drives of a libvirt domain.  Disks go on virtio in the
 * order of the source; which one boots is said by <boot order>, never by
 * moving it to the front.  Drives are kept, and empty.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/disk-name.h"
#include "convert/vm/emit-libvirt.h"
#include "convert/vm/emit.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* What one controller of the board takes: AHCI has 6 ports, IDE 2 by 2. */
enum { SATA_DRIVES = 6, IDE_DRIVES = 4 };

static const char default_dir[] = "/var/lib/libvirt/images";

/* How many disks and drives were written. */
struct counts {
  unsigned disks;
  unsigned drives;
};

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
default_path (const struct vf_domain_out *domain, unsigned index,
              struct vf_error *err)
{
  const char *dir = domain->options->output_dir;
  CLEANUP_FREE char *file = NULL;
  char *path;

  file = vf_disk_file_name (domain->name, index, "qcow2", err);
  if (!file)
    return NULL;
  path = vf_text_printf ("%s/%s", dir ? dir : default_dir, file);
  if (!path)
    vf_error_nomem (err, "a path");
  return path;
}

static void
write_boot_order (struct vf_domain_out *domain, unsigned order)
{
  if (!order)
    return;
  vf_xml_open (domain->xml, "boot", NULL);
  vf_xml_attribute (domain->xml, "order", "%u", order);
  vf_xml_close (domain->xml);
}

static void
write_virtio_disk (struct vf_domain_out *domain,
                   const struct vf_machine_disk *disk, const char *path,
                   const char *format, unsigned index)
{
  struct vf_xml *xml = domain->xml;
  char name[VF_DISK_NAME_SIZE];

  vf_disk_target_name (index, name);
  vf_xml_open (xml, "disk", "type", "file", "device", "disk", NULL);
  vf_xml_leaf (xml, "driver", "name", "qemu", "type", format, "cache",
               disk->write_through == VF_YES ? "writethrough" : "none",
               "discard", "unmap", NULL);
  vf_xml_leaf (xml, "source", "file", path, NULL);
  vf_xml_open (xml, "target", NULL);
  vf_xml_attribute (xml, "dev", "%s", name);
  vf_xml_attribute (xml, "bus", "virtio");
  vf_xml_close (xml);
  if (disk->multi_writer == VF_YES && strcmp (format, "raw") == 0)
    vf_xml_leaf (xml, "shareable", NULL);
  write_boot_order (domain, disk->boot_order);
  vf_domain_write_pci_address (domain);
  vf_xml_close (xml);
}

/* Says where a disk went, and what of it is not as it was. */
static int
report_disk (struct vf_domain_out *domain, const struct vf_machine_disk *disk,
             unsigned index, struct vf_error *err)
{
  CLEANUP_FREE char *note = NULL;
  char name[VF_DISK_NAME_SIZE];

  vf_disk_target_name (index, name);
  note = vf_text_printf ("%s on virtio", name);
  if (!note)
    return vf_error_nomem (err, "a note");
  if (vf_account_add (domain->report, VF_FATE_MAPPED, disk->key,
                      disk->backing_name, note, err))
    return -1;
  if (disk->mode == VF_DISK_MODE_INDEPENDENT_NONPERSISTENT
      || disk->mode == VF_DISK_MODE_UNDOABLE)
    return vf_account_lose (domain->report, err, disk->key,
                            "mode %s: changes are kept on the target",
                            vf_disk_mode_name (disk->mode));
  if (disk->multi_writer == VF_YES)
    return vf_account_lose (domain->report, err, disk->key,
                            "shared with other VMs: only a raw disk can be, "
                            "and each VM needs the same one");
  return 0;
}

static int
add_disk (struct vf_domain_out *domain, const struct vf_machine_disk *disk,
          struct counts *counts, struct vf_error *err)
{
  const struct vf_emit_disk *converted = NULL;
  CLEANUP_FREE char *path = NULL;
  unsigned index = counts->disks;

  if (domain->options->disks) {
    converted = find_converted (domain->options, disk->key);
    if (!converted)
      return vf_account_lose (domain->report, err, disk->key,
                              "the disk was not converted");
  } else if (!(path = default_path (domain, index, err)))
    return -1;
  counts->disks++;
  write_virtio_disk (domain, disk, converted ? converted->path : path,
                     converted ? converted->format : "qcow2", index);
  return report_disk (domain, disk, index, err);
}

static int
add_cdrom (struct vf_domain_out *domain, const struct vf_machine_disk *disk,
           struct counts *counts, struct vf_error *err)
{
  unsigned n = counts->drives;
  struct vf_xml *xml = domain->xml;

  if (n == (domain->is_q35 ? SATA_DRIVES : IDE_DRIVES))
    return vf_account_lose (domain->report, err, disk->key,
                            "the target's board has no more places for "
                            "drives");
  counts->drives++;
  vf_xml_open (xml, "disk", "type", "file", "device", "cdrom", NULL);
  vf_xml_leaf (xml, "driver", "name", "qemu", "type", "raw", NULL);
  vf_xml_open (xml, "target", NULL);
  vf_xml_attribute (xml, "dev", "%s%c", domain->is_q35 ? "sd" : "hd", 'a' + n);
  vf_xml_attribute (xml, "bus", domain->is_q35 ? "sata" : "ide");
  vf_xml_close (xml);
  vf_xml_leaf (xml, "readonly", NULL);
  write_boot_order (domain, disk->boot_order);
  vf_xml_open (xml, "address", "type", "drive", "controller", "0", NULL);
  vf_xml_attribute (xml, "bus", "%u", domain->is_q35 ? 0 : n / 2);
  vf_xml_attribute (xml, "target", "0");
  vf_xml_attribute (xml, "unit", "%u", domain->is_q35 ? n : n % 2);
  vf_xml_close (xml);
  vf_xml_close (xml);
  return vf_account_add (domain->report, VF_FATE_MAPPED, disk->key,
                         disk->backing_name, "an empty drive", err);
}

static int
add_one (struct vf_domain_out *domain, const struct vf_machine_disk *disk,
         struct counts *counts, struct vf_error *err)
{
  switch (disk->device) {
  case VF_DISK_DISK:
    return add_disk (domain, disk, counts, err);
  case VF_DISK_CDROM:
    return add_cdrom (domain, disk, counts, err);
  case VF_DISK_FLOPPY:
    return vf_account_lose (domain->report, err, disk->key,
                            "the target has no floppy drive");
  case VF_DISK_PASSTHROUGH:
    break;
  }
  return vf_account_lose (domain->report, err, disk->key,
                          "a device of the source's host");
}

int
vf_domain_write_disks (struct vf_domain_out *domain, struct vf_error *err)
{
  struct counts counts = { 0 };
  size_t i;

  for (i = 0; i < domain->machine->disks.count; i++)
    if (add_one (domain, &domain->machine->disks.items[i], &counts, err))
      return -1;
  return 0;
}
