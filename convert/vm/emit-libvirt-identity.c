/* vmferry: who a libvirt domain is, and the two identifiers whose bytes
 * libvirt turns around.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "convert/vm/emit-libvirt.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* From this hardware version on VMware's table claims SMBIOS 2.7, and Linux
 * reads the UUID as little-endian. */
enum { SMBIOS_27_HARDWARE = 13 };

/* Whether the guest reads the first fields of its UUID as little-endian, as
 * QEMU writes them: then the text has to be turned around to keep the bytes.
 * Older guests are shown the same text instead. */
static bool
keeps_uuid_bytes (const struct vf_machine *machine)
{
  if (machine->os.family == VF_OS_WINDOWS)
    return true;
  if (machine->identity.smbios_27 != VF_UNSET)
    return machine->identity.smbios_27 == VF_YES;
  return !machine->hardware_version
         || machine->hardware_version >= SMBIOS_27_HARDWARE;
}

/* 16 bytes as the text of a UUID. */
static void
format_uuid (const uint8_t bytes[16], char text[37])
{
  size_t i, used = 0;

  for (i = 0; i < 16; i++)
    used += (size_t)sprintf (text + used, "%s%02x",
                             i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
                             bytes[i]);
}

/* Turns the first three fields of a UUID around. */
static void
swap_fields (const uint8_t from[16], uint8_t to[16])
{
  static const uint8_t order[16]
      = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
  size_t i;

  for (i = 0; i < 16; i++)
    to[i] = from[order[i]];
}

static void
domain_uuid (const struct vf_machine *machine, char text[37])
{
  uint8_t bytes[16];

  if (keeps_uuid_bytes (machine))
    swap_fields (machine->identity.bios_uuid, bytes);
  else
    memcpy (bytes, machine->identity.bios_uuid, sizeof bytes);
  format_uuid (bytes, text);
}

/* In guest memory the id lies as two little-endian halves; QEMU takes the text
 * of a UUID and turns its first fields around. */
static void
domain_genid (const struct vf_machine_identity *identity, char text[37])
{
  uint8_t memory[16], bytes[16];
  unsigned i;

  for (i = 0; i < 8; i++) {
    memory[i] = (uint8_t)(identity->genid_low >> 8 * i);
    memory[8 + i] = (uint8_t)(identity->genid_high >> 8 * i);
  }
  swap_fields (memory, bytes);
  format_uuid (bytes, text);
}

static void
write_title (struct vf_domain_out *domain)
{
  const char *name = domain->machine->identity.name;

  if (name && strcmp (name, domain->name) && !strchr (name, '\n'))
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

int
vf_domain_write_identity (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_identity *identity = &domain->machine->identity;
  char text[37];

  vf_xml_text (domain->xml, "name", domain->name);
  if (identity->has_bios_uuid) {
    domain_uuid (domain->machine, text);
    vf_xml_text (domain->xml, "uuid", text);
  }
  if (identity->has_genid) {
    domain_genid (identity, text);
    vf_xml_text (domain->xml, "genid", text);
  }
  write_title (domain);
  vf_xml_text (domain->xml, "description", identity->description);
  write_metadata (domain);
  if (identity->has_bios_uuid && !keeps_uuid_bytes (domain->machine))
    return vf_account_add (domain->report, VF_FATE_MAPPED, "uuid",
                           identity->bios_uuid_text,
                           "shown to the guest as the same text", err);
  return 0;
}

void
vf_domain_write_sysinfo (struct vf_domain_out *domain)
{
  const uint8_t *bytes = domain->machine->identity.bios_uuid;
  char serial[64] = "VMware-";
  size_t i, used = strlen (serial);

  if (!domain->machine->identity.has_bios_uuid
      || domain->machine->platform != VF_PLATFORM_VMWARE)
    return;
  for (i = 0; i < 16; i++)
    used += (size_t)sprintf (serial + used, "%s%02x",
                             i == 0   ? ""
                             : i == 8 ? "-"
                                      : " ",
                             bytes[i]);
  vf_xml_open (domain->xml, "sysinfo", "type", "smbios", NULL);
  vf_xml_open (domain->xml, "system", NULL);
  vf_xml_open (domain->xml, "entry", "name", "serial", NULL);
  vf_xml_content (domain->xml, serial);
  vf_xml_close (domain->xml);
  vf_xml_close (domain->xml);
  vf_xml_close (domain->xml);
}
