/* vmferry: an io put together from ranges of others, with zeros between them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io-ops.h"

struct pieces_io {
  struct vf_io io;
  size_t n_pieces;
  struct vf_io_piece pieces[];
};

/* The first piece that ends after OFFSET, or the end of the pieces. */
static const struct vf_io_piece *
piece_at (const struct pieces_io *pieces, uint64_t offset)
{
  const struct vf_io_piece *piece;
  size_t low = 0, high = pieces->n_pieces, middle;

  while (low < high) {
    middle = low + (high - low) / 2;
    piece = &pieces->pieces[middle];
    if (offset >= piece->start + piece->length)
      low = middle + 1;
    else
      high = middle;
  }
  return &pieces->pieces[low];
}

/* Where the gap that begins after the last piece before PIECE ends. */
static uint64_t
gap_end (const struct pieces_io *pieces, const struct vf_io_piece *piece)
{
  return piece == &pieces->pieces[pieces->n_pieces] ? pieces->io.size
                                                    : piece->start;
}

/* The base does not add its name to errors: the pieces have their own. */
static int
pieces_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
             struct vf_error *err)
{
  const struct pieces_io *pieces = (struct pieces_io *)io;
  const struct vf_io_piece *piece = piece_at (pieces, offset);
  uint64_t gap, within;
  char *to = buf;
  size_t part;

  for (; n; n -= part, to += part, offset += part) {
    gap = gap_end (pieces, piece);
    if (offset < gap) {
      part = vf_min_u64 (n, gap - offset);
      memset (to, 0, part);
      continue;
    }
    within = offset - piece->start;
    part = vf_min_u64 (n, piece->length - within);
    if (piece->base->ops->read (piece->base, to, part, piece->offset + within,
                                err))
      return -1;
    piece += within + part == piece->length;
  }
  return 0;
}

/* What PIECE has at OFFSET.  Several pieces are no place where data lies in
 * one file. */
static int
piece_span (const struct pieces_io *pieces, const struct vf_io_piece *piece,
            uint64_t offset, struct vf_span *ret_span, struct vf_error *err)
{
  struct vf_io *base = piece->base;
  uint64_t at = piece->offset + (offset - piece->start);
  struct vf_span span = { .length = base->size,
                          .kind = VF_SPAN_DATA,
                          .has_offset = true };

  if (base->ops->next_span && base->ops->next_span (base, at, &span, err))
    return -1;
  vf_span_cut (&span, at, piece->offset + piece->length);
  span.start = offset;
  span.offset = offset;
  span.has_offset = span.has_offset && pieces->n_pieces == 1;
  *ret_span = span;
  return 0;
}

static int
pieces_next_span (struct vf_io *io, uint64_t offset, struct vf_span *ret_span,
                  struct vf_error *err)
{
  const struct pieces_io *pieces = (struct pieces_io *)io;
  const struct vf_io_piece *piece = piece_at (pieces, offset);
  uint64_t gap = gap_end (pieces, piece);

  if (offset >= gap)
    return piece_span (pieces, piece, offset, ret_span, err);
  *ret_span = (struct vf_span){ .start = offset,
                                .length = gap - offset,
                                .kind = VF_SPAN_ZERO };
  return 0;
}

/* The whole of it must lie in one range of the descriptor. */
static bool
pieces_get_fd (const struct vf_io *io, int *ret_fd, uint64_t *ret_offset)
{
  const struct pieces_io *pieces = (const struct pieces_io *)io;
  const struct vf_io_piece *piece = pieces->pieces;

  if (pieces->n_pieces != 1 || piece->start || piece->length != io->size
      || !vf_io_get_fd (piece->base, ret_fd, ret_offset))
    return false;
  *ret_offset += piece->offset;
  return true;
}

static void
pieces_close (struct vf_io *io)
{
  free (io);
}

static const struct vf_io_ops pieces_ops = {
  .read = pieces_read,
  .next_span = pieces_next_span,
  .get_fd = pieces_get_fd,
  .close = pieces_close,
};

static int
check_piece (const struct vf_io_piece *piece, uint64_t *end, uint64_t size,
             const char *name, struct vf_error *err)
{
  if (!vf_range_inside (piece->offset, piece->length, piece->base->size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s: ends at byte %" PRIu64 ", but %" PRIu64
                         " bytes are needed at %" PRIu64,
                         piece->base->name, piece->base->size, piece->length,
                         piece->offset);
  if (piece->start < *end
      || !vf_range_inside (piece->start, piece->length, size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s: the piece of %" PRIu64 " bytes at %" PRIu64
                         " must lie between byte %" PRIu64 " and %" PRIu64,
                         name, piece->length, piece->start, *end, size);
  *end = piece->start + piece->length;
  return 0;
}

/* Takes over what is not empty. */
static int
fill (struct pieces_io *io, const struct vf_io_piece *pieces, size_t n,
      uint64_t size, const char *name, struct vf_error *err)
{
  uint64_t end = 0;
  size_t i;

  for (i = 0; i < n; i++) {
    if (check_piece (&pieces[i], &end, size, name, err))
      return -1;
    if (pieces[i].length)
      io->pieces[io->n_pieces++] = pieces[i];
  }
  return 0;
}

struct vf_io *
vf_io_from_pieces (const struct vf_io_piece *pieces, size_t n, uint64_t size,
                   const char *name, struct vf_error *err)
{
  CLEANUP_FREE struct pieces_io *io
      = calloc (1, sizeof *io + n * sizeof *pieces);

  if (!io) {
    vf_error_nomem (err, name);
    return NULL;
  }
  if (fill (io, pieces, n, size, name, err)
      || vf_io_init (&io->io, &pieces_ops, name, size, err))
    return NULL;
  return &TAKE (io)->io;
}
