/* vmferry: the board of a libvirt domain: machine type and features.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "convert/vm/emit/libvirt.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

static void
write_type (struct vf_domain_out *domain)
{
  vf_xml_open (domain->xml, "type", "arch", "x86_64", "machine",
               domain->hardware->machine_type, NULL);
  vf_xml_content (domain->xml, "hvm");
  vf_xml_close (domain->xml);
}

void
vf_domain_write_os (struct vf_domain_out *domain)
{
  vf_xml_open (domain->xml, "os", NULL);
  if (domain->hardware->is_efi)
    vf_xml_attribute (domain->xml, "firmware", "efi");
  write_type (domain);
  if (domain->hardware->is_efi)
    vf_domain_write_firmware (domain);
  vf_domain_write_delays (domain);
  if (vf_domain_smbios_mode (domain))
    vf_xml_leaf (domain->xml, "smbios", "mode",
                 vf_domain_smbios_mode (domain), NULL);
  vf_xml_close (domain->xml);
}

static void
write_state (struct vf_domain_out *domain, const char *name)
{
  vf_xml_leaf (domain->xml, name, "state", "on", NULL);
}

void
vf_domain_write_features (struct vf_domain_out *domain)
{
  const struct vf_machine *machine = domain->machine;

  vf_xml_open (domain->xml, "features", NULL);
  vf_xml_leaf (domain->xml, "acpi", NULL);
  vf_xml_leaf (domain->xml, "apic", NULL);
  vf_domain_write_enlightenments (domain);
  if (machine->cpu.hidden == VF_YES && domain->target->has_kvm) {
    vf_xml_open (domain->xml, "kvm", NULL);
    write_state (domain, "hidden");
    vf_xml_close (domain->xml);
  }
  if (machine->cpu.pmu != VF_UNSET)
    vf_xml_leaf (domain->xml, "pmu", "state",
                 machine->cpu.pmu == VF_YES ? "on" : "off", NULL);
  vf_xml_leaf (domain->xml, "vmport", "state", "off", NULL);
  if (domain->hardware->has_secure_boot)
    write_state (domain, "smm");
  if (domain->hardware->has_iommu)
    vf_xml_leaf (domain->xml, "ioapic", "driver", "qemu", NULL);
  vf_xml_close (domain->xml);
}
