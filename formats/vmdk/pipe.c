/* vmferry: the grains of a stream that comes through a pipe.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/pipe.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/input.h"
#include "formats/vmdk/footer.h"
#include "formats/vmdk/marker.h"
#include "formats/vmdk/pipe-priv.h"
#include "formats/vmdk/scratch.h"
#include "formats/vmdk/vmdk-disk.h"

/* Of the bits that say which grains came: 512 TiB with the usual grains.  Only
 * those that are used take memory. */
#define MAX_SEEN_BYTES (UINT64_C (1) << 30)

struct vf_vmdk_pipe *
vf_vmdk_pipe_new (struct vf_input *input, struct vf_error *err)
{
  CLEANUP_VMDK_PIPE struct vf_vmdk_pipe *pipe = calloc (1, sizeof *pipe);
  uint64_t n;

  if (!pipe) {
    vf_error_nomem (err, "a stream");
    return NULL;
  }
  pipe->input = input;
  if (vf_vmdk_pipe_read_start (pipe, err)) {
    vf_error_prefix (err, "%s", vf_input_name (input));
    return NULL;
  }
  n = vf_div_up (vf_div_up (pipe->header.capacity, pipe->header.grain), 8);
  if (n <= MAX_SEEN_BYTES)
    pipe->seen = calloc (1, n);
  if (!pipe->seen) {
    vf_error_set (err, VF_ERROR_LIMIT,
                  "%s: sparse header: capacity at byte 12 is %" PRIu64
                  " sectors, too much for a pipe",
                  vf_input_name (input), pipe->header.capacity);
    return NULL;
  }
  return TAKE (pipe);
}

void
vf_vmdk_pipe_free (struct vf_vmdk_pipe *pipe)
{
  if (!pipe)
    return;
  free (pipe->seen);
  free (pipe);
}

uint64_t
vf_vmdk_pipe_size (const struct vf_vmdk_pipe *pipe)
{
  return pipe->size;
}

uint32_t
vf_vmdk_pipe_grain_bytes (const struct vf_vmdk_pipe *pipe)
{
  return pipe->header.grain * VF_SECTOR_SIZE;
}

uint64_t
vf_vmdk_pipe_max_stored (const struct vf_vmdk_pipe *pipe)
{
  return vf_vmdk_max_stored (vf_vmdk_pipe_grain_bytes (pipe));
}

/* Names the pipe, and how far it came. */
static int
fail (const struct vf_vmdk_pipe *pipe, struct vf_error *err)
{
  if (err->code == VF_ERROR_CORRUPT)
    vf_error_prefix (err,
                     "stream: damaged or cut off behind %" PRIu64
                     " grains, up to guest byte %" PRIu64 " of %" PRIu64,
                     pipe->came.n, pipe->end, pipe->size);
  return vf_error_prefix (err, "%s", vf_input_name (pipe->input));
}

/* Skips to the next multiple of a sector. */
static int
skip_padding (struct vf_vmdk_pipe *pipe, struct vf_error *err)
{
  uint64_t n = -vf_input_offset (pipe->input) % VF_SECTOR_SIZE;

  /* The last grain may do without. */
  return vf_input_read_some (pipe->input, NULL, n, err) < 0 ? -1 : 0;
}

/* Counts the grains that a table which passes by leads to. */
static int
read_table (struct vf_vmdk_pipe *pipe, const struct vf_vmdk_item *item,
            struct vf_error *err)
{
  struct vf_le32 entries[VF_VMDK_MAX_ENTRIES_PER_TABLE];
  uint32_t first = pipe->header.has_zero_grains ? 2 : 1;
  size_t n = item->n / sizeof entries[0], i;

  if (vf_input_read (pipe->input, entries, item->n, err))
    return -1;
  n = vf_min_u64 (n, pipe->header.entries_per_table);
  for (i = 0; i < n; i++)
    if (vf_le32_get (entries[i]) >= first) {
      pipe->listed.n++;
      pipe->listed.sum += vf_le32_get (entries[i]);
    }
  pipe->has_tables = true;
  return 0;
}

static int
read_footer (struct vf_vmdk_pipe *pipe, const struct vf_vmdk_item *item,
             struct vf_error *err)
{
  struct vf_vmdk_disk_header disk;
  struct vf_vmdk_header footer;

  if (item->n != sizeof disk)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "footer marker at byte %" PRIu64 ": no footer follows", item->offset);
  if (vf_input_read (pipe->input, &disk, sizeof disk, err)
      || vf_vmdk_header_decode (&disk, &footer, err)
      || vf_vmdk_footer_check (&pipe->header, &footer,
                               item->offset + VF_SECTOR_SIZE, err))
    return -1;
  pipe->has_footer = true;
  return 0;
}

/* What is no grain, and lies behind its marker, which has a sector. */
static int
pass_by (struct vf_vmdk_pipe *pipe, const struct vf_vmdk_item *item,
         struct vf_error *err)
{
  if (skip_padding (pipe, err))
    return -1;
  switch (item->kind) {
  case VF_VMDK_ITEM_TABLE:
    return read_table (pipe, item, err);
  case VF_VMDK_ITEM_FOOTER:
    return read_footer (pipe, item, err);
  default:
    return vf_input_read (pipe->input, NULL, item->n, err);
  }
}

