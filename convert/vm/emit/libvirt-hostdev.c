/* vmferry: devices of the target's host that are passed through to a libvirt
 * domain, in the place of those of the source's host.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

const struct vf_device_map *
vf_domain_find_map (const struct vf_domain_out *domain, const char *key)
{
  const struct vf_device_choices *choices = &domain->options->devices;
  size_t i;

  for (i = 0; i < choices->n_devices; i++)
    if (strcasecmp (choices->devices[i].source, key) == 0)
      return &choices->devices[i];
  return NULL;
}

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
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    const char *key = machine->devices.items[i].key;
    const struct vf_device_map *map = vf_domain_find_map (domain, key);
    CLEANUP_FREE char *note = NULL;

    if (!map)
      continue;
    write_host_device (domain, map);
    note = vf_text_printf ("%04x:%02x:%02x.%x of the target's host",
                           map->domain, map->bus, map->slot, map->function);
    if (!note)
      return vf_error_nomem (err, "a note");
    if (vf_account_add (domain->report, VF_FATE_MAPPED, key,
                        machine->devices.items[i].model, note, err))
      return -1;
  }
  return 0;
}
