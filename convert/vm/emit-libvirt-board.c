/* vmferry: the board of a libvirt domain: machine type, firmware, features,
 * clock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "convert/vm/emit-libvirt.h"
#include "convert/vm/hardware.h"
#include "convert/vm/host.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

enum {
  /* What libvirt takes for the boot menu's timeout. */
  MAX_BOOT_DELAY_MS = 65535,
};

/* Written out: without it libvirt takes the firmware with Microsoft's keys. */
static void
write_firmware (struct vf_domain_out *domain)
{
  const char *enabled = domain->hardware->has_secure_boot ? "yes" : "no";

  vf_xml_open (domain->xml, "firmware", NULL);
  vf_xml_leaf (domain->xml, "feature", "enabled", enabled, "name",
               "secure-boot", NULL);
  vf_xml_leaf (domain->xml, "feature", "enabled", enabled, "name",
               "enrolled-keys", NULL);
  vf_xml_close (domain->xml);
}

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
  const struct vf_machine *machine = domain->machine;
  unsigned delay_ms = machine->firmware.boot_delay_ms;

  vf_xml_open (domain->xml, "os", NULL);
  if (domain->hardware->is_efi)
    vf_xml_attribute (domain->xml, "firmware", "efi");
  write_type (domain);
  if (domain->hardware->is_efi)
    write_firmware (domain);
  if (delay_ms) {
    if (delay_ms > MAX_BOOT_DELAY_MS)
      delay_ms = MAX_BOOT_DELAY_MS;
    vf_xml_open (domain->xml, "bootmenu", "enable", "yes", NULL);
    vf_xml_attribute (domain->xml, "timeout", "%u", delay_ms);
    vf_xml_close (domain->xml);
  }
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

/* What Windows needs to know that it runs on KVM; TCG has none of it. */
static void
write_enlightenments (struct vf_domain_out *domain)
{
  static const char *const before[] = { "relaxed", "vapic" };
  static const char *const after[] = { "vpindex", "runtime", "synic" };
  size_t i;

  vf_xml_open (domain->xml, "hyperv", "mode", "custom", NULL);
  for (i = 0; i < 2; i++)
    write_state (domain, before[i]);
  vf_xml_leaf (domain->xml, "spinlocks", "state", "on", "retries", "8191",
               NULL);
  for (i = 0; i < 3; i++)
    write_state (domain, after[i]);
  write_state (domain, "stimer");
  write_state (domain, "reset");
  write_state (domain, "frequencies");
  vf_xml_close (domain->xml);
}

void
vf_domain_write_features (struct vf_domain_out *domain)
{
  const struct vf_machine *machine = domain->machine;

  vf_xml_open (domain->xml, "features", NULL);
  vf_xml_leaf (domain->xml, "acpi", NULL);
  vf_xml_leaf (domain->xml, "apic", NULL);
  if (domain->hardware->is_windows && domain->target->has_kvm)
    write_enlightenments (domain);
  if (machine->cpu.hidden == VF_YES && domain->target->has_kvm) {
    vf_xml_open (domain->xml, "kvm", NULL);
    write_state (domain, "hidden");
    vf_xml_close (domain->xml);
  }
  if (machine->cpu.pmu == VF_YES)
    write_state (domain, "pmu");
  vf_xml_leaf (domain->xml, "vmport", "state", "off", NULL);
  if (domain->hardware->has_secure_boot)
    write_state (domain, "smm");
  if (domain->hardware->has_iommu)
    vf_xml_leaf (domain->xml, "ioapic", "driver", "qemu", NULL);
  vf_xml_close (domain->xml);
}

static void
open_clock (struct vf_domain_out *domain)
{
  const struct vf_machine_clock *clock = &domain->machine->clock;

  vf_xml_open (domain->xml, "clock", NULL);
  if (clock->has_offset && clock->offset_seconds) {
    vf_xml_attribute (domain->xml, "offset", "variable");
    vf_xml_attribute (domain->xml, "adjustment", "%lld",
                      (long long)clock->offset_seconds);
    vf_xml_attribute (domain->xml, "basis", "utc");
  } else
    vf_xml_attribute (domain->xml, "offset", "%s",
                      domain->hardware->is_windows ? "localtime" : "utc");
}

void
vf_domain_write_clock (struct vf_domain_out *domain)
{
  struct vf_xml *xml = domain->xml;

  open_clock (domain);
  vf_xml_leaf (xml, "timer", "name", "rtc", "tickpolicy", "catchup", NULL);
  vf_xml_leaf (xml, "timer", "name", "pit", "tickpolicy", "delay", NULL);
  vf_xml_leaf (xml, "timer", "name", "hpet", "present", "no", NULL);
  if (domain->hardware->is_windows && domain->target->has_kvm)
    vf_xml_leaf (xml, "timer", "name", "hypervclock", "present", "yes", NULL);
  vf_xml_close (xml);
  vf_xml_text (xml, "on_poweroff", "destroy");
  vf_xml_text (xml, "on_reboot", "restart");
  vf_xml_text (xml, "on_crash", "preserve");
}
