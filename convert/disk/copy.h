/* vmferry: the copy engines: the bytes of an image into a writer.  There are
 * two that do the same: a plain one, which is read to know what is meant and
 * stays the oracle in tests, and one with threads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_COPY_H
#define VF_CONVERT_DISK_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_copy_offload;
struct vf_error;
struct vf_image;
struct vf_job;
struct vf_losses;
struct vf_range_list;
struct vf_writer;

/* More threads gain nothing. */
enum { VF_COPY_MAX_THREADS = 16 };

/* What to copy.  Nothing is owned. */
struct vf_copy {
  struct vf_image *source;
  struct vf_writer *target; /* of the same size */
  /* Where SOURCE may hold data, on multiples of the target's granule; all
   * else reads as zeros. */
  const struct vf_range_list *data;
  size_t request_size; /* bytes read at once; a multiple of the granule */
  unsigned n_threads;  /* at least 1; each has one buffer of request_size */
  bool by_place;       /* read in the order of the source's file; see below */
  /* Not NULL: goes on over damage of the source; what is lost becomes zeros,
   * and is put here. */
  struct vf_losses *losses;
  /* Not NULL: data that the target's file system can take over is neither
   * read nor looked at for zeros. */
  struct vf_copy_offload *offload;
  struct vf_job *job;  /* progress of phase "copy" in guest bytes; cancel */
};

/* Copies in one thread, from the first byte to the last.
 * Errors:  those of source and target; CANCELLED */
int vf_copy_sync (const struct vf_copy *copy, struct vf_error *err);

/* Copies with several threads, the data ranges only.  The first error ends
 * it.  With by_place the pieces come in the order in which the source's file
 * has them: for targets that do not append.
 * Errors:  as vf_copy_sync */
int vf_copy_parallel (const struct vf_copy *copy, struct vf_error *err);

/* Reads N bytes of the source into BUF; in a salvage what of them can be read.
 * Errors:  those of the source; NOMEM, CANCELLED */
int vf_copy_read (const struct vf_copy *copy, void *buf, size_t n,
                  uint64_t offset, struct vf_error *err);

/* Gives N bytes of BUF, the disk's from OFFSET on, to the target: zeros as
 * zeros, the rest as data.
 * Errors:  those of the target */
int vf_copy_put (const struct vf_copy *copy, const void *buf, size_t n,
                 uint64_t offset, struct vf_error *err);

#endif
