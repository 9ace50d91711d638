/* vmferry: the disk inside a container.  A driver of containers (gzip, OVA)
 * opens what it holds as an image of its own, parents and all, and hands on
 * what it is asked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_INNER_H
#define VF_FORMATS_INNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_check_report;
struct vf_error;
struct vf_image;
struct vf_image_params;
struct vf_info;
struct vf_io;
struct vf_span;

struct vf_inner {
  struct vf_image *image;
  const struct vf_image *outer;
  /* Whether the disk's file lies in one piece in the container's, and where:
   * then spans keep their offsets, as offsets in the container. */
  bool has_place;
  uint64_t place;
  char *missing; /* why the end of OUTER is lost; NULL: it is not */
};

/* How to open what OUTER holds: as OUTER itself, but without its resolver and
 * member, which are the container's matter. */
struct vf_image_params vf_inner_params (const struct vf_image *outer);

/* Opens the image in IO, and takes over its size and, as notes of OUTER, the
 * notes of its chain.
 * Params:  io - taken, whatever happens
 * Owner:   the caller closes it with vf_inner_close, on failure too.
 * Errors:  as vf_image_open; UNSUPPORTED for containers nested too deep */
int vf_inner_open (struct vf_inner *inner, struct vf_image *outer,
                   struct vf_io *io, const struct vf_image_params *params,
                   struct vf_error *err);

/* In a salvage: makes OUTER, which has just been opened, as large as SIZE
 * says, in whole sectors, where a disk of plain bytes ends before.  What
 * follows is lost because of WHY.  Other formats say themselves how large
 * their disk is. Errors:  NOMEM */
int vf_inner_restore_size (struct vf_inner *inner, struct vf_image *outer,
                           uint64_t size, const char *why,
                           struct vf_error *err);

/* As the slots of a format. */
int vf_inner_read (struct vf_inner *inner, void *buf, size_t n,
                   uint64_t offset, struct vf_error *err);

/* As the slots of a format. */
int vf_inner_next_span (struct vf_inner *inner, uint64_t offset,
                        struct vf_span *ret_span, struct vf_error *err);

/* As the slots of a format. */
void vf_inner_lost_span (struct vf_inner *inner, uint64_t offset,
                         struct vf_span *ret_span);

/* Rows that say which format and variant the disk has, and its own rows. */
int vf_inner_info (struct vf_inner *inner, struct vf_info *info,
                   struct vf_error *err);

/* Checks all images of the disk's chain. */
int vf_inner_check (struct vf_inner *inner, struct vf_check_report *report,
                    struct vf_error *err);

/* Closes it; what was never opened is allowed. */
void vf_inner_close (struct vf_inner *inner);

#endif
