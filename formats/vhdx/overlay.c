/* vmferry: a file with changes laid over it.  While changes come in, they are
 * kept in a tree of ranges that do not overlap, where a new one cuts off what
 * it covers; then they become a sorted list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/overlay.h"

#include <inttypes.h>
#include <search.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io-ops.h"
#include "formats/vhdx/log-entry.h"
#include "formats/vhdx/vhdx-disk.h"

/* 10 MiB of memory.  A quarter of a GiB of data, where logs have one MiB and
 * rarely 64. */
enum { MAX_PATCHES = 64 * 1024 };

/* A range that does not read as the file has it. */
struct patch {
  uint64_t start, end;
  uint64_t sector; /* where the data sector lies in the file; 0: zeros */
  uint8_t leading[8], trailing[4];
};

struct vf_vhdx_overlay {
  struct vf_io io;
  struct vf_io *base;
  void *tree; /* of patches, until it is finished */
  size_t count;
  struct patch *patches; /* sorted, once it is finished */
};

struct vf_vhdx_overlay *
vf_vhdx_overlay_new (struct vf_io *base, struct vf_error *err)
{
  struct vf_vhdx_overlay *overlay = calloc (1, sizeof *overlay);

  if (!overlay) {
    vf_error_nomem (err, "the log");
    return NULL;
  }
  overlay->base = base;
  overlay->io.size = vf_io_size (base);
  return overlay;
}

void
vf_vhdx_overlay_abandon (struct vf_vhdx_overlay *overlay)
{
  if (!overlay)
    return;
  tdestroy (overlay->tree, free);
  free (overlay->patches);
  free (overlay);
}

/* Ranges that overlap count as equal: looking for one finds any that it
 * overlaps. */
static int
compare (const void *a, const void *b)
{
  const struct patch *x = a, *y = b;

  if (x->end <= y->start)
    return -1;
  return x->start >= y->end;
}

/* Adds a copy of PATCH, which overlaps none. */
static int
insert (struct vf_vhdx_overlay *overlay, const struct patch *patch,
        struct vf_error *err)
{
  CLEANUP_FREE struct patch *copy = NULL;

  if (patch->start >= patch->end)
    return 0;
  if (overlay->count == MAX_PATCHES)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "there are more than %d changes to apply",
                         MAX_PATCHES);
  copy = malloc (sizeof *copy);
  if (copy)
    *copy = *patch;
  if (!copy || !tsearch (copy, &overlay->tree, compare))
    return vf_error_nomem (err, "the log");
  copy = NULL; /* the tree's */
  overlay->count++;
  return 0;
}

/* Takes OLD out of the tree, but for what PATCH does not cover of it. */
static int
cut (struct vf_vhdx_overlay *overlay, struct patch *old,
     const struct patch *patch, struct vf_error *err)
{
  struct patch left = *old, right = *old;

  tdelete (old, &overlay->tree, compare);
  free (old);
  overlay->count--;
  left.end = vf_min_u64 (left.end, patch->start);
  right.start = vf_max_u64 (right.start, patch->end);
  return insert (overlay, &left, err) || insert (overlay, &right, err) ? -1
                                                                       : 0;
}

int
vf_vhdx_overlay_add (struct vf_vhdx_overlay *overlay,
                     const struct vf_vhdx_log_change *change,
                     struct vf_error *err)
{
  struct patch patch = {
    .start = change->offset,
    .end = change->offset + change->length,
    .sector = change->is_data ? change->sector : 0,
  };
  struct patch **found;

  memcpy (patch.leading, change->leading, sizeof patch.leading);
  memcpy (patch.trailing, change->trailing, sizeof patch.trailing);
  while (change->length
         && (found = tfind (&patch, &overlay->tree, compare)) != NULL)
    if (cut (overlay, *found, &patch, err))
      return -1;
  overlay->io.size = vf_max_u64 (overlay->io.size, patch.end);
  return insert (overlay, &patch, err);
}

