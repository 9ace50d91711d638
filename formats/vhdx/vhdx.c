/* vmferry: the VHDX driver's table, and how guest bytes are found: by block,
 * and in a disk with a parent by sector.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/vhdx.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/parent.h"
#include "formats/vhdx/vhdx-disk.h"
#include "formats/vhdx/vhdx-image.h"
#include "formats/vhdx/writer.h"

/* Eight bytes that no other kind of file starts with. */
enum { SCORE_MAGIC = 100 };

/* What is given up where the medium cannot be read. */
enum { LOST_PIECE = 64 * 1024 };

static int
vhdx_probe (const struct vf_probe *probe)
{
  size_t n = strlen (VF_VHDX_SIGNATURE);

  return probe->head_length >= n
                 && memcmp (probe->head, VF_VHDX_SIGNATURE, n) == 0
             ? SCORE_MAGIC
             : 0;
}

static void
vhdx_close (struct vf_image *image)
{
  struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;

  vf_vhdx_bitmaps_free (vhdx->bitmaps);
  vf_vhdx_bat_free (vhdx->bat);
  vf_vhdx_metadata_clear (&vhdx->metadata);
  if (vhdx->io != image->io)
    vf_io_close (vhdx->io);
  free (vhdx->creator);
}

/* Cuts SPAN, of a block that is present in part, to the sectors around OFFSET
 * that are all here, or all in the parent. */
static int
cut_to_sectors (const struct vf_vhdx_image *vhdx, uint64_t offset,
                struct vf_span *span, struct vf_error *err)
{
  struct vf_vhdx_sectors sectors;

  if (vf_vhdx_bitmaps_find (vhdx->bitmaps, offset, &sectors, err))
    return -1;
  vf_span_cut (span, sectors.start, sectors.start + sectors.length);
  if (sectors.is_here)
    return 0;
  span->kind = VF_SPAN_HOLE;
  span->has_offset = false;
  return 0;
}

/* Cuts a span of data to what the file holds of it: a disk that is salvaged
 * may have lost the rest. */
static int
cut_to_file (const struct vf_vhdx_image *vhdx, uint64_t offset,
             struct vf_span *span, struct vf_error *err)
{
  uint64_t there = vf_io_size (vhdx->io) - span->offset;

  span->length = vf_min_u64 (span->length, there);
  if (offset - span->start < span->length)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "guest byte %" PRIu64 " is at byte %" PRIu64
                       " of the file, which has %" PRIu64 " bytes",
                       offset, span->offset + (offset - span->start),
                       vf_io_size (vhdx->io));
}

/* Cuts SPAN, whose data is in the file at OFFSET, to what is all data there,
 * or all a hole of the file: that reads as zeros, and need not be read. */
static int
cut_to_hole (const struct vf_vhdx_image *vhdx, uint64_t offset,
             struct vf_span *span, struct vf_error *err)
{
  struct vf_span found;

  if (vf_io_next_span (vhdx->io, span->offset + (offset - span->start), &found,
                       err))
    return -1;
  vf_span_cut (span, offset, offset + found.length);
  if (found.kind == VF_SPAN_DATA)
    return 0;
  span->kind = VF_SPAN_ZERO;
  span->has_offset = false;
  return 0;
}

/* What SPAN, of blocks with data in the file, has at OFFSET. */
static int
cut_data (const struct vf_vhdx_image *vhdx, bool is_partial, uint64_t offset,
          struct vf_span *span, struct vf_error *err)
{
  if (cut_to_file (vhdx, offset, span, err)
      || (is_partial && cut_to_sectors (vhdx, offset, span, err)))
    return -1;
  return span->kind == VF_SPAN_DATA ? cut_to_hole (vhdx, offset, span, err)
                                    : 0;
}

