/* vmferry: disks and drives of a libvirt domain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "convert/vm/emit-libvirt.h"
#include "convert/vm/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

static void
write_target (struct vf_domain_out *domain,
              const struct vf_hardware_disk *disk)
{
  vf_xml_leaf (domain->xml, "target", "dev", disk->name, "bus",
               vf_bus_name (disk->bus), NULL);
}

static void
write_boot_order (struct vf_domain_out *domain,
                  const struct vf_hardware_disk *disk)
{
  if (!disk->source->boot_order)
    return;
  vf_xml_open (domain->xml, "boot", NULL);
  vf_xml_attribute (domain->xml, "order", "%u", disk->source->boot_order);
  vf_xml_close (domain->xml);
}

static void
write_disk (struct vf_domain_out *domain, const struct vf_hardware_disk *disk)
{
  const struct vf_machine_disk *source = disk->source;
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "disk", "type", "file", "device", "disk", NULL);
  vf_xml_leaf (xml, "driver", "name", "qemu", "type", disk->format, "cache",
               source->write_through == VF_YES ? "writethrough" : "none",
               "discard", "unmap", NULL);
  vf_xml_leaf (xml, "source", "file", disk->path, NULL);
  write_target (domain, disk);
  if (source->multi_writer == VF_YES && strcmp (disk->format, "raw") == 0)
    vf_xml_leaf (xml, "shareable", NULL);
  write_boot_order (domain, disk);
  vf_domain_write_pci_address (domain);
  vf_xml_close (xml);
}

/* AHCI has a bus of several units, IDE two buses of two. */
static void
write_cdrom (struct vf_domain_out *domain, const struct vf_hardware_disk *disk)
{
  bool is_ide = disk->bus == VF_BUS_IDE;
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "disk", "type", "file", "device", "cdrom", NULL);
  vf_xml_leaf (xml, "driver", "name", "qemu", "type", "raw", NULL);
  write_target (domain, disk);
  vf_xml_leaf (xml, "readonly", NULL);
  write_boot_order (domain, disk);
  vf_xml_open (xml, "address", "type", "drive", "controller", "0", NULL);
  vf_xml_attribute (xml, "bus", "%u", is_ide ? disk->unit / 2 : 0);
  vf_xml_attribute (xml, "target", "0");
  vf_xml_attribute (xml, "unit", "%u", is_ide ? disk->unit % 2 : disk->unit);
  vf_xml_close (xml);
  vf_xml_close (xml);
}

void
vf_domain_write_disks (struct vf_domain_out *domain)
{
  size_t i;

  for (i = 0; i < domain->hardware->disks.count; i++) {
    const struct vf_hardware_disk *disk = &domain->hardware->disks.items[i];

    if (disk->source->device == VF_DISK_CDROM)
      write_cdrom (domain, disk);
    else
      write_disk (domain, disk);
  }
}
