/* vmferry: who a libvirt domain is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "convert/vm/emit/libvirt.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* The source's title, or the name that libvirt would not take as it is. */
static void
write_title (struct vf_domain_out *domain)
{
  const struct vf_machine_identity *identity = &domain->machine->identity;
  const char *title = identity->title;

  if (!title && identity->name
      && strcmp (identity->name, domain->hardware->name) != 0)
    title = identity->name;
  if (title && !strchr (title, '\n'))
    vf_xml_text (domain->xml, "title", title);
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
  else if (domain->machine->identity.has_genid)
    vf_xml_leaf (domain->xml, "genid", NULL); /* libvirt makes a new one */
  write_title (domain);
  vf_xml_text (domain->xml, "description",
               domain->machine->identity.description);
  write_metadata (domain);
}

/* A row of <sysinfo>: OFFSET of its text in the machine's strings. */
struct entry {
  const char *block, *name;
  size_t offset;
  bool is_maker; /* tells the hypervisor, by which guests choose their tools */
};

#define ENTRY(block, name, member, is_maker)                                  \
  { block, name, offsetof (struct vf_machine_smbios, member), is_maker }

static const struct entry entries[] = {
  ENTRY ("system", "manufacturer", manufacturer, true),
  ENTRY ("system", "product", product, true),
  ENTRY ("system", "version", version, true),
  ENTRY ("system", "serial", serial, false),
  ENTRY ("system", "sku", sku, false),
  ENTRY ("system", "family", family, false),
  ENTRY ("baseBoard", "manufacturer", board_manufacturer, true),
  ENTRY ("baseBoard", "product", board_product, true),
  ENTRY ("baseBoard", "serial", board_serial, false),
  ENTRY ("chassis", "manufacturer", chassis_manufacturer, true),
  ENTRY ("chassis", "serial", chassis_serial, false),
  ENTRY ("chassis", "asset", chassis_asset, false),
};

enum { N_ENTRIES = sizeof entries / sizeof *entries };

/* The text of an entry, or NULL. */
static const char *
entry_text (const struct vf_domain_out *domain, const struct entry *entry)
{
  const struct vf_machine *machine = domain->machine;
  const char *text = *(char *const *)((const char *)&machine->identity.smbios
                                      + entry->offset);

  if (!text && strcmp (entry->block, "system") == 0
      && strcmp (entry->name, "serial") == 0)
    return *domain->hardware->serial ? domain->hardware->serial : NULL;
  if (strcmp (entry->name, "asset") == 0)
    return vf_hardware_asset_tag (domain->hardware);
  return entry->is_maker && !vf_hardware_shows_maker (domain->hardware) ? NULL
                                                                        : text;
}

static bool
reflects_host (const struct vf_domain_out *domain)
{
  return domain->machine->identity.smbios.reflects_host == VF_YES;
}

const char *
vf_domain_smbios_mode (const struct vf_domain_out *domain)
{
  size_t i;

  if (reflects_host (domain))
    return "host";
  for (i = 0; i < N_ENTRIES; i++)
    if (entry_text (domain, &entries[i]))
      return "sysinfo";
  return NULL;
}

/* Writes the entries of the block that starts at row I, if there are any.
 * Returns: the row behind it. */
static size_t
write_block (struct vf_domain_out *domain, size_t i)
{
  const char *block = entries[i].block, *text;
  bool is_open = false;

  for (; i < N_ENTRIES && strcmp (entries[i].block, block) == 0; i++) {
    text = entry_text (domain, &entries[i]);
    if (!text)
      continue;
    if (!is_open)
      vf_xml_open (domain->xml, block, NULL);
    is_open = true;
    vf_xml_open (domain->xml, "entry", "name", entries[i].name, NULL);
    vf_xml_content (domain->xml, text);
    vf_xml_close (domain->xml);
  }
  if (is_open)
    vf_xml_close (domain->xml);
  return i;
}

static int
report_sysinfo (struct vf_domain_out *domain, struct vf_error *err)
{
  if (!reflects_host (domain))
    return 0;
  return vf_account_add (domain->report, VF_FATE_MAPPED, "smbios", NULL,
                         "the guest sees the strings of the target's host, "
                         "as it saw those of the source's: a licence that "
                         "is bound to the maker may not hold",
                         err);
}

int
vf_domain_write_sysinfo (struct vf_domain_out *domain, struct vf_error *err)
{
  const char *mode = vf_domain_smbios_mode (domain);
  size_t i = 0;

  if (mode && strcmp (mode, "sysinfo") == 0) {
    vf_xml_open (domain->xml, "sysinfo", "type", "smbios", NULL);
    while (i < N_ENTRIES)
      i = write_block (domain, i);
    vf_xml_close (domain->xml);
  }
  return report_sysinfo (domain, err);
}