/* The first patch that ends behind OFFSET; the count when none does. */
static size_t
find_patch (const struct vf_vhdx_overlay *overlay, uint64_t offset)
{
  size_t low = 0, high = overlay->count, middle;

  while (low < high) {
    middle = low + (high - low) / 2;
    if (overlay->patches[middle].end <= offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Reads N bytes that no patch covers; there are none behind the file's end,
 * to which the overlay made it grow. */
static int
read_base (const struct vf_vhdx_overlay *overlay, char *to, size_t n,
           uint64_t offset, struct vf_error *err)
{
  uint64_t size = vf_io_size (overlay->base);
  size_t there = offset < size ? vf_min_u64 (n, size - offset) : 0;

  memset (to + there, 0, n - there);
  return there ? vf_io_read (overlay->base, to, there, offset, err) : 0;
}

/* Reads N bytes that PATCH covers. */
static int
read_patch (const struct vf_vhdx_overlay *overlay, const struct patch *patch,
            char *to, size_t n, uint64_t offset, struct vf_error *err)
{
  struct vf_vhdx_disk_log_data sector;
  char *bytes = (char *)&sector;

  if (!patch->sector) {
    memset (to, 0, n);
    return 0;
  }
  if (vf_io_read (overlay->base, &sector, sizeof sector, patch->sector, err))
    return -1;
  memcpy (bytes, patch->leading, sizeof patch->leading);
  memcpy (bytes + sizeof sector - sizeof patch->trailing, patch->trailing,
          sizeof patch->trailing);
  memcpy (to, bytes + (offset - patch->start), n);
  return 0;
}

static int
overlay_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
              struct vf_error *err)
{
  const struct vf_vhdx_overlay *overlay = (struct vf_vhdx_overlay *)io;
  const struct patch *patch = overlay->patches + find_patch (overlay, offset);
  const struct patch *end = overlay->patches + overlay->count;
  char *to = buf;
  size_t piece;
  int r = 0;

  for (; n && r == 0; n -= piece, to += piece, offset += piece) {
    if (patch == end || offset < patch->start) {
      piece = patch == end ? n : vf_min_u64 (n, patch->start - offset);
      r = read_base (overlay, to, piece, offset, err);
    } else {
      piece = vf_min_u64 (n, patch->end - offset);
      r = read_patch (overlay, patch++, to, piece, offset, err);
    }
  }
  return r;
}

/* What the file has at OFFSET, up to END. */
static int
base_span (const struct vf_vhdx_overlay *overlay, uint64_t offset,
           uint64_t end, struct vf_span *ret_span, struct vf_error *err)
{
  if (offset >= vf_io_size (overlay->base)) {
    *ret_span = (struct vf_span){ .start = offset,
                                  .length = end - offset,
                                  .kind = VF_SPAN_ZERO };
    return 0;
  }
  if (vf_io_next_span (overlay->base, offset, ret_span, err))
    return -1;
  vf_span_cut (ret_span, offset, end);
  return 0;
}

static int
overlay_next_span (struct vf_io *io, uint64_t offset, struct vf_span *ret_span,
                   struct vf_error *err)
{
  const struct vf_vhdx_overlay *overlay = (struct vf_vhdx_overlay *)io;
  size_t i = find_patch (overlay, offset);
  const struct patch *patch = &overlay->patches[i];

  if (i == overlay->count)
    return base_span (overlay, offset, io->size, ret_span, err);
  if (offset < patch->start)
    return base_span (overlay, offset, patch->start, ret_span, err);
  *ret_span = (struct vf_span){
    .start = patch->start,
    .length = patch->end - patch->start,
    .kind = patch->sector ? VF_SPAN_DATA : VF_SPAN_ZERO,
  };
  return 0;
}

static void
overlay_close (struct vf_io *io)
{
  vf_vhdx_overlay_abandon ((struct vf_vhdx_overlay *)io);
}

static const struct vf_io_ops overlay_ops = {
  .read = overlay_read,
  .next_span = overlay_next_span,
  .close = overlay_close,
};

/* Called for each node of the tree, three times for one that has children. */
static void
collect (const void *node, VISIT which, void *data)
{
  struct vf_vhdx_overlay *overlay = data;

  if (which == postorder || which == leaf)
    overlay->patches[overlay->count++] = **(struct patch *const *)node;
}

struct vf_io *
vf_vhdx_overlay_finish (struct vf_vhdx_overlay *overlay, uint64_t size,
                        struct vf_error *err)
{
  CLEANUP_VHDX_OVERLAY struct vf_vhdx_overlay *owned = overlay;

  overlay->patches = calloc (overlay->count + 1, sizeof *overlay->patches);
  if (!overlay->patches) {
    vf_error_nomem (err, "the log");
    return NULL;
  }
  overlay->count = 0;
  twalk_r (overlay->tree, collect, overlay);
  tdestroy (TAKE (overlay->tree), free);
  if (vf_io_init (&overlay->io, &overlay_ops, "with its log applied",
                  vf_max_u64 (overlay->io.size, size), err))
    return NULL;
  return &TAKE (owned)->io;
}
