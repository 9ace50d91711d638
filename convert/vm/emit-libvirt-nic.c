/* vmferry: NICs of a libvirt domain: virtio, with the address and the link
 * state they had, on the bus in the order in which the guest knew them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit-libvirt.h"
#include "convert/vm/hardware.h"
#include "convert/vm/emit.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* Where a NIC goes that no map names: what libvirt sets up by itself. */
static const struct vf_network_map fallback = { .target = (char *)"default" };

static void
write_nic (struct vf_domain_out *domain, const struct vf_hardware_nic *nic,
           const struct vf_network_map *map)
{
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "interface", "type", map->is_bridge ? "bridge" : "network",
               NULL);
  if (nic->source->mac[0])
    vf_xml_leaf (xml, "mac", "address", nic->source->mac, NULL);
  vf_xml_leaf (xml, "source", map->is_bridge ? "bridge" : "network",
               map->target, NULL);
  vf_xml_leaf (xml, "model", "type", nic->model, NULL);
  if (!nic->is_up)
    vf_xml_leaf (xml, "link", "state", "down", NULL);
  if (nic->source->boot_order) {
    vf_xml_open (xml, "boot", NULL);
    vf_xml_attribute (xml, "order", "%u", nic->source->boot_order);
    vf_xml_close (xml);
  }
  vf_domain_write_pci_address (domain);
  vf_xml_close (xml);
}

static int
report_nic (struct vf_domain_out *domain, const struct vf_machine_nic *nic,
            const struct vf_network_map *map, struct vf_error *err)
{
  const char *network = nic->network ? nic->network : "";
  CLEANUP_FREE char *note = NULL;

  if (map == &fallback
      && vf_account_lose (domain->report, err, nic->key,
                          "network \"%s\" is not mapped: connected to "
                          "libvirt's \"default\" (--network or --bridge says "
                          "otherwise)",
                          network))
    return -1;
  if (!nic->mac[0]
      && vf_account_lose (domain->report, err, nic->key,
                          "has no address: libvirt makes one up"))
    return -1;
  note = vf_text_printf ("%s becomes virtio on %s \"%s\"",
                         nic->model ? nic->model : "the NIC",
                         map->is_bridge ? "bridge" : "network", map->target);
  if (!note)
    return vf_error_nomem (err, "a note");
  return vf_account_add (domain->report, VF_FATE_MAPPED, nic->key,
                         nic->mac[0] ? nic->mac : NULL, note, err);
}

int
vf_domain_write_nics (struct vf_domain_out *domain, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < domain->hardware->nics.count; i++) {
    const struct vf_hardware_nic *nic = &domain->hardware->nics.items[i];
    const struct vf_network_map *map = nic->map ? nic->map : &fallback;

    write_nic (domain, nic, map);
    if (report_nic (domain, nic->source, map, err))
      return -1;
  }
  return 0;
}