/* Notes that a grain came; its bytes are not read yet. */
static int
take_grain (struct vf_vmdk_pipe *pipe, const struct vf_vmdk_item *item,
            struct vf_vmdk_pipe_grain *ret_grain, struct vf_error *err)
{
  uint32_t grain_bytes = vf_vmdk_pipe_grain_bytes (pipe);
  uint8_t bit = 1u << item->grain % 8;

  ret_grain->start = item->grain * grain_bytes;
  ret_grain->n = item->n;
  if (pipe->seen[item->grain / 8] & bit)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "a second grain for guest byte %" PRIu64
                         " at byte %" PRIu64
                         "; which of them counts is not known",
                         ret_grain->start, item->offset);
  pipe->seen[item->grain / 8] |= bit;
  pipe->next = *item;
  return 1;
}

/* Judges the stream at its end.  Writers that have tables in front may make no
 * end marker; then only the tables can tell whether it was cut off. */
static int
judge (const struct vf_vmdk_pipe *pipe, bool has_end, struct vf_error *err)
{
  bool is_footer_due = pipe->header.gd_offset == VF_VMDK_GD_AT_END;

  if (is_footer_due && !pipe->has_footer)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "ends at byte %" PRIu64 " without a footer",
                         vf_input_offset (pipe->input));
  if (!has_end && (is_footer_due || !pipe->has_tables))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "ends at byte %" PRIu64 " without an end marker",
                         vf_input_offset (pipe->input));
  if (pipe->has_tables
      && (pipe->listed.n != pipe->came.n
          || pipe->listed.sum != pipe->came.sum))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "its tables lead to %" PRIu64 " grains, %s",
                         pipe->listed.n,
                         pipe->listed.n == pipe->came.n
                             ? "but to other places than they came at"
                             : "which is not what came");
  return 0;
}

/* Returns: as vf_vmdk_pipe_next. */
static int
next (struct vf_vmdk_pipe *pipe, struct vf_vmdk_pipe_grain *ret_grain,
      struct vf_error *err)
{
  struct vf_vmdk_disk_marker marker;
  struct vf_vmdk_item item;
  uint64_t offset;
  int64_t n;

  for (;;) {
    if (skip_padding (pipe, err))
      return -1;
    offset = vf_input_offset (pipe->input);
    n = vf_input_read_some (pipe->input, &marker, VF_VMDK_GRAIN_MARKER_SIZE,
                            err);
    if (n <= 0)
      return n < 0 ? -1 : judge (pipe, false, err);
    if (n < VF_VMDK_GRAIN_MARKER_SIZE)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "ends at byte %" PRIu64 ", in a marker",
                           offset + n);
    if (vf_le32_get (marker.size) == 0
        && vf_input_read (pipe->input, &marker.type, sizeof marker.type, err))
      return -1;
    if (vf_vmdk_marker_decode (&pipe->header, &marker, offset, &item, err))
      return -1;
    if (item.kind == VF_VMDK_ITEM_GRAIN)
      return take_grain (pipe, &item, ret_grain, err);
    if (item.kind == VF_VMDK_ITEM_END)
      return judge (pipe, true, err) || vf_input_drain (pipe->input, err) ? -1
                                                                          : 0;
    if (pass_by (pipe, &item, err))
      return -1;
  }
}

int
vf_vmdk_pipe_next (struct vf_vmdk_pipe *pipe,
                   struct vf_vmdk_pipe_grain *ret_grain, struct vf_error *err)
{
  int r = next (pipe, ret_grain, err);

  return r < 0 ? fail (pipe, err) : r;
}

int
vf_vmdk_pipe_read (struct vf_vmdk_pipe *pipe, void *buf, struct vf_error *err)
{
  const struct vf_vmdk_item *item = &pipe->next;

  if (vf_input_read (pipe->input, buf, item->n, err))
    return fail (pipe, err);
  pipe->came.n++;
  pipe->came.sum += (uint32_t)(item->offset / VF_SECTOR_SIZE);
  pipe->end = vf_min_u64 ((item->grain + 1) * vf_vmdk_pipe_grain_bytes (pipe),
                          pipe->size);
  return 0;
}

int
vf_vmdk_pipe_inflate (const struct vf_vmdk_pipe *pipe,
                      struct vf_vmdk_scratch *scratch,
                      const struct vf_vmdk_pipe_grain *grain,
                      const uint8_t *in, uint8_t *out, struct vf_error *err)
{
  uint32_t grain_bytes = vf_vmdk_pipe_grain_bytes (pipe);
  uint64_t wanted = vf_min_u64 (
      grain_bytes, pipe->header.capacity * VF_SECTOR_SIZE - grain->start);
  size_t n;

  if (vf_vmdk_inflate (scratch, in, grain->n, out, grain_bytes, &n, err))
    return vf_error_prefix (err, "%s: grain for guest byte %" PRIu64,
                            vf_input_name (pipe->input), grain->start);
  if (n < wanted)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s: grain for guest byte %" PRIu64
                         ": inflates to %zu bytes, must be %" PRIu64,
                         vf_input_name (pipe->input), grain->start, n, wanted);
  memset (out + n, 0, grain_bytes - n);
  return 0;
}
