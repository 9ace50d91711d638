/* vmferry: finding the parent of a VDI by its UUID.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vdi/parent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/image-format.h"
#include "formats/resolver.h"
#include "formats/vdi/header.h"
#include "formats/vdi/vdi.h"

enum match { MATCH_NONE, MATCH_CHANGED, MATCH_EXACT };

/* How well the file called NAME is the parent; one that cannot be read is
 * none. */
static enum match
compare (const struct vf_image *image, const struct vf_vdi_header *child,
         const char *name)
{
  struct vf_vdi_header header;
  struct vf_error ignored;
  CLEANUP_IO struct vf_io *io
      = vf_resolver_open (image->params.resolver, image->io, name, &ignored);

  if (!io || vf_io_is_same_file (io, image->io)
      || vf_vdi_header_read (io, &header, &ignored)
      || !vf_guid_equal (&header.id, &child->parent))
    return MATCH_NONE;
  return vf_guid_equal (&header.modification, &child->parent_modification)
             ? MATCH_EXACT
             : MATCH_CHANGED;
}

/* The best of NAMES, NULL when none is it. */
static const char *
choose (const struct vf_image *image, const struct vf_vdi_header *header,
        const struct vf_name_list *names)
{
  enum match match, best_match = MATCH_NONE;
  const char *best = NULL;
  size_t i;

  for (i = 0; i < names->count && best_match != MATCH_EXACT; i++) {
    match = compare (image, header, names->items[i]);
    if (match > best_match) {
      best_match = match;
      best = names->items[i];
    }
  }
  return best;
}

static int
take_parent (struct vf_parent_ref *ref, const char *name, struct vf_error *err)
{
  ref->name = strdup (name);
  ref->format_name = strdup (vf_vdi_format.name);
  return ref->name && ref->format_name ? 0
                                       : vf_error_nomem (err, "the parent");
}

/* VirtualBox's name for a snapshot, which a salvage may do without. */
static int
take_lost_parent (struct vf_parent_ref *ref, const char *id,
                  struct vf_error *err)
{
  char name[sizeof "{}.vdi" + 36];

  snprintf (name, sizeof name, "{%s}.vdi", id);
  return take_parent (ref, name, err);
}

int
vf_vdi_parent_find (struct vf_image *image, const struct vf_vdi_header *header,
                    struct vf_error *err)
{
  struct vf_name_list names = { 0 };
  const char *name = NULL;
  char id[37];
  int r = vf_resolver_list (image->params.resolver, image->io, ".vdi", &names,
                            err);

  vf_guid_text (&header->parent, id);
  if (r == 0)
    name = choose (image, header, &names);
  if (name)
    r = take_parent (&image->parent_ref, name, err);
  else if (r == 0 && image->params.salvage)
    r = take_lost_parent (&image->parent_ref, id, err);
  else if (r == 0)
    r = vf_error_set (err, VF_ERROR_NOT_FOUND,
                      "it is in none of the %zu .vdi files beside this one "
                      "and in allowed folders; say with --allow-path where it "
                      "is",
                      names.count);
  vf_name_list_clear (&names);
  return r ? vf_error_prefix (err, "parent %s", id) : 0;
}
