/* vmferry: bytes behind the last member of a gzip file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_GZIP_TAIL_H
#define VF_FORMATS_GZIP_TAIL_H

#include <stdint.h>

struct vf_error;
struct vf_io;

enum { VF_GZIP_MAX_TAIL = 64 * 1024 };

/* Finds out whether a few bytes that gzip would ignore follow the member that
 * ends at OFFSET of BASE, directly and without one byte of the signature in
 * its place: more, or after zeros, may be what is left of another member.
 * Params:  ret_n - how many; 0 where there are none, or they are no such
 * Errors:  IO */
int vf_gzip_find_tail (struct vf_io *base, uint64_t offset, uint64_t *ret_n,
                       struct vf_error *err);

#endif
