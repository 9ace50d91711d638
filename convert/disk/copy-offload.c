/* vmferry: offloading data of a copy span by span.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/copy-offload.h"

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/span.h"
#include "convert/disk/copy.h"
#include "formats/image.h"
#include "formats/writer.h"

/* What begins at a guest offset. */
struct found {
  struct vf_io *io; /* NULL: nothing that can be offloaded */
  uint64_t offset;  /* in it */
  size_t n;         /* bytes that are alike in that */
};

bool
vf_copy_may_offload (const struct vf_image *source, const struct vf_io *target)
{
  for (; source; source = vf_image_get_parent (source))
    if (vf_io_can_offload (target, vf_image_get_io (source), 0))
      return true;
  return false;
}

/* Only whole granules can be offloaded.  What is wrong with the source is for
 * reading to say. */
static void
look (const struct vf_copy *copy, size_t n, uint64_t offset,
      struct found *found)
{
  uint64_t granule
      = vf_max_u64 (vf_writer_granule (copy->target), VF_IO_OFFLOAD_UNIT);
  struct vf_error ignored;
  struct vf_span span;

  *found = (struct found){ .n = n };
  if (vf_image_next_span (copy->source, offset, &span, &ignored))
    return;
  found->n = vf_min_u64 (n, vf_div_up (span.length, granule) * granule);
  if (span.length < granule || n < granule)
    return;
  found->io = vf_image_span_io (copy->source, &span);
  if (!found->io
      || !vf_io_can_offload (copy->offload->target, found->io, span.offset)) {
    found->io = NULL;
    return;
  }
  found->offset = span.offset;
  found->n = vf_round_down (vf_min_u64 (n, span.length), granule);
}

/* How many bytes there are before the next that can be offloaded. */
static size_t
count_others (const struct vf_copy *copy, size_t n, uint64_t offset,
              struct found *found)
{
  size_t done;

  for (done = 0; done < n && !found->io; done += found->n)
    look (copy, n - done, offset + done, found);
  return found->io ? done - found->n : done;
}

/* N bytes of the guest, read and written where the writer wants them. */
static int
copy_placed (const struct vf_copy *copy, void *buf, size_t n, uint64_t offset,
             uint64_t place, struct vf_error *err)
{
  if (vf_copy_read (copy, buf, n, offset, err))
    return -1;
  return vf_io_write (copy->offload->target, buf, n, place, err);
}

int
vf_copy_offload (const struct vf_copy *copy, void *buf, size_t n,
                 uint64_t offset, size_t *ret_n, struct vf_error *err)
{
  struct vf_copy_offload *offload = copy->offload;
  struct found found = { .n = n };
  uint64_t place;

  *ret_n = n;
  if (!offload || atomic_load (&offload->has_ended))
    return 0;
  look (copy, n, offset, &found);
  if (!found.io) {
    *ret_n = count_others (copy, n, offset, &found);
    return 0;
  }
  if (vf_writer_place (copy->target, found.n, offset, &place, err)) {
    atomic_store (&offload->has_ended, true);
    return err->code == VF_ERROR_UNSUPPORTED ? 0 : -1;
  }
  *ret_n = found.n;
  if (vf_io_offload (offload->target, place, found.io, found.offset, found.n))
    return 1;
  atomic_store (&offload->has_ended, true);
  return copy_placed (copy, buf, found.n, offset, place, err) ? -1 : 1;
}
