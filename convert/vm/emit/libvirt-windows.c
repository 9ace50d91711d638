/* vmferry: what Windows is told of its hypervisor: without it, it waits for a
 * clock that nobody ticks, and burns its host's processors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "convert/vm/emit/libvirt.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "formats/domain-caps.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* How much of it a version of Windows knows. */
enum knowledge {
  KNOWS_NOTHING, /* before Vista */
  KNOWS_BASICS,  /* Vista, 2008 */
  KNOWS_ALL,     /* 7, 2008 R2 and later, and when it is not known which */
};

/* In the order in which libvirt has them. */
static const struct {
  const char *name;
  enum knowledge from;
} enlightenments[] = {
  { "relaxed", KNOWS_BASICS },  { "vapic", KNOWS_BASICS },
  { "spinlocks", KNOWS_BASICS }, { "vpindex", KNOWS_ALL },
  { "runtime", KNOWS_ALL },     { "synic", KNOWS_ALL },
  { "stimer", KNOWS_ALL },      { "reset", KNOWS_ALL },
  { "vendor_id", KNOWS_ALL },   { "frequencies", KNOWS_ALL },
  { "tlbflush", KNOWS_ALL },    { "ipi", KNOWS_ALL },
  { "evmcs", KNOWS_ALL },
};

static enum knowledge
knowledge_of (const struct vf_machine *machine)
{
  static const char *const basics[] = { "/win/vista", "/win/2k8" };
  const char *uri = machine->os.osinfo_uri;
  size_t i, n = uri ? strlen (uri) : 0;

  if (machine->os.is_old)
    return KNOWS_NOTHING;
  for (i = 0; uri && i < sizeof basics / sizeof *basics; i++)
    if (n > strlen (basics[i])
        && strcmp (uri + n - strlen (basics[i]), basics[i]) == 0)
      return KNOWS_BASICS;
  return KNOWS_ALL;
}

/* A name of our own only where the guest must not see KVM; evmcs speeds up
 * Windows' own virtual machines, on Intel alone. */
static bool
is_wanted (const struct vf_domain_out *domain, const char *name)
{
  const struct vf_machine *machine = domain->machine;
  const struct vf_domain_caps *caps = domain->target->caps;

  if (caps && !vf_domain_caps_has_hyperv (caps, name))
    return false;
  if (strcmp (name, "vendor_id") == 0)
    return machine->cpu.hidden == VF_YES;
  if (strcmp (name, "evmcs") == 0)
    return machine->security.vbs == VF_YES && caps && caps->host_vendor
           && strcmp (caps->host_vendor, "Intel") == 0;
  return true;
}

static void
write_enlightenment (struct vf_domain_out *domain, const char *name)
{
  vf_xml_open (domain->xml, name, "state", "on", NULL);
  if (strcmp (name, "spinlocks") == 0)
    vf_xml_attribute (domain->xml, "retries", "8191");
  else if (strcmp (name, "vendor_id") == 0)
    vf_xml_attribute (domain->xml, "value", "vmferry");
  else if (strcmp (name, "stimer") == 0)
    vf_xml_leaf (domain->xml, "direct", "state", "on", NULL);
  vf_xml_close (domain->xml);
}

bool
vf_domain_is_enlightened (const struct vf_domain_out *domain)
{
  const struct vf_domain_caps *caps = domain->target->caps;

  return domain->hardware->is_windows && domain->target->has_kvm
         && knowledge_of (domain->machine) != KNOWS_NOTHING
         && (!caps || vf_domain_caps_has_hyperv (caps, "relaxed"));
}

void
vf_domain_write_enlightenments (struct vf_domain_out *domain)
{
  enum knowledge knowledge = knowledge_of (domain->machine);
  size_t i;

  if (!vf_domain_is_enlightened (domain))
    return;
  vf_xml_open (domain->xml, "hyperv", "mode", "custom", NULL);
  for (i = 0; i < sizeof enlightenments / sizeof *enlightenments; i++)
    if (knowledge >= enlightenments[i].from
        && is_wanted (domain, enlightenments[i].name))
      write_enlightenment (domain, enlightenments[i].name);
  vf_xml_close (domain->xml);
}
