/* vmferry: a compressed stream, decompressed as it is read.  The input lies
 * in memory and is not trusted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_UNPACK_H
#define VF_INSPECT_UNPACK_H

#include <stddef.h>
#include <sys/types.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_unpack;

/* Opens the stream that starts at BYTES; its first bytes say how it is
 * compressed (gzip and zstd can be read), a cpio archive is taken as it is.
 * Owner:   the caller frees it with vf_unpack_close; BYTES must outlive it.
 * Errors:  UNSUPPORTED for xz, lz4, lzma, bzip2 and lzop, CORRUPT when it is
 *          nothing known, NOMEM */
struct vf_unpack *vf_unpack_open (const void *bytes, size_t n,
                                  struct vf_error *err);

/* Reads up to N bytes.
 * Returns: how many; less than N only at the end; -1 with CORRUPT or LIMIT
 * (a stream that grows to more than any initramfs). */
ssize_t vf_unpack_read (struct vf_unpack *unpack, void *buf, size_t n,
                        struct vf_error *err);

/* How many bytes of the input belong to the stream, once it was read to its
 * end (uncompressed: as far as it was read). */
size_t vf_unpack_consumed (const struct vf_unpack *unpack);

/* Frees it; NULL is allowed. */
void vf_unpack_close (struct vf_unpack *unpack);

VF_DEFINE_CLEANUP (unpack, struct vf_unpack, vf_unpack_close)
#define CLEANUP_UNPACK VF_CLEANUP (vf_cleanup_unpack)

#endif
