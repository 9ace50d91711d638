/* vmferry: disks and drives of a libvirt domain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* libvirt's word for a bus. */
static const char *
bus_word (enum vf_bus bus)
{
  return bus == VF_BUS_FLOPPY ? "fdc" : vf_bus_name (bus);
}

static bool
is_fast (const struct vf_domain_out *domain)
{
  return domain->options->devices.profile == VF_PROFILE_FAST;
}

/* Past the host's page cache, so that what the guest has flushed is on the
 * disk, and the target can be another host after a live migration.
 * Source: libvirt 9.0, formatdomain.html ("cache") */
static const char *
cache_mode (const struct vf_domain_out *domain,
            const struct vf_hardware_disk *disk)
{
  bool is_shared = disk->source->multi_writer == VF_YES;

  if (is_shared || disk->source->write_through != VF_YES)
    return "none";
  return is_fast (domain) ? "directsync" : "writethrough";
}

/* An I/O thread for a virtio-blk disk: in turn. */
static void
write_thread (struct vf_domain_out *domain,
              const struct vf_hardware_disk *disk)
{
  unsigned threads = vf_domain_iothreads (domain);

  if (threads && disk->bus == VF_BUS_VIRTIO)
    vf_xml_attribute (domain->xml, "iothread", "%u", disk->unit % threads + 1);
}

static void
write_driver (struct vf_domain_out *domain,
              const struct vf_hardware_disk *disk)
{
  vf_xml_open (domain->xml, "driver", "name", "qemu", "type", disk->format,
               NULL);
  if (disk->path) {
    vf_xml_attribute (domain->xml, "cache", "%s", cache_mode (domain, disk));
    if (is_fast (domain))
      vf_xml_attribute (domain->xml, "io", "native");
    vf_xml_attribute (domain->xml, "discard", "unmap");
    if (is_fast (domain))
      vf_xml_attribute (domain->xml, "detect_zeroes", "unmap");
    write_thread (domain, disk);
  }
  vf_xml_close (domain->xml);
}

static void
write_target (struct vf_domain_out *domain,
              const struct vf_hardware_disk *disk)
{
  vf_xml_open (domain->xml, "target", "dev", disk->name, "bus",
               bus_word (disk->bus), NULL);
  if (disk->source->ssd == VF_YES && disk->path && disk->bus != VF_BUS_VIRTIO)
    vf_xml_attribute (domain->xml, "rotation_rate", "1");
  vf_xml_close (domain->xml);
}

/* Sectors of 4096 bytes; only virtio and SCSI can have them. */
static void
write_blocks (struct vf_domain_out *domain,
              const struct vf_hardware_disk *disk)
{
  const struct vf_machine_disk *source = disk->source;

  if ((disk->bus != VF_BUS_VIRTIO && disk->bus != VF_BUS_SCSI)
      || (source->logical_block <= 512 && source->physical_block <= 512))
    return;
  vf_xml_open (domain->xml, "blockio", NULL);
  vf_xml_attribute (domain->xml, "logical_block_size", "%u",
                    source->logical_block ? source->logical_block : 512);
  if (source->physical_block)
    vf_xml_attribute (domain->xml, "physical_block_size", "%u",
                      source->physical_block);
  vf_xml_close (domain->xml);
}

static void
write_limit (struct vf_domain_out *domain,
             const struct vf_hardware_disk *disk)
{
  char text[24];

  if (!disk->limit_iops)
    return;
  snprintf (text, sizeof text, "%" PRIu64, disk->limit_iops);
  vf_xml_open (domain->xml, "iotune", NULL);
  vf_xml_text (domain->xml, "total_iops_sec", text);
  /* Hyper-V counts in requests of 8 KiB. */
  if (domain->machine->platform == VF_PLATFORM_HYPERV)
    vf_xml_text (domain->xml, "size_iops_sec", "8192");
  vf_xml_close (domain->xml);
}

