/* vmferry: the end of a copy that is written: a file under a temporary name, a
 * block device or an NBD export in place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_COPY_TARGET_H
#define VF_CONVERT_DISK_COPY_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "convert/disk/copy-image.h"

struct vf_image_format;
struct vf_io;
struct vf_job;
struct vf_outfile;
struct vf_range_list;

/* An open target; one of outfile and in_place is not NULL. */
struct vf_copy_target_file {
  const struct vf_copy_target *target;
  const struct vf_image_format *format;
  struct vf_outfile *outfile;
  struct vf_io *in_place;
};

/* Whether what is at LOCATION is overwritten in place, and is no file that
 * appears. */
bool vf_copy_target_is_in_place (const char *location);

/* Opens TARGET for what is in SOURCE; NULL for what comes through a pipe.
 * Owner:   the caller finishes or abandons it.
 * Errors:  USAGE when it is a file of SOURCE, or of a format that cannot be
 *          written;
 *          PERMISSION when a device is in use; those of vf_outfile_create */
int vf_copy_target_open (struct vf_copy_target_file *file,
                         const struct vf_copy_target *target,
                         const struct vf_image *source, struct vf_error *err);

/* The multiple of bytes on which its writer wants data ranges to lie. */
uint32_t vf_copy_target_granule (const struct vf_copy_target_file *file);

/* The io that its writer writes to.  Owner: the target. */
struct vf_io *vf_copy_target_io (const struct vf_copy_target_file *file);

/* Starts a writer for a disk of SIZE bytes.
 * Errors:  as vf_writer_create */
struct vf_writer *vf_copy_target_start (const struct vf_copy_target_file *file,
                                        uint64_t size,
                                        const struct vf_range_list *data,
                                        struct vf_job *job,
                                        struct vf_error *err);

/* Makes what was written durable, where that is wanted.
 * Errors:  IO */
int vf_copy_target_flush (struct vf_copy_target_file *file,
                          struct vf_error *err);

/* Gives a file that was flushed its name, or hands it over to who wants to do
 * that.
 * Errors:  IO; then no file is left */
int vf_copy_target_finish (struct vf_copy_target_file *file,
                           struct vf_error *err);

/* Removes a file; leaves what is in place. */
void vf_copy_target_abandon (struct vf_copy_target_file *file);

#endif
