/* vmferry: reading a gzip file forward, from its start or from a point that
 * was marked in it (RFC 1952, RFC 1951).  Members follow one another, as gzip,
 * pigz and bgzip write them; zeros behind the last are padding.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_GZIP_CURSOR_H
#define VF_FORMATS_GZIP_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_gzip_cursor;
struct vf_io;

/* How far back deflate may refer. */
enum { VF_GZIP_WINDOW = 32 * 1024 };

/* Where inflating can start: at a member, or at a deflate block with the bytes
 * that the block may refer to. */
struct vf_gzip_point {
  uint64_t out;    /* offset in the content */
  uint64_t in;     /* offset in the file; of the next whole byte of a block */
  unsigned bits;   /* that the block has of the byte before */
  unsigned member; /* which one, from 1 */
  uint8_t *window; /* NULL: a member starts here */
  size_t window_length;
};

/* A cursor at the start of BASE.
 * Params:  base - stays the caller's and must outlive the cursor
 * Owner:   the caller frees it with vf_gzip_cursor_free.
 * Errors:  NOMEM */
struct vf_gzip_cursor *vf_gzip_cursor_new (struct vf_io *base,
                                           struct vf_error *err);

/* Inflates up to N bytes, and fewer only at the end of the content or, with
 * AT_BLOCKS, where a block or a member ends.  Checksums are verified as long
 * as the cursor has not been moved into the member.  After an error it stands
 * behind what could be inflated before.
 * Params:  ret_n - how many; 0 at the end of the content, and with AT_BLOCKS
 *          also for a block without any
 * Errors:  CORRUPT, IO, NOMEM */
int vf_gzip_cursor_read (struct vf_gzip_cursor *cursor, void *buf, size_t n,
                         bool at_blocks, size_t *ret_n, struct vf_error *err);

/* Where it is in the content. */
uint64_t vf_gzip_cursor_offset (const struct vf_gzip_cursor *cursor);

/* Whether the content ends here. */
bool vf_gzip_cursor_at_end (const struct vf_gzip_cursor *cursor);

/* After an error of its only member so far: whether the file has a rest, which
 * may be the end of that member. */
bool vf_gzip_cursor_has_rest (const struct vf_gzip_cursor *cursor);

/* How many bytes that are no gzip data follow the content, once it has ended:
 * at most 64 KiB, which gzip ignores with a warning. */
uint64_t vf_gzip_cursor_ignored (const struct vf_gzip_cursor *cursor);

/* Fills *ret_point when a reader could start here.
 * Owner:   the caller frees its window.
 * Returns: 1 if so, 0 if not, -1 on error.
 * Errors:  NOMEM */
int vf_gzip_cursor_mark (const struct vf_gzip_cursor *cursor,
                         struct vf_gzip_point *ret_point,
                         struct vf_error *err);

/* Goes to POINT, which must be of the same file.
 * Errors:  IO, NOMEM */
int vf_gzip_cursor_move (struct vf_gzip_cursor *cursor,
                         const struct vf_gzip_point *point,
                         struct vf_error *err);

/* Frees a cursor; NULL is allowed. */
void vf_gzip_cursor_free (struct vf_gzip_cursor *cursor);

VF_DEFINE_CLEANUP (gzip_cursor, struct vf_gzip_cursor, vf_gzip_cursor_free)
#define CLEANUP_GZIP_CURSOR VF_CLEANUP (vf_cleanup_gzip_cursor)

#endif
