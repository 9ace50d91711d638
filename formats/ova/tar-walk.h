/* vmferry: walking from header to header of a tar archive.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_TAR_WALK_H
#define VF_FORMATS_OVA_TAR_WALK_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_tar_member;

/* Long names and pax headers have at most so many bytes. */
enum { VF_TAR_MAX_EXTRA = 1024 * 1024 };

/* N bytes at OFFSET, at most VF_TAR_MAX_EXTRA, with a NUL behind them.
 * Returns: malloc'd; NULL with CORRUPT, LIMIT, IO or NOMEM. */
char *vf_tar_read_extra (struct vf_io *io, uint64_t offset, uint64_t n,
                         struct vf_error *err);

/* Reads the headers of the member that begins at *OFFSET, and sets *OFFSET to
 * the one behind it.
 * Owner:   the caller frees its name.
 * Returns: 1; 0 at the end of the archive; -1 on error.
 * Errors:  as vf_tar_open */
int vf_tar_next (struct vf_io *io, uint64_t *offset,
                 struct vf_tar_member *ret_member, struct vf_error *err);

#endif
