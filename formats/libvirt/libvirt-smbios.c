/* vmferry: the texts of the SMBIOS tables that a libvirt domain gives.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

#define MEMBER(name) offsetof (struct vf_machine_smbios, name)

static const struct {
  const char *table, *entry;
  size_t offset;
} members[] = {
  { "system", "manufacturer", MEMBER (manufacturer) },
  { "system", "product", MEMBER (product) },
  { "system", "version", MEMBER (version) },
  { "system", "serial", MEMBER (serial) },
  { "system", "sku", MEMBER (sku) },
  { "system", "family", MEMBER (family) },
  { "baseBoard", "manufacturer", MEMBER (board_manufacturer) },
  { "baseBoard", "product", MEMBER (board_product) },
  { "baseBoard", "serial", MEMBER (board_serial) },
  { "chassis", "manufacturer", MEMBER (chassis_manufacturer) },
  { "chassis", "serial", MEMBER (chassis_serial) },
  { "chassis", "asset", MEMBER (chassis_asset) },
};

static char **
find_member (struct vf_machine_smbios *smbios, const char *table,
             const char *entry)
{
  size_t i;

  for (i = 0; entry && i < sizeof members / sizeof *members; i++)
    if (strcmp (members[i].table, table) == 0
        && strcmp (members[i].entry, entry) == 0)
      return (char **)((char *)smbios + members[i].offset);
  return NULL;
}

/* Reads one <entry> of TABLE. */
static int
read_entry (struct vf_libvirt_tree *tree, const char *table,
            const struct vf_libvirt_element *element,
            struct vf_machine_smbios *smbios, struct vf_error *err)
{
  const char *name = vf_libvirt_get (tree, element, "@name");
  char **member = find_member (smbios, table, name);

  if (member)
    return vf_libvirt_set_text (member, vf_libvirt_get (tree, element, ""),
                                err)
                   || vf_libvirt_judge_rest (tree, element, VF_FATE_MAPPED,
                                             NULL, err)
               ? -1
               : 0;
  if (name && strcmp (name, "uuid") == 0)
    return vf_libvirt_judge_rest (tree, element, VF_FATE_IRRELEVANT,
                                  "the same as the domain's", err);
  return vf_libvirt_judge_rest (tree, element, VF_FATE_LOSS,
                                "SMBIOS has the target's own text there", err);
}

static int
read_tables (struct vf_libvirt_tree *tree,
             const struct vf_libvirt_element *sysinfo,
             struct vf_machine_smbios *smbios, struct vf_error *err)
{
  const struct vf_libvirt_element *table = NULL, *entry;

  while ((table = vf_libvirt_child (tree, sysinfo, NULL, table)))
    for (entry = NULL;
         (entry = vf_libvirt_child (tree, table, "entry", entry));)
      if (read_entry (tree, table->name, entry, smbios, err))
        return -1;
  return 0;
}

int
vf_libvirt_read_smbios (struct vf_libvirt_tree *tree,
                        struct vf_machine *machine, struct vf_error *err)
{
  const struct vf_libvirt_element *sysinfo
      = vf_libvirt_descend (tree, "sysinfo");
  const char *mode
      = vf_libvirt_get (tree, tree->elements.items, "os/smbios@mode");

  if (mode && strcmp (mode, "host") == 0)
    machine->identity.smbios.reflects_host = VF_YES;
  if (!sysinfo)
    return 0;
  if (vf_libvirt_has (tree, sysinfo, "@type", "fwcfg"))
    return vf_libvirt_judge_rest (tree, sysinfo, VF_FATE_LOSS,
                                  "the target's firmware is given no files",
                                  err);
  if (!mode || strcmp (mode, "sysinfo") != 0)
    return vf_libvirt_judge_rest (tree, sysinfo, VF_FATE_IRRELEVANT,
                                  "<os> does not show it to the guest", err);
  if (read_tables (tree, sysinfo, &machine->identity.smbios, err))
    return -1;
  return vf_libvirt_judge (vf_libvirt_find (tree, sysinfo, "@type"),
                           VF_FATE_MAPPED, NULL, err);
}
