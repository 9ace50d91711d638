/* vmferry: inflating a gzip file member after member, by zlib, which checks
 * CRC-32 and length at the end of each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/gzip/cursor.h"

#include <inttypes.h>
#include <string.h>

#include <zlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/gzip/tail.h"

enum {
  INPUT_SIZE = 128 * 1024,
  AS_GZIP = MAX_WBITS + 16, /* header and trailer are zlib's to read */
  AS_DEFLATE = -MAX_WBITS,
  TRAILER_SIZE = 8, /* CRC-32 and length */
};

/* What zlib tells in data_type after Z_BLOCK. */
enum { BITS = 7, LAST_BLOCK = 64, BLOCK_END = 128 };

struct vf_gzip_cursor {
  struct vf_io *base;
  z_stream z;
  uint64_t in;  /* offset in the file of what is to be read next */
  uint64_t out; /* offset in the content */
  unsigned member;
  bool is_bare;       /* inside a member without its header: nothing checked */
  bool before_member; /* nothing of the member was read yet */
  bool in_padding;    /* in the zeros before it */
  bool at_end;
  uint64_t ignored; /* bytes behind the last member */
  uint8_t input[INPUT_SIZE];
};

/* Where in the file zlib is. */
static uint64_t
place (const struct vf_gzip_cursor *cursor)
{
  return cursor->in - cursor->z.avail_in;
}

struct vf_gzip_cursor *
vf_gzip_cursor_new (struct vf_io *base, struct vf_error *err)
{
  CLEANUP_FREE struct vf_gzip_cursor *cursor = calloc (1, sizeof *cursor);

  if (!cursor || inflateInit2 (&cursor->z, AS_GZIP) != Z_OK) {
    vf_error_nomem (err, "inflating");
    return NULL;
  }
  cursor->base = base;
  cursor->member = 1;
  cursor->before_member = true;
  return TAKE (cursor);
}

void
vf_gzip_cursor_free (struct vf_gzip_cursor *cursor)
{
  if (!cursor)
    return;
  inflateEnd (&cursor->z);
  free (cursor);
}

uint64_t
vf_gzip_cursor_offset (const struct vf_gzip_cursor *cursor)
{
  return cursor->out;
}

bool
vf_gzip_cursor_at_end (const struct vf_gzip_cursor *cursor)
{
  return cursor->at_end;
}

bool
vf_gzip_cursor_has_rest (const struct vf_gzip_cursor *cursor)
{
  return cursor->member == 1 && place (cursor) < vf_io_size (cursor->base);
}

uint64_t
vf_gzip_cursor_ignored (const struct vf_gzip_cursor *cursor)
{
  return cursor->ignored;
}

static int
fail_cut (const struct vf_gzip_cursor *cursor, struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "gzip member %u: the file ends inside it, at byte "
                       "%" PRIu64 ": it is cut off",
                       cursor->member, cursor->in);
}

/* Reads on when all that was read is used up and there is more. */
static int
read_on (struct vf_gzip_cursor *cursor, struct vf_error *err)
{
  size_t n = vf_min_u64 (INPUT_SIZE, vf_io_size (cursor->base) - cursor->in);

  if (cursor->z.avail_in || n == 0)
    return 0;
  if (vf_io_read (cursor->base, cursor->input, n, cursor->in, err))
    return -1;
  cursor->in += n;
  cursor->z.next_in = cursor->input;
  cursor->z.avail_in = n;
  return 0;
}

/* The same where there must be more. */
static int
fill_input (struct vf_gzip_cursor *cursor, struct vf_error *err)
{
  if (read_on (cursor, err))
    return -1;
  return cursor->z.avail_in ? 0 : fail_cut (cursor, err);
}

/* The trailer of a member whose header was not read. */
static int
skip_trailer (struct vf_gzip_cursor *cursor, struct vf_error *err)
{
  size_t left, n;

  for (left = TRAILER_SIZE; left; left -= n) {
    if (fill_input (cursor, err))
      return -1;
    n = vf_min_u64 (left, cursor->z.avail_in);
    cursor->z.next_in += n;
    cursor->z.avail_in -= n;
  }
  return 0;
}

/* Steps over the zeros behind a member that have been read or are read at
 * once: a file may have any number of them. */
static int
skip_padding (struct vf_gzip_cursor *cursor, struct vf_error *err)
{
  if (read_on (cursor, err))
    return -1;
  while (cursor->z.avail_in && !*cursor->z.next_in) {
    cursor->z.next_in++;
    cursor->z.avail_in--;
  }
  cursor->at_end = place (cursor) == vf_io_size (cursor->base);
  cursor->in_padding = !cursor->at_end && !cursor->z.avail_in;
  cursor->member += cursor->z.avail_in > 0;
  return 0;
}

