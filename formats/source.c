/* vmferry: opening an image the way a command names it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/source.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/allowed-dirs.h"
#include "formats/image-format.h"
#include "formats/image.h"
#include "formats/resolver.h"

/* Enough to keep a server busy; more gains nothing on one host. */
enum { DEFAULT_CONNECTIONS = 8 };

struct vf_source {
  struct vf_image *image;
  struct vf_file_resolver resolver;
  char **allowed_dirs; /* NULL-terminated copies with links followed */
};

/* The bytes behind an NBD URI are a guest's disk unless the caller says that
 * they are an image file's: their content is asked only on demand.
 * Returns: 0, and NULL where the content decides. */
static int
choose_format (const struct vf_source_params *params,
               const struct vf_image_format **ret_format, struct vf_error *err)
{
  const char *name = params->format_name;

  *ret_format = NULL;
  if (!name && vf_io_is_nbd_uri (params->location))
    name = "raw";
  if (!name || strcasecmp (name, "probe") == 0)
    return 0;
  *ret_format = vf_image_format_find (name, err);
  return *ret_format ? 0 : -1;
}

static int
choose_size_rule (const char *name, enum vf_size_rule *ret_rule,
                  struct vf_error *err)
{
  if (!name)
    *ret_rule = VF_SIZE_BY_CREATOR;
  else if (strcasecmp (name, "chs") == 0)
    *ret_rule = VF_SIZE_GEOMETRY;
  else if (strcasecmp (name, "current") == 0)
    *ret_rule = VF_SIZE_CURRENT;
  else
    return vf_error_set (err, VF_ERROR_USAGE,
                         "no size of a VHD \"%s\", use chs or current", name);
  return 0;
}

static struct vf_io *
open_location (const struct vf_source_params *params, struct vf_error *err)
{
  if (!vf_io_is_nbd_uri (params->location))
    return vf_io_open_file (params->location, err);
  return vf_io_open_nbd (params->location,
                         params->connections ? params->connections
                                             : DEFAULT_CONNECTIONS,
                         false, err);
}

/* What no format claims is taken for plain data, but not under a name that
 * promises another format: that is an image which lost its header, or an
 * extent that another file describes, and reading it so gives another disk. */
static int
check_guess (const struct vf_source_params *params,
             const struct vf_image *image, struct vf_error *err)
{
  const struct vf_image_format *promised
      = vf_image_format_of_name (params->location);

  if (vf_image_get_format (image)->probe || !promised || !promised->probe)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "%s: its content is no %s, though its name says so: if "
                       "another file describes it, open that; if it is the "
                       "plain bytes of a disk, say --format raw",
                       params->location, promised->name);
}

struct vf_source *
vf_source_open (const struct vf_source_params *params, struct vf_error *err)
{
  CLEANUP_SOURCE struct vf_source *source = calloc (1, sizeof *source);
  struct vf_image_params image_params = {
    .snapshot = params->snapshot,
    .member = params->member,
    .may_list = params->may_list,
    .no_digests = params->no_digests,
    .ignore_parent_id = params->ignore_parent_id,
    .salvage = params->salvage,
    .job = params->job,
  };
  struct vf_io *io;

  if (!source) {
    vf_error_nomem (err, params->location);
    return NULL;
  }
  source->allowed_dirs = vf_allowed_dirs_real (
      params->allowed_dirs, params->n_allowed_dirs, err);
  if (!source->allowed_dirs
      || choose_format (params, &image_params.format, err)
      || choose_size_rule (params->size_rule, &image_params.size_rule, err))
    return NULL;
  vf_file_resolver_init (&source->resolver,
                         (const char *const *)source->allowed_dirs,
                         params->n_allowed_dirs);
  io = open_location (params, err);
  if (!io)
    return NULL;
  image_params.resolver = &source->resolver.resolver;
  source->image = vf_image_open (io, &image_params, err);
  if (!source->image
      || (!image_params.format && check_guess (params, source->image, err)))
    return NULL;
  return TAKE (source);
}

struct vf_image *
vf_source_image (const struct vf_source *source)
{
  return source->image;
}

void
vf_source_close (struct vf_source *source)
{
  if (!source)
    return;
  vf_image_close (source->image);
  vf_allowed_dirs_free (source->allowed_dirs);
  free (source);
}
