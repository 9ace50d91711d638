/* vmferry: one disk from A to B: what the commands call.  The target is there
 * whole, or not at all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_COPY_IMAGE_H
#define VF_CONVERT_DISK_COPY_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/writer.h"

struct vf_error;
struct vf_image;
struct vf_job;
struct vf_losses;
struct vf_outfile;
struct vf_overlaps;
struct vf_source_params;

/* Where to.  A file appears under its name when all of it is there; a block
 * device or an NBD export is overwritten in place. */
struct vf_copy_target {
  const char *location;    /* path or NBD URI */
  const char *format_name; /* NULL: qcow2 for a file, raw in place */
  uint32_t cluster_size;   /* bytes; 0: the format's default */
  enum vf_compression compression;
  int level;     /* of compression; 0: the format's default */
  bool no_fsync; /* do not wait for the disk */
  /* Not NULL: a file is left for the caller to finish, so that several appear
   * together.  Set on success only. */
  struct vf_outfile **ret_unfinished;
};

/* How; all zeros are the defaults. */
struct vf_copy_options {
  size_t request_size; /* bytes, a power of two from 64 KiB to 16 MiB; 2 MiB */
  unsigned n_threads;  /* as many as processors, at least 2; 8 over NBD */
  bool is_plain;       /* the plain engine, for comparison */
  /* Not NULL: a salvage.  What of the source cannot be read becomes zeros and
   * is put here; a file gets a list of it beside it (see loss-file.h). */
  struct vf_losses *losses;
  /* Not NULL: gets the places of SOURCE that stand for two guest ranges, of
   * which the job's log has a warning, too. */
  struct vf_overlaps *overlaps;
};

/* How many threads copy from SOURCE (NULL: a pipe) to TARGET. */
unsigned vf_copy_choose_threads (const struct vf_image *source,
                                 const struct vf_copy_target *target,
                                 const struct vf_copy_options *options);

/* Opens the image that SOURCE names and copies what its guest sees to TARGET.
 * Errors:  as vf_source_open and vf_copy_image_to */
int vf_copy_image (const struct vf_source_params *source,
                   const struct vf_copy_target *target,
                   const struct vf_copy_options *options, struct vf_job *job,
                   struct vf_error *err);

/* Copies what the guest of SOURCE sees to TARGET, and removes the list of
 * losses of an earlier copy to it, unless there is a new one.
 * Errors:  USAGE for options that mean nothing, or when TARGET is a file of
 *          SOURCE; CANCELLED; those of reading and writing.  No file is left
 *          then; a device or export is half written. */
int vf_copy_image_to (struct vf_image *source,
                      const struct vf_copy_target *target,
                      const struct vf_copy_options *options,
                      struct vf_job *job, struct vf_error *err);

#endif
