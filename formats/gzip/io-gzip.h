/* vmferry: the content of a gzip file as a seekable io.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_GZIP_IO_GZIP_H
#define VF_FORMATS_GZIP_IO_GZIP_H

#include <stdint.h>

struct vf_error;
struct vf_io;

/* What unpacked content may have at most where nothing better is known: more
 * than any disk. */
#define VF_GZIP_MAX_SIZE (UINT64_C (1) << 47)

/* Opens the gzip file in BASE, reading and verifying all of it once.  Reads
 * that go forward go on inflating; others start at one of 256 points.  Takes
 * up to 17 MiB of memory, whatever the size.
 * Params:  base - stays the caller's and must outlive the io
 *          name - what errors of reading call it, but not those of opening;
 *          copied
 *          max_size - of the content: what guards against bombs
 * Owner:   the caller closes the io.
 * Errors:  CORRUPT, LIMIT for a larger content, IO, NOMEM */
struct vf_io *vf_io_open_gzip (struct vf_io *base, const char *name,
                               uint64_t max_size, struct vf_error *err);

/* How many bytes behind the last member of IO, from vf_io_open_gzip, are no
 * gzip data and were ignored, as gzip does. */
uint64_t vf_io_gzip_ignored (const struct vf_io *io);

#endif
