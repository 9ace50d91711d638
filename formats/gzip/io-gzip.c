/* vmferry: reading gzip content anywhere: inflated chunks are kept for a
 * while, since several threads read near each other but not in order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/gzip/io-gzip.h"

#include <pthread.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io-ops.h"
#include "formats/gzip/cursor.h"
#include "formats/gzip/index.h"

/* 8 MiB of chunks: what the threads of a copy are apart.  A cursor serves one
 * run of reads, so that tables and data do not take turns in seeking. */
enum { CHUNK_SIZE = 128 * 1024, N_CHUNKS = 64, N_CURSORS = 4 };

/* Inflated on the way to what was asked for, and kept. */
enum { KEPT_BEFORE = 32 };

struct chunk {
  bool is_filled;
  uint64_t number; /* offset / CHUNK_SIZE */
  uint8_t *bytes;
};

/* Between reads, it stands at a multiple of the chunk size or at the end,
 * unless it failed. */
struct reader {
  struct vf_gzip_cursor *cursor; /* NULL: not needed yet */
  bool is_lost;
  uint64_t last_use;
};

struct gzip_io {
  struct vf_io io;
  struct vf_io *base;
  struct vf_gzip_index index;
  pthread_mutex_t lock; /* of what follows */
  struct reader readers[N_CURSORS];
  struct chunk chunks[N_CHUNKS];
  uint64_t n_uses;
};

/* The reader that is nearest before START, or NULL. */
static struct reader *
nearest_reader (struct gzip_io *gzip, uint64_t start)
{
  struct reader *reader, *nearest = NULL;
  uint64_t offset, best = 0;
  int i;

  for (i = 0; i < N_CURSORS; i++) {
    reader = &gzip->readers[i];
    if (!reader->cursor || reader->is_lost)
      continue;
    offset = vf_gzip_cursor_offset (reader->cursor);
    if (offset <= start && offset >= best) {
      nearest = reader;
      best = offset;
    }
  }
  return nearest;
}

/* The reader that nobody needed for the longest time. */
static struct reader *
idle_reader (struct gzip_io *gzip)
{
  struct reader *idle = gzip->readers;
  int i;

  for (i = 1; i < N_CURSORS; i++)
    if (gzip->readers[i].last_use < idle->last_use)
      idle = &gzip->readers[i];
  return idle;
}

/* A reader from which START is reached soonest. */
static struct reader *
choose_reader (struct gzip_io *gzip, uint64_t start, struct vf_error *err)
{
  const struct vf_gzip_point *point = vf_gzip_index_find (&gzip->index, start);
  struct reader *reader = nearest_reader (gzip, start);

  if (!reader || vf_gzip_cursor_offset (reader->cursor) < point->out) {
    reader = idle_reader (gzip);
    reader->is_lost = true;
    if (!reader->cursor)
      reader->cursor = vf_gzip_cursor_new (gzip->base, err);
    if (!reader->cursor || vf_gzip_cursor_move (reader->cursor, point, err))
      return NULL;
  }
  reader->last_use = ++gzip->n_uses;
  return reader;
}

/* The place of chunk NUMBER, without its bytes. */
static struct chunk *
empty_chunk (struct gzip_io *gzip, uint64_t number, struct vf_error *err)
{
  struct chunk *chunk = &gzip->chunks[number % N_CHUNKS];

  chunk->is_filled = false;
  chunk->number = number;
  if (!chunk->bytes)
    chunk->bytes = malloc (CHUNK_SIZE);
  if (!chunk->bytes)
    vf_error_nomem (err, "inflated data");
  return chunk->bytes ? chunk : NULL;
}

/* Inflates exactly N bytes into BUF. */
static int
inflate_bytes (struct vf_gzip_cursor *cursor, uint8_t *buf, size_t n,
               struct vf_error *err)
{
  size_t done;

  if (vf_gzip_cursor_read (cursor, buf, n, false, &done, err))
    return -1;
  if (done != n)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "it was changed while it was read");
  return 0;
}

/* Brings CURSOR to START, using the bytes of SCRATCH. */
static int
skip_to (struct vf_gzip_cursor *cursor, uint64_t start, uint8_t *scratch,
         struct vf_error *err)
{
  uint64_t left;

  while ((left = start - vf_gzip_cursor_offset (cursor)) > 0)
    if (inflate_bytes (cursor, scratch, vf_min_u64 (left, CHUNK_SIZE), err))
      return -1;
  return 0;
}

