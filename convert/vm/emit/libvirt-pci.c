/* vmferry: places on the PCI bus of a libvirt domain.
 *
 * Each device that a guest may name by its place gets an explicit one, in the
 * order in which it is written: disks, NICs in the source's order, the rest.
 * On q35 that is a root port each, number 1 on bus 1 and so on; on i440fx a
 * slot of bus 0.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/xml-out.h"

enum {
  /* Slot 1 is the video device's on q35, and the board's own on i440fx, where
   * slot 2 is the video device's. */
  FIRST_PORT_SLOT = 2,
  FIRST_I440FX_SLOT = 3,
  LAST_I440FX_SLOT = 31,
  PORTS_PER_SLOT = 8,
  /* Slots 29 and 31 are the board's: USB 2, SATA and the bridge to ISA. */
  MAX_PORTS = 28 * PORTS_PER_SLOT,
  /* Empty ports, so that devices can be plugged into the running guest. */
  SPARE_PORTS = 4,
};

static void
write_address (struct vf_domain_out *domain, unsigned bus, unsigned slot,
               unsigned function, bool has_more)
{
  vf_xml_open (domain->xml, "address", "type", "pci", "domain", "0x0000",
               NULL);
  vf_xml_attribute (domain->xml, "bus", "0x%02x", bus);
  vf_xml_attribute (domain->xml, "slot", "0x%02x", slot);
  vf_xml_attribute (domain->xml, "function", "0x%x", function);
  if (has_more)
    vf_xml_attribute (domain->xml, "multifunction", "on");
  vf_xml_close (domain->xml);
}

void
vf_domain_write_pci_address (struct vf_domain_out *domain)
{
  unsigned number = domain->n_pci++;

  if (domain->hardware->is_q35)
    write_address (domain, number + 1, 0, 0, false);
  else
    write_address (domain, 0, FIRST_I440FX_SLOT + number, 0, false);
}

void
vf_domain_write_nic_address (struct vf_domain_out *domain,
                             const struct vf_hardware_nic *nic)
{
  if (nic == domain->hardware->nics.items)
    domain->first_nic_port = domain->n_pci;
  vf_domain_write_pci_address (domain);
}

unsigned
vf_domain_nic_place (const struct vf_domain_out *domain,
                     const struct vf_hardware_nic *nic)
{
  const struct vf_hardware *hardware = domain->hardware;

  return domain->first_nic_port + (unsigned)(nic - hardware->nics.items)
         + (hardware->is_q35 ? 1 : FIRST_I440FX_SLOT);
}

/* The NIC behind port NUMBER, or NULL: they lie side by side. */
static const struct vf_hardware_nic *
nic_behind (const struct vf_domain_out *domain, unsigned number)
{
  const struct vf_hardware *hardware = domain->hardware;

  if (number < domain->first_nic_port
      || number - domain->first_nic_port >= hardware->nics.count)
    return NULL;
  return &hardware->nics.items[number - domain->first_nic_port];
}

static void
write_port (struct vf_domain_out *domain, unsigned number)
{
  const struct vf_hardware_nic *nic = nic_behind (domain, number);
  unsigned slot = FIRST_PORT_SLOT + number / PORTS_PER_SLOT;
  unsigned function = number % PORTS_PER_SLOT;

  if (slot >= 29)
    slot++;
  vf_xml_open (domain->xml, "controller", "type", "pci", NULL);
  vf_xml_attribute (domain->xml, "index", "%u", number + 1);
  vf_xml_attribute (domain->xml, "model", "pcie-root-port");
  vf_xml_open (domain->xml, "target", NULL);
  vf_xml_attribute (domain->xml, "chassis", "%u", number + 1);
  vf_xml_attribute (domain->xml, "port", "0x%x", slot << 3 | function);
  vf_xml_close (domain->xml);
  if (nic && nic->slot) {
    vf_xml_open (domain->xml, "alias", NULL);
    vf_xml_attribute (domain->xml, "name", "ua-slot%u", nic->slot);
    vf_xml_close (domain->xml);
  }
  write_address (domain, 0, slot, function, function == 0);
  vf_xml_close (domain->xml);
}

int
vf_domain_write_ports (struct vf_domain_out *domain, struct vf_error *err)
{
  bool is_q35 = domain->hardware->is_q35;
  unsigned number, most = is_q35 ? MAX_PORTS - SPARE_PORTS
                                 : LAST_I440FX_SLOT - FIRST_I440FX_SLOT + 1;

  if (domain->n_pci > most)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "%u devices for the PCI bus: the board has %u "
                         "places",
                         domain->n_pci, most);
  vf_xml_leaf (domain->xml, "controller", "type", "pci", "index", "0", "model",
               is_q35 ? "pcie-root" : "pci-root", NULL);
  for (number = 0; is_q35 && number < domain->n_pci + SPARE_PORTS; number++)
    write_port (domain, number);
  return 0;
}
