/* vmferry: writing VHDX.  A block is appended when the first of its bytes is
 * written, and its entry goes to its place in the table at once, from where it
 * is read again: the table is never held in memory.  Everything that makes
 * the file a VHDX comes at the end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/writer.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/endian.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/vhdx-disk.h"
#include "formats/vhdx/writer-layout.h"
#include "formats/writer-ops.h"

/* What every file system and device takes without reading first. */
enum { GRANULE = 4096 };

/* Hyper-V's default; a small disk would be mostly one block. */
enum { DEFAULT_BLOCK = 32 * VF_VHDX_MIB, SMALL_BLOCK = 2 * VF_VHDX_MIB };
#define SMALL_DISK (UINT64_C (1) << 30)

/* Blocks that are written to at the same time, and a few more. */
enum { N_RECENT = 32 };

struct vhdx_writer {
  struct vf_writer writer;
  struct vf_io *io;
  bool is_zeroed;
  struct vf_vhdx_layout layout;

  pthread_mutex_t lock; /* for what follows */
  uint64_t end;         /* of the file so far, bytes */
  struct {
    uint64_t block;
    uint64_t offset; /* in the file; 0: nothing is here */
  } recent[N_RECENT];
};

/* Appends BLOCK.  What is not written of it reads as zeros. */
static int
append_block (struct vhdx_writer *w, uint64_t block, uint64_t *ret_offset,
              struct vf_error *err)
{
  struct vf_le64 entry = vf_le64_make (w->end | VF_VHDX_PRESENT);

  if (!w->is_zeroed
      && vf_io_write_zeroes (w->io, w->layout.block_size, w->end, err))
    return -1;
  if (vf_io_write (w->io, &entry, sizeof entry,
                   vf_vhdx_layout_entry (&w->layout, block), err))
    return -1;
  *ret_offset = w->end;
  w->end += w->layout.block_size;
  return 0;
}

/* Where BLOCK lies in the file; the lock is held. */
static int
find_block (struct vhdx_writer *w, uint64_t block, uint64_t *ret_offset,
            struct vf_error *err)
{
  size_t i = block % N_RECENT;
  struct vf_le64 entry;
  uint64_t offset = w->recent[i].offset;

  if (!offset || w->recent[i].block != block) {
    if (vf_io_read (w->io, &entry, sizeof entry,
                    vf_vhdx_layout_entry (&w->layout, block), err))
      return -1;
    offset = vf_le64_get (entry) & VF_VHDX_BAT_OFFSET;
    if (!offset && append_block (w, block, &offset, err))
      return -1;
    w->recent[i].block = block;
    w->recent[i].offset = offset;
  }
  *ret_offset = offset;
  return 0;
}

/* Where guest byte OFFSET lies in the file, with N bytes that follow it in a
 * row.
 * Errors:  UNSUPPORTED when they do not */
static int
find_place (struct vhdx_writer *w, uint64_t n, uint64_t offset,
            uint64_t *ret_place, struct vf_error *err)
{
  uint64_t block_size = w->layout.block_size;
  uint64_t block = offset / block_size, last = (offset + n - 1) / block_size;
  uint64_t first, next, i;

  if (find_block (w, block, &first, err))
    return -1;
  for (i = 1; i <= last - block; i++) {
    if (find_block (w, block + i, &next, err))
      return -1;
    if (next != first + i * block_size)
      return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                           "the blocks of %" PRIu64 " bytes at %" PRIu64
                           " do not follow each other",
                           n, offset);
  }
  *ret_place = first + offset % block_size;
  return 0;
}

static int
vhdx_place (struct vf_writer *writer, uint64_t n, uint64_t offset,
            uint64_t *ret_place, struct vf_error *err)
{
  struct vhdx_writer *w = (struct vhdx_writer *)writer;
  int r;

  pthread_mutex_lock (&w->lock);
  r = find_place (w, n, offset, ret_place, err);
  pthread_mutex_unlock (&w->lock);
  return r;
}