/* Who else may write, and what happens to what is written. */
static void
write_sharing (struct vf_domain_out *domain,
               const struct vf_hardware_disk *disk)
{
  const struct vf_machine_disk *source = disk->source;
  bool is_shared
      = source->multi_writer == VF_YES && strcmp (disk->format, "raw") == 0;

  if (disk->is_read_only)
    vf_xml_leaf (domain->xml, "readonly", NULL);
  if (is_shared)
    vf_xml_leaf (domain->xml, "shareable", NULL);
  else if (source->mode == VF_DISK_MODE_INDEPENDENT_NONPERSISTENT
           && !disk->is_read_only) /* libvirt takes one of the two */
    vf_xml_leaf (domain->xml, "transient", NULL);
}

static void
write_identity (struct vf_domain_out *domain,
                const struct vf_hardware_disk *disk)
{
  const struct vf_machine_disk *source = disk->source;

  vf_xml_text (domain->xml, "serial", *disk->serial ? disk->serial : NULL);
  if (disk->bus == VF_BUS_SCSI || disk->bus == VF_BUS_SATA
      || disk->bus == VF_BUS_IDE)
    vf_xml_text (domain->xml, "wwn", source->wwn);
  if (disk->bus == VF_BUS_SCSI)
    vf_xml_text (domain->xml, "product", source->product);
}

/* libvirt's words for a place differ by controller: IDE has a bus for each
 * channel, the parallel LSI's id is the unit, and others' the target.
 * Source: QEMU 7.2; libvirt 9.0, qemu_command.c (qemuBuildDiskDeviceProps) */
static void
write_address (struct vf_domain_out *domain,
               const struct vf_hardware_disk *disk)
{
  const char *model = vf_domain_scsi_model (domain, disk);
  unsigned bus = disk->bus == VF_BUS_IDE ? disk->unit / 2 : 0;
  unsigned target = 0, unit = disk->unit;

  if (disk->bus == VF_BUS_IDE)
    unit = disk->unit % 2;
  if (model && strcmp (model, "lsilogic") != 0) {
    target = disk->unit;
    unit = disk->lun;
  }
  vf_xml_open (domain->xml, "address", "type", "drive", NULL);
  vf_xml_attribute (domain->xml, "controller", "%u", disk->controller);
  vf_xml_attribute (domain->xml, "bus", "%u", bus);
  vf_xml_attribute (domain->xml, "target", "%u", target);
  vf_xml_attribute (domain->xml, "unit", "%u", unit);
  vf_xml_close (domain->xml);
}

static void
write_place (struct vf_domain_out *domain, const struct vf_hardware_disk *disk)
{
  vf_domain_write_boot_order (domain, disk->boot_order);
  if (disk->bus == VF_BUS_VIRTIO)
    vf_domain_write_pci_address (domain);
  else
    write_address (domain, disk);
}

static void
write_disk (struct vf_domain_out *domain, const struct vf_hardware_disk *disk)
{
  bool is_independent
      = disk->source->mode == VF_DISK_MODE_INDEPENDENT_PERSISTENT
        || disk->source->mode == VF_DISK_MODE_INDEPENDENT_NONPERSISTENT;

  vf_xml_open (domain->xml, "disk", "type", "file", "device", "disk",
               is_independent ? "snapshot" : NULL, "no", NULL);
  write_driver (domain, disk);
  vf_xml_leaf (domain->xml, "source", "file", disk->path, NULL);
  write_target (domain, disk);
  write_blocks (domain, disk);
  write_limit (domain, disk);
  write_sharing (domain, disk);
  write_identity (domain, disk);
  write_place (domain, disk);
  vf_xml_close (domain->xml);
}

static void
write_drive (struct vf_domain_out *domain, const struct vf_hardware_disk *disk)
{
  bool is_floppy = disk->bus == VF_BUS_FLOPPY;

  vf_xml_open (domain->xml, "disk", "type", "file", "device",
               is_floppy ? "floppy" : "cdrom", NULL);
  write_driver (domain, disk);
  write_target (domain, disk);
  if (!is_floppy)
    vf_xml_leaf (domain->xml, "readonly", NULL);
  write_place (domain, disk);
  vf_xml_close (domain->xml);
}

void
vf_domain_write_disks (struct vf_domain_out *domain)
{
  size_t i;

  for (i = 0; i < domain->hardware->disks.count; i++) {
    const struct vf_hardware_disk *disk = &domain->hardware->disks.items[i];

    if (disk->path)
      write_disk (domain, disk);
    else
      write_drive (domain, disk);
  }
}
