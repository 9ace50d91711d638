/* vmferry: opening an image the way a command names it: a path or an NBD URI,
 * a format or none, and the folders that its extents and parents may lie in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_SOURCE_H
#define VF_FORMATS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_image;
struct vf_job;
struct vf_source;

struct vf_source_params {
  const char *location;            /* path or NBD URI */
  const char *format_name;         /* NULL: by content; NBD: raw; "probe": by
                                    * content, and so for NBD */
  const char *const *allowed_dirs; /* further folders for named files */
  size_t n_allowed_dirs;
  const char *snapshot;            /* as in vf_image_params, like the next */
  const char *member;
  bool may_list;
  const char *size_rule; /* "chs", "current"; NULL: by the creator */
  bool no_digests;
  bool ignore_parent_id;
  bool salvage;
  struct vf_job *job;
  unsigned connections; /* of NBD, at most; 0: a default */
};

/* Opens an image as PARAMS say, which need not outlive the call.
 * Owner:   the caller frees it with vf_source_close.
 * Errors:  as vf_image_open, vf_io_open_file and vf_io_open_nbd; USAGE for an
 *          unknown format name or rule; UNSUPPORTED where the content is of no
 *          format, but the name of one */
struct vf_source *vf_source_open (const struct vf_source_params *params,
                                  struct vf_error *err);

/* The open image.  Owner: the source. */
struct vf_image *vf_source_image (const struct vf_source *source);

/* Frees the source and its image; NULL is allowed. */
void vf_source_close (struct vf_source *source);

VF_DEFINE_CLEANUP (source, struct vf_source, vf_source_close)
#define CLEANUP_SOURCE VF_CLEANUP (vf_cleanup_source)

#endif
