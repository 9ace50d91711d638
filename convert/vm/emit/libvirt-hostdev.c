/* vmferry: devices of the target's host that are passed through to a libvirt
 * domain, in the place of those of the source's host.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/passthrough.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

static void
write_host_device (struct vf_domain_out *domain,
                   const struct vf_device_map *map)
{
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "hostdev", "mode", "subsystem", "type", "pci", "managed",
               "yes", NULL);
  vf_xml_open (xml, "source", NULL);
  vf_xml_open (xml, "address", NULL);
  vf_xml_attribute (xml, "domain", "0x%04x", map->domain);
  vf_xml_attribute (xml, "bus", "0x%02x", map->bus);
  vf_xml_attribute (xml, "slot", "0x%02x", map->slot);
  vf_xml_attribute (xml, "function", "0x%x", map->function);
  vf_xml_close (xml);
  vf_xml_close (xml);
  vf_domain_write_pci_address (domain);
  vf_xml_close (xml);
}

int
vf_domain_write_host_devices (struct vf_domain_out *domain,
                              struct vf_error *err)
{
  const struct vf_machine *machine = domain->machine;
  const struct vf_device_choices *choices = &domain->options->devices;
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    const struct vf_device_map *map
        = vf_passthrough_find (choices, machine->devices.items[i].key);

    if (map)
      write_host_device (domain, map);
  }
  return vf_passthrough_report (machine, choices, domain->report, err);
}
