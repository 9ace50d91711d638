/* vmferry: the slots that a VMware guest saw its NICs in, so that Linux calls
 * them ens192 again.
 *
 * The firmware's hot-plug gives slots of its own; without it the guest reads
 * the number from the root port, which libvirt has no word for: it is given to
 * QEMU directly, and libvirt marks the domain as tainted.
 * Source: systemd 252, systemd.net-naming-scheme; tests/guest/nic-names.txt
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/account.h"
#include "formats/machine-device.h"
#include "formats/xml-out.h"

bool
vf_domain_has_slots (const struct vf_domain_out *domain)
{
  size_t i;

  for (i = 0; i < domain->hardware->nics.count; i++)
    if (domain->hardware->nics.items[i].slot)
      return true;
  return false;
}

static void
write_override (struct vf_domain_out *domain, unsigned slot)
{
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "qemu:device", NULL);
  vf_xml_attribute (xml, "alias", "ua-slot%u", slot);
  vf_xml_open (xml, "qemu:frontend", NULL);
  vf_xml_open (xml, "qemu:property", "name", "slot", "type", "unsigned", NULL);
  vf_xml_attribute (xml, "value", "%u", slot);
  vf_xml_close (xml);
  vf_xml_close (xml);
  vf_xml_close (xml);
}

int
vf_domain_write_slots (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_hardware *hardware = domain->hardware;
  struct vf_xml *xml = domain->xml;
  size_t i;

  if (!vf_domain_has_slots (domain))
    return 0;
  vf_xml_open (xml, "qemu:commandline", NULL);
  vf_xml_leaf (xml, "qemu:arg", "value", "-global", NULL);
  vf_xml_leaf (xml, "qemu:arg", "value",
               "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off", NULL);
  vf_xml_close (xml);
  vf_xml_open (xml, "qemu:override", NULL);
  for (i = 0; i < hardware->nics.count; i++)
    if (hardware->nics.items[i].slot)
      write_override (domain, hardware->nics.items[i].slot);
  vf_xml_close (xml);
  return vf_account_add (domain->report, VF_FATE_MAPPED, "nic-names", NULL,
                         "NICs are seen in the slots of the source, by "
                         "QEMU's own arguments, for which libvirt marks the "
                         "VM as tainted",
                         err);
}
