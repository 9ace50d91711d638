/* vmferry: the content of a gzip file as a seekable io.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_GZIP_IO_GZIP_H
#define VF_FORMATS_GZIP_IO_GZIP_H

#include <stdbool.h>
#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_job;

/* What unpacked content may have at most where nothing better is known: more
 * than any disk. */
#define VF_GZIP_MAX_SIZE (UINT64_C (1) << 47)

/* How to open a gzip file. */
struct vf_gzip_params {
  const char *name;   /* what errors of reading call it, but not those of
                       * opening; copied */
  uint64_t max_size;  /* of the content: what guards against bombs */
  bool salvage;       /* open what is damaged; see below */
  struct vf_job *job; /* to cancel opening; NULL: nobody will */
};

/* Opens the gzip file in BASE, reading and verifying all of it once.  Reads
 * that go forward go on inflating; others start at one of 256 points.  Takes
 * up to 17 MiB of memory, whatever the size.
 * In a salvage, the content of a file that is damaged or cut off ends there.
 * Params:  base - stays the caller's and must outlive the io
 * Owner:   the caller closes the io.
 * Errors:  CORRUPT, LIMIT for a larger content, IO, NOMEM, CANCELLED */
struct vf_io *vf_io_open_gzip (struct vf_io *base,
                               const struct vf_gzip_params *params,
                               struct vf_error *err);

/* The error that ends what is known of IO, from vf_io_open_gzip, and how many
 * bytes there were, if the file says: at least those that are known, or 0.
 * Returns: NULL where nothing is damaged.  Owner: IO. */
const char *vf_io_gzip_damage (const struct vf_io *io, uint64_t *ret_stated);

/* How many bytes behind the last member of IO, from vf_io_open_gzip, are no
 * gzip data and were ignored, as gzip does. */
uint64_t vf_io_gzip_ignored (const struct vf_io *io);

#endif