/* Between a member and the next. */
static int
end_member (struct vf_gzip_cursor *cursor, struct vf_error *err)
{
  if ((cursor->is_bare && skip_trailer (cursor, err))
      || vf_gzip_find_tail (cursor->base, place (cursor), &cursor->ignored,
                            err))
    return -1;
  cursor->at_end = cursor->ignored > 0;
  if (!cursor->at_end && skip_padding (cursor, err))
    return -1;
  inflateReset2 (&cursor->z, AS_GZIP);
  cursor->is_bare = false;
  cursor->before_member = true;
  return 0;
}

static int
fail (const struct vf_gzip_cursor *cursor, int status, struct vf_error *err)
{
  const char *why = cursor->z.msg ? cursor->z.msg : "it wants a dictionary";

  if (status == Z_MEM_ERROR)
    return vf_error_nomem (err, "inflating");
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "gzip member %u: near byte %" PRIu64 ": %s",
                       cursor->member, place (cursor), why);
}

/* Inflates until the output is full, a member is through, or what FLUSH asks
 * for is reached, which *ret_stop says.  Without further input, zlib may still
 * have something to give. */
static int
inflate_some (struct vf_gzip_cursor *cursor, int flush, bool *ret_stop,
              struct vf_error *err)
{
  size_t room = cursor->z.avail_out;
  int status;

  if (cursor->in_padding) {
    *ret_stop = flush == Z_BLOCK;
    return skip_padding (cursor, err);
  }
  if (read_on (cursor, err))
    return -1;
  if (cursor->before_member && !cursor->z.avail_in)
    return fail_cut (cursor, err);
  cursor->before_member = false;
  status = inflate (&cursor->z, flush);
  if (status == Z_BUF_ERROR && cursor->z.avail_out == room
      && !cursor->z.avail_in)
    return fail_cut (cursor, err);
  if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END)
    return fail (cursor, status, err);
  if (status == Z_STREAM_END && end_member (cursor, err))
    return -1;
  *ret_stop = flush == Z_BLOCK
              && (status == Z_STREAM_END || cursor->z.data_type & BLOCK_END);
  return 0;
}

int
vf_gzip_cursor_read (struct vf_gzip_cursor *cursor, void *buf, size_t n,
                     bool at_blocks, size_t *ret_n, struct vf_error *err)
{
  bool stop = false;
  int r = 0;

  n = vf_min_u64 (n, UINT32_MAX);
  cursor->z.next_out = buf;
  cursor->z.avail_out = n;
  while (cursor->z.avail_out && !stop && !cursor->at_end && r == 0)
    r = inflate_some (cursor, at_blocks ? Z_BLOCK : Z_NO_FLUSH, &stop, err);
  *ret_n = n - cursor->z.avail_out;
  cursor->out += *ret_n;
  return cursor->z.avail_out ? r : 0; /* what comes next will fail again */
}

int
vf_gzip_cursor_mark (const struct vf_gzip_cursor *cursor,
                     struct vf_gzip_point *ret_point, struct vf_error *err)
{
  z_stream *z = (z_stream *)&cursor->z;
  struct vf_gzip_point point
      = { .out = cursor->out, .in = place (cursor), .member = cursor->member };
  unsigned length;

  if (cursor->at_end || cursor->in_padding
      || (!cursor->before_member
          && (z->data_type & (BLOCK_END | LAST_BLOCK)) != BLOCK_END))
    return 0;
  if (!cursor->before_member) {
    point.bits = z->data_type & BITS;
    point.window = malloc (VF_GZIP_WINDOW);
    if (!point.window)
      return vf_error_nomem (err, "a point of a gzip file");
    inflateGetDictionary (z, point.window, &length);
    point.window_length = length;
  }
  *ret_point = point;
  return 1;
}

/* Puts the cursor into a block, bits and window included. */
static int
enter_block (struct vf_gzip_cursor *cursor, const struct vf_gzip_point *point,
             struct vf_error *err)
{
  uint8_t byte = 0;

  if (point->bits && vf_io_read (cursor->base, &byte, 1, point->in - 1, err))
    return -1;
  if (inflateReset2 (&cursor->z, AS_DEFLATE) != Z_OK)
    return vf_error_nomem (err, "inflating");
  if (point->bits)
    inflatePrime (&cursor->z, point->bits, byte >> (8 - point->bits));
  if (inflateSetDictionary (&cursor->z, point->window, point->window_length)
      != Z_OK)
    return vf_error_nomem (err, "inflating");
  return 0;
}

int
vf_gzip_cursor_move (struct vf_gzip_cursor *cursor,
                     const struct vf_gzip_point *point, struct vf_error *err)
{
  cursor->in = point->in;
  cursor->out = point->out;
  cursor->member = point->member;
  cursor->z.avail_in = 0;
  cursor->at_end = false;
  cursor->in_padding = false;
  cursor->is_bare = point->window != NULL;
  cursor->before_member = !cursor->is_bare;
  if (cursor->is_bare)
    return enter_block (cursor, point, err);
  if (inflateReset2 (&cursor->z, AS_GZIP) != Z_OK)
    return vf_error_nomem (err, "inflating");
  return 0;
}
