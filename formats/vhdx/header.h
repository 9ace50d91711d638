/* vmferry: VHDX: who wrote the file, and which of its two headers counts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_HEADER_H
#define VF_FORMATS_VHDX_HEADER_H

#include <stdint.h>

#include "common/guid.h"

struct vf_error;
struct vf_io;

/* The header that counts. */
struct vf_vhdx_header {
  uint64_t sequence;
  struct vf_guid data_write_guid;  /* what children know this disk by */
  struct vf_guid log_guid;         /* zero: nothing to replay */
  uint64_t log_offset, log_length; /* bytes; 0: there is no log */
};

/* Reads both headers and takes the current one.
 * Errors:  CORRUPT when neither is sound, UNSUPPORTED, IO
 * Source:  [MS-VHDX] 2.2.2 */
int vf_vhdx_header_read (struct vf_io *io, struct vf_vhdx_header *ret_header,
                         struct vf_error *err);

/* Whether copy NUMBER (0 or 1) of the header is sound by itself.
 * Errors:  CORRUPT when it is not, IO */
int vf_vhdx_header_check (struct vf_io *io, int number, struct vf_error *err);

/* Who says to have written the file.
 * Returns: a malloc'd string in UTF-8, perhaps empty; or NULL.
 * Errors:  CORRUPT when the file has no VHDX signature, IO, NOMEM */
char *vf_vhdx_read_creator (struct vf_io *io, struct vf_error *err);

#endif