/* Inflates chunk NUMBER, and some before it that are passed. */
static int
inflate_chunks (struct gzip_io *gzip, struct vf_gzip_cursor *cursor,
                uint64_t number, struct vf_error *err)
{
  uint64_t first = vf_div_up (vf_gzip_cursor_offset (cursor), CHUNK_SIZE),
           start;
  struct chunk *chunk;

  if (number - first > KEPT_BEFORE)
    first = number - KEPT_BEFORE;
  for (; first <= number; first++) {
    chunk = empty_chunk (gzip, first, err);
    start = first * CHUNK_SIZE;
    if (!chunk || skip_to (cursor, start, chunk->bytes, err)
        || inflate_bytes (cursor, chunk->bytes,
                          vf_min_u64 (CHUNK_SIZE, gzip->io.size - start), err))
      return -1;
    chunk->is_filled = true;
  }
  return 0;
}

/* The filled chunk NUMBER. */
static struct chunk *
get_chunk (struct gzip_io *gzip, uint64_t number, struct vf_error *err)
{
  struct chunk *chunk = &gzip->chunks[number % N_CHUNKS];
  struct reader *reader;

  if (chunk->is_filled && chunk->number == number)
    return chunk;
  reader = choose_reader (gzip, number * CHUNK_SIZE, err);
  if (!reader)
    return NULL;
  reader->is_lost = inflate_chunks (gzip, reader->cursor, number, err) != 0;
  return reader->is_lost ? NULL : chunk;
}

static int
gzip_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
           struct vf_error *err)
{
  struct gzip_io *gzip = (struct gzip_io *)io;
  struct chunk *chunk = gzip->chunks;
  char *to = buf;
  size_t part;

  pthread_mutex_lock (&gzip->lock);
  for (; n && chunk; n -= part, to += part, offset += part) {
    part = vf_min_u64 (n, CHUNK_SIZE - offset % CHUNK_SIZE);
    chunk = get_chunk (gzip, offset / CHUNK_SIZE, err);
    if (chunk)
      memcpy (to, chunk->bytes + offset % CHUNK_SIZE, part);
  }
  pthread_mutex_unlock (&gzip->lock);
  return chunk ? 0 : -1;
}

/* Not where it lies in the file, which is not asked. */
static int
gzip_next_span (struct vf_io *io, uint64_t offset __attribute__ ((unused)),
                struct vf_span *ret_span,
                struct vf_error *err __attribute__ ((unused)))
{
  *ret_span = (struct vf_span){ .length = io->size, .kind = VF_SPAN_DATA };
  return 0;
}

static void
gzip_close (struct vf_io *io)
{
  struct gzip_io *gzip = (struct gzip_io *)io;
  size_t i;

  for (i = 0; i < N_CURSORS; i++)
    vf_gzip_cursor_free (gzip->readers[i].cursor);
  for (i = 0; i < N_CHUNKS; i++)
    free (gzip->chunks[i].bytes);
  vf_gzip_index_clear (&gzip->index);
  pthread_mutex_destroy (&gzip->lock);
  free (gzip);
}

static const struct vf_io_ops gzip_ops = {
  .read = gzip_read,
  .next_span = gzip_next_span,
  .close = gzip_close,
};

struct vf_io *
vf_io_open_gzip (struct vf_io *base, const struct vf_gzip_params *params,
                 struct vf_error *err)
{
  struct gzip_io *gzip = calloc (1, sizeof *gzip);

  if (!gzip) {
    vf_error_nomem (err, params->name);
    return NULL;
  }
  pthread_mutex_init (&gzip->lock, NULL);
  gzip->base = base;
  if (vf_gzip_index_build (&gzip->index, base, params, err)
      || vf_io_init (&gzip->io, &gzip_ops, params->name, gzip->index.size,
                     err)) {
    gzip_close (&gzip->io);
    return NULL;
  }
  return &gzip->io;
}

const char *
vf_io_gzip_damage (const struct vf_io *io, uint64_t *ret_stated)
{
  const struct gzip_io *gzip = (const struct gzip_io *)io;

  *ret_stated = gzip->index.stated;
  return gzip->index.damage;
}

uint64_t
vf_io_gzip_ignored (const struct vf_io *io)
{
  return ((const struct gzip_io *)io)->index.ignored;
}
