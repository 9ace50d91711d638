/* vmferry: finding and opening the parent of an image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/image-format.h"
#include "formats/image-priv.h"
#include "formats/image.h"
#include "formats/losses.h"
#include "formats/resolver.h"

/* Whether the file behind IO is one of the chain already. */
static bool
is_in_chain (const struct vf_image *chain, const struct vf_io *io)
{
  for (; chain; chain = chain->parent)
    if (vf_io_is_same_file (chain->io, io))
      return true;
  return false;
}

/* The format that the child names for its parent; NULL with ERR untouched
 * when it names none. */
static int
parent_format (const struct vf_image *child,
               const struct vf_image_format **ret_format, struct vf_error *err)
{
  const struct vf_image_format *format = NULL;

  if (child->parent_ref.format_name) {
    format = vf_image_format_find (child->parent_ref.format_name, err);
    if (!format) {
      err->code = VF_ERROR_UNSUPPORTED; /* no user has asked for it */
      return vf_error_prefix (err, "%s: parent \"%s\"", vf_io_name (child->io),
                              child->parent_ref.name);
    }
  }
  *ret_format = format;
  return 0;
}

/* Opens the first of the other names of CHILD's parent that is there, or, if
 * that may be, the first of all that is in another case. */
static struct vf_io *
find_other (const struct vf_image *child)
{
  const struct vf_parent_ref *ref = &child->parent_ref;
  const struct vf_resolver *resolver = child->params.resolver;
  struct vf_error ignored;
  struct vf_io *io = NULL;
  size_t i;

  for (i = 0; !io && i < ref->n_other_names; i++)
    io = vf_resolver_open (resolver, child->io, ref->other_names[i], &ignored);
  if (io || !ref->any_case)
    return io;
  io = vf_resolver_open_any_case (resolver, child->io, ref->name, &ignored);
  for (i = 0; !io && i < ref->n_other_names; i++)
    io = vf_resolver_open_any_case (resolver, child->io, ref->other_names[i],
                                    &ignored);
  return io;
}

/* Opens the first of the names of CHILD's parent that is there.  When none is,
 * the error is that of the first. */
static struct vf_io *
find_parent (const struct vf_image *child, struct vf_error *err)
{
  struct vf_io *io = vf_resolver_open (child->params.resolver, child->io,
                                       child->parent_ref.name, err);
  struct vf_io *other = io ? NULL : find_other (child);

  if (io || other)
    return io ? io : other;
  vf_error_prefix (err, "%s: parent", vf_io_name (child->io));
  return NULL;
}

/* A parent that is another one, or was changed, is an error, or a note where
 * the caller wants to go on. */
static int
check_parent (struct vf_image *child, struct vf_error *err)
{
  struct vf_error found;

  if (!child->format->check_parent
      || child->format->check_parent (child, &found) == 0)
    return 0;
  if (found.code == VF_ERROR_CORRUPT && child->params.ignore_parent_id)
    return vf_image_add_note (child, err, "%s", found.text);
  *err = found;
  return vf_error_prefix (err, "%s", vf_io_name (child->io));
}

static struct vf_io *
refuse (const struct vf_resolver *resolver __attribute__ ((unused)),
        const struct vf_io *from __attribute__ ((unused)), const char *name,
        struct vf_error *err)
{
  vf_error_set (err, VF_ERROR_PERMISSION,
                "\"%s\" is not opened: only the content of the file that "
                "names it says that it is an image, and a guest may have "
                "written that; the image above it must name its format",
                name);
  return NULL;
}

/* For a parent whose format is guessed: it leads to no further file, so that
 * a guest gains nothing when it makes its raw disk look like an image. */
static const struct vf_resolver refusing = { .open = refuse };

/* How to open the parent of CHILD. */
static int
parent_params (const struct vf_image *child,
               struct vf_image_params *ret_params, struct vf_error *err)
{
  *ret_params = child->params;
  ret_params->snapshot = NULL;
  ret_params->member = NULL;
  ret_params->may_list = false;
  if (parent_format (child, &ret_params->format, err))
    return -1;
  if (!ret_params->format && ret_params->resolver)
    ret_params->resolver = &refusing;
  return 0;
}

/* Opens the parent of CHILD, the last of the chain that starts at TOP. */
static int
open_parent (const struct vf_image *top, struct vf_image *child,
             struct vf_error *err)
{
  struct vf_image_params params;
  CLEANUP_IO struct vf_io *io = NULL;

  if (parent_params (child, &params, err))
    return -1;
  io = find_parent (child, err);
  if (!io)
    return -1;
  if (is_in_chain (top, io))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s: parent \"%s\" is in the chain already",
                         vf_io_name (child->io), child->parent_ref.name);
  child->parent = vf_image_open_one (TAKE (io), &params, err);
  if (!child->parent)
    return vf_error_prefix (err, "%s: parent", vf_io_name (child->io));
  if (!params.format
      && vf_image_add_note (child, err,
                            "it does not say which format its parent "
                            "\"%s\" has, whose content says %s",
                            child->parent_ref.name,
                            child->parent->format->name))
    return -1;
  return check_parent (child, err);
}

/* What WHY says without the name of CHILD in front, which its notes get. */
static const char *
without_name (const struct vf_error *why, const struct vf_image *child)
{
  const char *name = vf_io_name (child->io);
  size_t n = strlen (name);

  return strncmp (why->text, name, n) == 0
                 && strncmp (why->text + n, ": ", 2) == 0
             ? why->text + n + 2
             : why->text;
}

/* Whether a salvage goes on without the parent for ERR, which the child keeps
 * as a note.  What the caller can put right is no damage. */
static bool
may_lack_parent (struct vf_image *child, struct vf_error *err)
{
  const struct vf_error why = *err;

  if (!child->params.salvage
      || (why.code != VF_ERROR_NOT_FOUND && !vf_losses_may_go_on (&why))
      || vf_image_add_note (child, err, "%s; what it holds is lost",
                            without_name (&why, child)))
    return false;
  vf_image_close (TAKE (child->parent));
  child->lacks_parent = true;
  return true;
}

int
vf_image_open_parent (const struct vf_image *top, struct vf_image *child,
                      struct vf_error *err)
{
  return open_parent (top, child, err) && !may_lack_parent (child, err) ? -1
                                                                        : 0;
}
