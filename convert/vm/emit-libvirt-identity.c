/* vmferry: who a libvirt domain is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "convert/vm/emit-libvirt.h"
#include "convert/vm/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

static void
write_title (struct vf_domain_out *domain)
{
  const char *name = domain->machine->identity.name;

  if (name && strcmp (name, domain->hardware->name) && !strchr (name, '\n'))
    vf_xml_text (domain->xml, "title", name);
}

static void
write_metadata (struct vf_domain_out *domain)
{
  static const char space[] = "http://libosinfo.org/xmlns/libvirt/domain/1.0";
  const char *uri = domain->machine->os.osinfo_uri;

  if (!uri)
    return;
  vf_xml_open (domain->xml, "metadata", NULL);
  vf_xml_open (domain->xml, "libosinfo:libosinfo", "xmlns:libosinfo", space,
               NULL);
  vf_xml_leaf (domain->xml, "libosinfo:os", "id", uri, NULL);
  vf_xml_close (domain->xml);
  vf_xml_close (domain->xml);
}

void
vf_domain_write_identity (struct vf_domain_out *domain)
{
  const struct vf_hardware *hardware = domain->hardware;

  vf_xml_text (domain->xml, "name", hardware->name);
  if (*hardware->uuid)
    vf_xml_text (domain->xml, "uuid", hardware->uuid);
  if (*hardware->genid)
    vf_xml_text (domain->xml, "genid", hardware->genid);
  write_title (domain);
  vf_xml_text (domain->xml, "description",
               domain->machine->identity.description);
  write_metadata (domain);
}

void
vf_domain_write_sysinfo (struct vf_domain_out *domain)
{
  if (!*domain->hardware->serial)
    return;
  vf_xml_open (domain->xml, "sysinfo", "type", "smbios", NULL);
  vf_xml_open (domain->xml, "system", NULL);
  vf_xml_open (domain->xml, "entry", "name", "serial", NULL);
  vf_xml_content (domain->xml, domain->hardware->serial);
  vf_xml_close (domain->xml);
  vf_xml_close (domain->xml);
  vf_xml_close (domain->xml);
}