static int
vhdx_next_span (struct vf_image *image, uint64_t offset,
                struct vf_span *ret_span, struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  uint64_t block_size = vhdx->metadata.block_size;
  uint64_t block = offset / block_size;
  struct vf_vhdx_run run;
  struct vf_span span;

  if (vf_vhdx_bat_run (vhdx->bat, block, &run, err))
    return -1;
  span = (struct vf_span){
    .start = block * block_size,
    .length = run.count * block_size,
    .kind = run.kind,
    .has_offset = run.kind == VF_SPAN_DATA,
    .offset = run.offset,
  };
  if (run.kind == VF_SPAN_DATA
      && cut_data (vhdx, run.is_partial, offset, &span, err))
    return -1;
  /* With a log, the bytes in the file may not be those that count. */
  span.has_offset = span.has_offset && vhdx->io == image->io;
  *ret_span = span;
  return 0;
}

/* The blocks of a DATA span lie one behind the other: one request. */
static int
vhdx_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
           struct vf_error *err)
{
  const struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  uint64_t block_size = vhdx->metadata.block_size;
  uint64_t entry;

  if (vf_vhdx_bat_get (vhdx->bat, offset / block_size, 1, &entry, err))
    return -1;
  return vf_io_read (vhdx->io, buf, n,
                     (entry & VF_VHDX_BAT_OFFSET) + offset % block_size, err);
}

/* A page of the table, a block, what a file lost of it, or what could not be
 * read of one that is there. */
static void
vhdx_lost_span (struct vf_image *image, uint64_t offset,
                struct vf_span *ret_span)
{
  const struct vf_vhdx_image *vhdx = (struct vf_vhdx_image *)image;
  uint64_t block_size = vhdx->metadata.block_size;
  uint64_t block = offset / block_size, entry, there = 0;
  struct vf_span lost = { .start = block * block_size, .length = block_size };
  uint64_t size = vf_io_size (vhdx->io);
  struct vf_span span;
  struct vf_error err;

  if (vhdx_next_span (image, offset, &span, &err) == 0) {
    lost.start = vf_round_down (offset, LOST_PIECE);
    lost.length = LOST_PIECE;
  } else if (vf_vhdx_bat_get (vhdx->bat, block, 1, &entry, &err)) {
    lost.length = vf_vhdx_bat_count_in_page (vhdx->bat, block) * block_size;
  } else if ((entry & VF_VHDX_BAT_STATE) == VF_VHDX_PRESENT
             && (entry & VF_VHDX_BAT_OFFSET) < size) {
    there = size - (entry & VF_VHDX_BAT_OFFSET);
    if (there <= offset - lost.start)
      vf_span_cut (&lost, lost.start + there, lost.start + block_size);
  }
  *ret_span = lost;
}

/* A log that was replayed in memory is in no file. */
static struct vf_io *
vhdx_file_io (struct vf_image *image, unsigned file __attribute__ ((unused)))
{
  return ((struct vf_vhdx_image *)image)->io;
}

static const struct vf_refused_name refused_names[] = {
  { ".vhds",
    "a VHD set, which holds no disk itself: give the .avhdx beside it "
    "that it stands for" },
  { ".vhdpmem",
    "a persistent memory disk of Hyper-V, which is not supported" },
  { NULL, NULL },
};

const struct vf_image_format vf_vhdx_format = {
  .name = "vhdx",
  .summary = "Hyper-V disks: fixed, dynamic, differencing",
  .extensions = (const char *const[]){ "vhdx", "avhdx", NULL },
  .refused_names = refused_names,
  .probe = vhdx_probe,
  .image_struct_size = sizeof (struct vf_vhdx_image),
  .open = vf_vhdx_open,
  .check_parent = vf_vhdx_check_parent,
  .close = vhdx_close,
  .info = vf_vhdx_info,
  .next_span = vhdx_next_span,
  .read = vhdx_read,
  .lost_span = vhdx_lost_span,
  .file_io = vhdx_file_io,
  .check = vf_vhdx_check,
  .check_walks_spans = true,
  .create = vf_vhdx_create,
};
