/* vmferry: what is behind a disk of a libvirt domain: its file, or why there
 * is none to open.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"

/* Where a disk lies, by its type. */
static const struct source {
  const char *type;
  const char *name;  /* the attribute of <source> that names it */
  const char *first; /* the one that stands before it; NULL none */
  const char *fault; /* why it cannot be opened; NULL: it is a file */
} sources[] = {
  { "file", "source@file", NULL, NULL },
  { "block", "source@dev", NULL, "is a device of the source's host" },
  { "dir", "source@dir", NULL, "is a folder, not an image" },
  { "network", "source@name", "source@protocol", "lies on the network" },
  { "volume", "source@volume", "source@pool",
    "lies in a storage pool of the source's host" },
  { "nvme", "source/address@bus", NULL, "is a device of the source's host" },
  { "vhostuser", "source@path", NULL, "is a service of the source's host" },
  { "vhostvdpa", "source@dev", NULL, "is a device of the source's host" },
};

/* The row of TYPE; where that is not given, libvirt takes a file. */
static const struct source *
find_source (const char *type)
{
  size_t i;

  for (i = 0; type && i < sizeof sources / sizeof *sources; i++)
    if (strcmp (sources[i].type, type) == 0)
      return &sources[i];
  return &sources[0];
}

/* "rbd:pool/name", "pool/volume", or the name alone. */
static int
set_name (const struct vf_libvirt_tree *tree,
          const struct vf_libvirt_element *element,
          const struct source *source, struct vf_machine_disk *disk,
          struct vf_error *err)
{
  const char *name = vf_libvirt_get (tree, element, source->name);
  const char *first
      = source->first ? vf_libvirt_get (tree, element, source->first) : NULL;

  if (!first)
    return vf_libvirt_set_text (&disk->backing_name, name, err);
  disk->backing_name = vf_text_printf (
      "%s%s%s", first, strcmp (source->type, "volume") == 0 ? "/" : ":",
      name ? name : "");
  return disk->backing_name ? 0 : vf_error_nomem (err, "the name of a disk");
}

int
vf_libvirt_read_source (struct vf_libvirt_tree *tree,
                        const struct vf_libvirt_element *element,
                        const struct vf_machine *machine,
                        struct vf_machine_disk *disk, struct vf_error *err)
{
  const struct source *source
      = find_source (vf_libvirt_get (tree, element, "@type"));

  if (set_name (tree, element, source, disk, err))
    return -1;
  if (!disk->backing_name)
    return 0;
  if (source->fault)
    return vf_libvirt_set_text (&disk->backing_fault, source->fault, err);
  return vf_vmx_resolve_disk (disk, machine->source_path, err);
}
