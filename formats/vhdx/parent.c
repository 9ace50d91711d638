/* vmferry: finding the parent of a differencing VHDX, and telling whether it
 * is the right one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/parent.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/guid.h"
#include "formats/resolver.h"
#include "formats/vhdx/locator.h"
#include "formats/vhdx/vhdx-image.h"
#include "formats/vhdx/vhdx.h"

/* Two that are absolute, and the last part of the relative one. */
enum { MAX_OTHER_NAMES = 3 };

/* The first name becomes the name, later ones become other names. */
static int
add_name (struct vf_parent_ref *ref, const char *name, struct vf_error *err)
{
  char *copy;

  if (!name || !*name)
    return 0;
  copy = strdup (name);
  if (!copy)
    return vf_error_nomem (err, "the parent's name");
  if (!ref->name)
    ref->name = copy;
  else
    ref->other_names[ref->n_other_names++] = copy;
  return 0;
}

/* The relative path in the way of this host.  The others stay as they are:
 * they mean something on the host that wrote them only. */
static char *
convert_relative (const char *name, struct vf_error *err)
{
  char *copy = strdup (name ? name : "");
  char *c;

  if (!copy)
    vf_error_nomem (err, "the parent's name");
  for (c = copy; c && *c; c++)
    if (*c == '\\')
      *c = '/';
  return copy;
}

int
vf_vhdx_parent_names (const struct vf_vhdx_locator *locator,
                      struct vf_parent_ref *ret, struct vf_error *err)
{
  CLEANUP_FREE char *relative
      = convert_relative (vf_vhdx_locator_get (locator, "relative_path"), err);
  const char *slash = relative ? strrchr (relative, '/') : NULL;

  if (!relative)
    return -1;
  ret->any_case = true;
  ret->format_name = strdup (vf_vhdx_format.name);
  ret->other_names = calloc (MAX_OTHER_NAMES, sizeof *ret->other_names);
  if (!ret->format_name || !ret->other_names)
    return vf_error_nomem (err, "the parent's name");
  if (add_name (ret, relative, err)
      || add_name (ret, vf_vhdx_locator_get (locator, "volume_path"), err)
      || add_name (ret, vf_vhdx_locator_get (locator, "absolute_win32_path"),
                   err)
      || add_name (ret, slash ? slash + 1 : NULL, err))
    return -1;
  if (ret->name)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "parent locator: none of relative_path, volume_path "
                       "and absolute_win32_path is there");
}

/* What follows the last separator, of this host or of the other. */
static const char *
last_part (const char *name)
{
  const char *last = name, *c;

  for (c = name; *c; c++)
    if (*c == '/' || *c == '\\')
      last = c + 1;
  return last;
}

/* Moves those of NAMES that are called LAST to the other names of REF. */
static int
take_names (struct vf_parent_ref *ref, struct vf_name_list *names,
            const char *last, struct vf_error *err)
{
  size_t i, count = ref->n_other_names + names->count;
  char **all = realloc (ref->other_names, (count + 1) * sizeof *all);

  if (!all)
    return vf_error_nomem (err, "the parent's name");
  ref->other_names = all;
  for (i = 0; i < names->count; i++)
    if (strcasecmp (last_part (names->items[i]), last) == 0)
      all[ref->n_other_names++] = TAKE (names->items[i]);
  return 0;
}

int
vf_vhdx_parent_add_found (struct vf_image *image, struct vf_error *err)
{
  const char *last = last_part (image->parent_ref.name);
  struct vf_name_list names = { 0 };
  struct vf_error ignored; /* where nothing is listed, nothing is found */
  int r = 0;

  /* A name is longer than its ending. */
  if (*last
      && vf_resolver_list (image->params.resolver, image->io, last + 1, &names,
                           &ignored)
             == 0)
    r = take_names (&image->parent_ref, &names, last, err);
  vf_name_list_clear (&names);
  return r;
}

/* Whether the value of KEY is GUID. */
static bool
is_linked (const struct vf_vhdx_locator *locator, const char *key,
           const struct vf_guid *guid)
{
  const char *value = vf_vhdx_locator_get (locator, key);
  struct vf_guid linkage;

  return value && vf_guid_parse (value, &linkage)
         && vf_guid_equal (&linkage, guid);
}

static int
check_linkage (const struct vf_vhdx_image *child,
               const struct vf_vhdx_image *parent, struct vf_error *err)
{
  const struct vf_vhdx_locator *locator = &child->metadata.locator;
  const struct vf_guid *guid = &parent->header.data_write_guid;
  const char *linkage = vf_vhdx_locator_get (locator, "parent_linkage");
  char text[37];

  if (is_linked (locator, "parent_linkage", guid)
      || is_linked (locator, "parent_linkage2", guid))
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "parent locator: parent_linkage is %.64s, but the "
                       "parent's data write GUID is %s: it was written to "
                       "since, or is another disk",
                       linkage ? linkage : "not there",
                       vf_guid_text (guid, text));
}

/* A child may be larger: it was resized, and ends with zeros. */
static int
check_geometry (const struct vf_vhdx_metadata *child,
                const struct vf_vhdx_metadata *parent, struct vf_error *err)
{
  if (child->logical_sector != parent->logical_sector)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "metadata: logical sector size is %" PRIu32
                         ", but the parent's is %" PRIu32,
                         child->logical_sector, parent->logical_sector);
  if (child->size < parent->size)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "metadata: virtual disk size is %" PRIu64
                         ", but the parent's is %" PRIu64
                         ": it was resized since",
                         child->size, parent->size);
  return 0;
}

/* What is odd, but loses nothing. */
static int
note_differences (struct vf_vhdx_image *child,
                  const struct vf_vhdx_image *parent, struct vf_error *err)
{
  const struct vf_vhdx_metadata *ours = &child->metadata;
  const struct vf_vhdx_metadata *theirs = &parent->metadata;
  char our_text[37], their_text[37];

  if (ours->size > theirs->size
      && vf_image_add_note (&child->image, err,
                            "metadata: virtual disk size is %" PRIu64
                            ", the parent's is %" PRIu64
                            ": what is behind its end reads as zeros",
                            ours->size, theirs->size))
    return -1;
  if (!ours->has_disk_id || !theirs->has_disk_id
      || vf_guid_equal (&ours->disk_id, &theirs->disk_id))
    return 0;
  return vf_image_add_note (&child->image, err,
                            "metadata: virtual disk ID is %s, but the "
                            "parent's is %s",
                            vf_guid_text (&ours->disk_id, our_text),
                            vf_guid_text (&theirs->disk_id, their_text));
}

int
vf_vhdx_check_parent (struct vf_image *image, struct vf_error *err)
{
  struct vf_vhdx_image *child = (struct vf_vhdx_image *)image;
  const struct vf_vhdx_image *parent
      = (const struct vf_vhdx_image *)image->parent;

  if (check_linkage (child, parent, err)
      || check_geometry (&child->metadata, &parent->metadata, err))
    return -1;
  return note_differences (child, parent, err);
}