static int
vhdx_write (struct vf_writer *writer, const void *buf, size_t n,
            uint64_t offset, struct vf_error *err)
{
  const struct vhdx_writer *w = (struct vhdx_writer *)writer;
  uint64_t block_size = w->layout.block_size, place = 0;
  const char *from = buf;
  size_t piece;

  for (; n; n -= piece, from += piece, offset += piece) {
    piece = vf_min_u64 (n, block_size - offset % block_size);
    if (vhdx_place (writer, piece, offset, &place, err)
        || vf_io_write (w->io, from, piece, place, err))
      return -1;
  }
  return 0;
}

/* What has no block, and what is not written of one, reads as zeros. */
static int
vhdx_write_zeroes (struct vf_writer *writer __attribute__ ((unused)),
                   uint64_t n __attribute__ ((unused)),
                   uint64_t offset __attribute__ ((unused)),
                   struct vf_error *err __attribute__ ((unused)))
{
  return 0;
}

static int
vhdx_finish (struct vf_writer *writer, struct vf_error *err)
{
  const struct vhdx_writer *w = (struct vhdx_writer *)writer;

  if (vf_io_size (w->io) < w->end && vf_io_resize (w->io, w->end, err))
    return -1;
  return vf_vhdx_layout_write (&w->layout, w->io, err);
}

static void
vhdx_free (struct vf_writer *writer)
{
  struct vhdx_writer *w = (struct vhdx_writer *)writer;

  pthread_mutex_destroy (&w->lock);
  free (w);
}

static const struct vf_writer_ops vhdx_writer_ops = {
  .write = vhdx_write,
  .place = vhdx_place,
  .write_zeroes = vhdx_write_zeroes,
  .finish = vhdx_finish,
  .free = vhdx_free,
};

static int
check_params (const struct vf_create_params *params, uint32_t block_size,
              struct vf_error *err)
{
  if (params->compression != VF_COMPRESSION_NONE)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "the vhdx format has no compression");
  if (!vf_is_power_of_2 (block_size) || block_size < VF_VHDX_MIN_BLOCK
      || block_size > VF_VHDX_MAX_BLOCK)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "a VHDX block size of %" PRIu32
                         " bytes: must be a power of two from 1 to 256 MiB",
                         block_size);
  if (params->size == 0 || params->size > VF_VHDX_MAX_SIZE)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "a VHDX of %" PRIu64
                         " bytes: must be from 1 byte to 64 TiB",
                         params->size);
  return 0;
}

/* The place before the blocks reads as zeros until it is written; what was
 * there before could be taken for an image. */
static int
start (struct vhdx_writer *w, struct vf_error *err)
{
  w->end = w->layout.data_offset;
  if (vf_io_size (w->io) < w->end && vf_io_resize (w->io, w->end, err))
    return -1;
  return w->is_zeroed ? 0 : vf_io_write_zeroes (w->io, w->end, 0, err);
}

struct vf_writer *
vf_vhdx_create (struct vf_io *io, const struct vf_create_params *params,
                struct vf_error *err)
{
  CLEANUP_WRITER struct vf_writer *writer = NULL;
  uint32_t block_size = params->cluster_size;
  struct vhdx_writer *w;

  if (!block_size)
    block_size = params->size < SMALL_DISK ? SMALL_BLOCK : DEFAULT_BLOCK;
  if (check_params (params, block_size, err))
    return NULL;
  w = calloc (1, sizeof *w);
  if (!w) {
    vf_error_nomem (err, "a VHDX writer");
    return NULL;
  }
  writer = &w->writer;
  *writer = (struct vf_writer){
    .ops = &vhdx_writer_ops,
    .size = params->size,
    .granule = GRANULE,
  };
  w->io = io;
  w->is_zeroed = params->is_zeroed;
  pthread_mutex_init (&w->lock, NULL);
  vf_vhdx_layout_init (&w->layout, params->size, block_size);
  return start (w, err) ? NULL : TAKE (writer);
}
