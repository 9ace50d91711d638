/* vmferry: the slots that a VMware guest saw its NICs in, so that Linux calls
 * them ens192 again.
 *
 * The firmware's hot-plug gives slots of its own; without it the guest reads
 * the number from the root port, which libvirt has no word for: it is given to
 * QEMU directly, and libvirt marks the domain as tainted.  So only on request.
 * Source: systemd 252, systemd.net-naming-scheme; tried with Linux 6.1
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

  if (domain->options->devices.nic_names != VF_NIC_NAMES_SLOT
      || !domain->hardware->is_q35)
    return false;
  for (i = 0; i < domain->hardware->nics.count; i++)
    if (domain->hardware->nics.items[i].old_slot)
      return true;
  return false;
}

/* Two NICs with one number would confuse the guest: the first has it. */
bool
vf_domain_has_own_slot (const struct vf_domain_out *domain,
                        const struct vf_hardware_nic *nic)
{
  const struct vf_hardware_nic *other = domain->hardware->nics.items;

  for (; other != nic; other++)
    if (other->old_slot == nic->old_slot)
      return false;
  return nic->old_slot;
}

bool
vf_domain_has_slot (const struct vf_domain_out *domain,
                    const struct vf_hardware_nic *nic)
{
  return vf_domain_has_slots (domain) && vf_domain_has_own_slot (domain, nic);
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

  if (domain->options->devices.nic_names == VF_NIC_NAMES_SLOT
      && !hardware->is_q35)
    return vf_account_lose (domain->report, err, "nic-names",
                            "the slots of an i440fx board cannot be chosen");
  if (!vf_domain_has_slots (domain))
    return 0;
  vf_xml_open (xml, "qemu:commandline", NULL);
  vf_xml_leaf (xml, "qemu:arg", "value", "-global", NULL);
  vf_xml_leaf (xml, "qemu:arg", "value",
               "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off", NULL);
  vf_xml_close (xml);
  vf_xml_open (xml, "qemu:override", NULL);
  for (i = 0; i < hardware->nics.count; i++)
    if (vf_domain_has_slot (domain, &hardware->nics.items[i]))
      write_override (domain, hardware->nics.items[i].old_slot);
  vf_xml_close (xml);
  return 0;
}
