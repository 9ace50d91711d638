/* vmferry: the two headers of a SESparse file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_SESPARSE_HEADER_H
#define VF_FORMATS_VMDK_SESPARSE_HEADER_H

#include <stdbool.h>
#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_sesparse_disk_header;
struct vf_sesparse_disk_volatile;

/* All in bytes. */
struct vf_sesparse_header {
  uint64_t capacity;
  uint32_t grain;
  uint64_t volatile_offset;
  uint64_t directory;
  uint64_t tables, tables_end;
  uint64_t grains, grains_end;
};

/* Checks the constant header against the FILE_SIZE.  The format is not public
 * and may change: what no known file has is refused.
 * Errors:  CORRUPT, UNSUPPORTED, LIMIT */
int vf_sesparse_header_parse (const struct vf_sesparse_disk_header *disk,
                              uint64_t file_size,
                              struct vf_sesparse_header *ret,
                              struct vf_error *err);

/* Checks the volatile header.
 * Errors:  CORRUPT, UNSUPPORTED when the journal holds what the tables do not
 * have yet */
int vf_sesparse_volatile_check (const struct vf_sesparse_disk_volatile *disk,
                                struct vf_error *err);

/* Reads and checks the constant header of IO.
 * Errors:  as vf_sesparse_header_parse, and IO */
int vf_sesparse_header_read (struct vf_io *io, struct vf_sesparse_header *ret,
                             struct vf_error *err);

/* Reads and checks the volatile header of IO.
 * Errors:  as vf_sesparse_volatile_check, and IO */
int vf_sesparse_volatile_read (struct vf_io *io,
                               const struct vf_sesparse_header *header,
                               struct vf_error *err);

#endif
