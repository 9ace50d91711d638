/* vmferry: a libvirt domain whose memory its host cannot read.  Only when that
 * is asked for: the guest has to be able to run so, and so has the host.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "common/error.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "formats/domain-caps.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* What AMD's manual calls NODBG and NOKS: nobody reads the memory, and no key
 * is shared with another VM. */
static const char sev_policy[] = "0x0003";

/* How the processor marks encrypted pages.  libvirt asks the host where it is
 * not said. */
static void
write_bits (struct vf_domain_out *domain)
{
  const struct vf_domain_caps *caps = domain->target->caps;
  char text[16];

  if (!caps || !caps->sev_c_bit)
    return;
  snprintf (text, sizeof text, "%u", caps->sev_c_bit);
  vf_xml_text (domain->xml, "cbitpos", text);
  snprintf (text, sizeof text, "%u", caps->sev_reduced_bits);
  vf_xml_text (domain->xml, "reducedPhysBits", text);
}

/* What else protected the guest, and is not there. */
static int
report_protection (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine *machine = domain->machine;

  if (machine->security.sgx_bytes
      && vf_account_lose (domain->report, err, "security.sgx",
                          "the guest had memory for SGX enclaves, and has "
                          "none here"))
    return -1;
  if (machine->cpu.iommu == VF_YES && !domain->hardware->has_iommu)
    return vf_account_lose (domain->report, err, "cpu.iommu",
                            "the i440fx board has no IOMMU");
  return 0;
}

int
vf_domain_write_launch (struct vf_domain_out *domain, struct vf_error *err)
{
  enum vf_launch_security source = domain->machine->security.launch;

  if (report_protection (domain, err))
    return -1;
  if (!domain->options->resources.sev) {
    if (source == VF_LAUNCH_NONE)
      return 0;
    return vf_account_lose (domain->report, err, "launch-security",
                            "the source's host could not read its memory, the "
                            "target's can; --launch-security asks for it");
  }
  vf_xml_open (domain->xml, "launchSecurity", "type", "sev", NULL);
  write_bits (domain);
  vf_xml_text (domain->xml, "policy", sev_policy);
  vf_xml_close (domain->xml);
  return vf_account_add (domain->report, VF_FATE_MAPPED, "launch-security",
                         "sev",
                         "the guest's kernel must know SEV; its disks and "
                         "cards bounce their data; it cannot be migrated",
                         err);
}
