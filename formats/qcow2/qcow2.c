/* vmferry: qcow2: what is where, and reading it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/qcow2.h"

#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/image-format.h"
#include "formats/qcow2/check.h"
#include "formats/qcow2/cluster.h"
#include "formats/qcow2/cut.h"
#include "formats/qcow2/inflater.h"
#include "formats/qcow2/open.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/table.h"
#include "formats/qcow2/writer.h"

/* What a thread holds of compressed clusters beside its buffer. */
enum { MAX_AHEAD = 1024 * 1024 };

/* Slices that may become one span: 64 KiB of tables. */
enum { MAX_JOINED = 32 };

static int
qcow2_probe (const struct vf_probe *probe)
{
  const struct vf_qcow2_disk_header *disk
      = (const struct vf_qcow2_disk_header *)probe->head;
  uint32_t version;

  if (probe->head_length < VF_QCOW2_V2_HEADER_LENGTH
      || memcmp (disk->magic, VF_QCOW2_MAGIC, sizeof disk->magic))
    return 0;
  version = vf_be32_get (disk->version);
  return version == 2 || version == 3 ? 100 : 50;
}

static enum vf_span_kind
span_kind (enum vf_qcow2_kind kind)
{
  if (kind == VF_QCOW2_RUN_HOLE)
    return VF_SPAN_HOLE;
  return kind == VF_QCOW2_RUN_ZERO ? VF_SPAN_ZERO : VF_SPAN_DATA;
}

/* Lengthens RUN, a compressed cluster, by those that follow. */
static void
join_compressed (struct vf_qcow2 *q, const struct vf_qcow2_slice *slice,
                 struct vf_qcow2_run *run)
{
  struct vf_error later; /* said when it is come to */
  struct vf_qcow2_run next;

  while (run->end < slice->end && run->end < q->image.size) {
    if (vf_qcow2_slice_run (q, slice, run->end, &next, &later)
        || next.kind != VF_QCOW2_RUN_COMPRESSED)
      break;
    run->end = next.end;
  }
}

/* Lengthens RUN, which holds no data and ends with SLICE, by what follows in
 * the next ones, so that the map of a sparse disk is short.  SLICE becomes the
 * last that was looked at. */
static void
join_empty (struct vf_qcow2 *q, struct vf_qcow2_slice *slice,
            struct vf_qcow2_run *run)
{
  struct vf_error later; /* said when it is come to */
  struct vf_qcow2_run next;
  unsigned n;

  for (n = 0; n < MAX_JOINED && run->end == slice->end
              && run->end < q->image.size;
       n++) {
    if (vf_qcow2_slice_load (q, run->end, slice, &later)
        || vf_qcow2_slice_run (q, slice, run->end, &next, &later)
        || next.kind != run->kind)
      break;
    run->end = next.end;
  }
}

static int
qcow2_next_span (struct vf_image *image, uint64_t offset,
                 struct vf_span *ret_span, struct vf_error *err)
{
  struct vf_qcow2 *q = (struct vf_qcow2 *)image;
  struct vf_qcow2_slice slice;
  struct vf_qcow2_run run;

  if (vf_qcow2_slice_load (q, offset, &slice, err)
      || vf_qcow2_slice_run (q, &slice, offset, &run, err))
    return -1;
  if (run.kind == VF_QCOW2_RUN_COMPRESSED)
    join_compressed (q, &slice, &run);
  else if (run.kind != VF_QCOW2_RUN_PLAIN)
    join_empty (q, &slice, &run);
  *ret_span = (struct vf_span){
    .start = run.start,
    .length = run.end - run.start,
    .kind = span_kind (run.kind),
    .has_offset = run.kind == VF_QCOW2_RUN_PLAIN,
    .is_compressed = run.kind == VF_QCOW2_RUN_COMPRESSED,
    .offset = run.host,
  };
  return 0;
}

/* What cannot be known when the table, or the cluster at OFFSET, is bad; of one
 * that is cut, the part that OFFSET is in. */
static void
qcow2_lost_span (struct vf_image *image, uint64_t offset,
                 struct vf_span *ret_span)
{
  struct vf_qcow2 *q = (struct vf_qcow2 *)image;
  struct vf_qcow2_slice slice;
  struct vf_qcow2_run run;
  struct vf_error ignored;
  uint64_t start, end, cut;

  if (vf_qcow2_slice_load (q, offset, &slice, &ignored)) {
    *ret_span = (struct vf_span){ .start = slice.start,
                                  .length = slice.end - slice.start };
    return;
  }
  start = vf_round_down (offset, q->header.cluster_size);
  end = start + q->header.cluster_size;
  if (vf_qcow2_slice_run (q, &slice, offset, &run, &ignored) == 0
      && run.kind == VF_QCOW2_RUN_PLAIN) {
    cut = vf_min_u64 (run.end, image->size) - vf_qcow2_cut_bytes (q, &run);
    if (offset < cut)
      end = vf_min_u64 (end, cut);
    else
      start = vf_max_u64 (start, cut);
  }
  *ret_span = (struct vf_span){ .start = start, .length = end - start };
}

/* One call of read. */
struct reader {
  struct vf_qcow2 *q;
  struct vf_qcow2_inflater *inflater;
  uint64_t end; /* of the guest bytes that are wanted */
};

/* Reads at once what RUN and the compressed clusters after it in SLICE need,
 * as far as that is most of a range of the file, in whatever order. */
static int
load_ahead (const struct reader *reader, const struct vf_qcow2_slice *slice,
            const struct vf_qcow2_run *run, struct vf_error *err)
{
  uint64_t low = run->host, high = run->host + run->host_length;
  uint64_t used = run->host_length, start = low, end = high;
  struct vf_qcow2_run next = *run;
  struct vf_error later; /* said when it is come to */

  while (next.end < slice->end
         && vf_qcow2_slice_run (reader->q, slice, next.end, &next, &later)
                == 0) {
    if (next.kind != VF_QCOW2_RUN_COMPRESSED)
      continue;
    low = vf_min_u64 (low, next.host);
    high = vf_max_u64 (high, next.host + next.host_length);
    used += next.host_length;
    if (high - low > MAX_AHEAD)
      break;
    if (high - low <= 2 * used) {
      start = low;
      end = high;
    }
  }
  return vf_qcow2_inflater_load (reader->inflater, reader->q->image.io,
                                 end - start, start, err);
}

/* Reads N bytes of RUN from OFFSET on. */
static int
read_run (const struct reader *reader, const struct vf_qcow2_slice *slice,
          const struct vf_qcow2_run *run, void *buf, size_t n, uint64_t offset,
          struct vf_error *err)
{
  if (run->kind == VF_QCOW2_RUN_PLAIN)
    return vf_qcow2_read_plain (reader->q, run, buf, n, offset, err);
  if (run->kind != VF_QCOW2_RUN_COMPRESSED) {
    memset (buf, 0, n);
    return 0;
  }
  if (!vf_qcow2_inflater_has (reader->inflater, run->host_length, run->host)
      && load_ahead (reader, slice, run, err))
    return -1;
  return vf_qcow2_read_compressed (reader->q, run, reader->inflater, buf, n,
                                   offset, err);
}

/* Reads what of the range from OFFSET on lies in one slice.
 * Returns: how many bytes, or -1. */
static int64_t
read_slice (const struct reader *reader, char *buf, uint64_t offset,
            struct vf_error *err)
{
  struct vf_qcow2_slice slice;
  struct vf_qcow2_run run;
  uint64_t at, end;

  if (vf_qcow2_slice_load (reader->q, offset, &slice, err))
    return -1;
  slice.end = vf_min_u64 (slice.end, reader->end); /* nobody reads on */
  for (at = offset; at < slice.end; at = end) {
    if (vf_qcow2_slice_run (reader->q, &slice, at, &run, err))
      return -1;
    end = vf_min_u64 (run.end, slice.end);
    if (read_run (reader, &slice, &run, buf + (at - offset), end - at, at,
                  err))
      return -1;
  }
  return at - offset;
}

static int
qcow2_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
            struct vf_error *err)
{
  struct vf_qcow2 *q = (struct vf_qcow2 *)image;
  struct reader reader = { .q = q, .end = offset + n };
  char *to = buf;
  int64_t got = 0;

  reader.inflater = vf_qcow2_inflater_take (q->inflaters, err);
  if (!reader.inflater)
    return -1;
  for (; offset < reader.end && got >= 0; offset += got, to += got)
    got = read_slice (&reader, to, offset, err);
  vf_qcow2_inflater_give (q->inflaters, reader.inflater);
  return got < 0 ? -1 : 0;
}

static struct vf_io *
qcow2_file_io (struct vf_image *image,
               unsigned file __attribute__ ((unused)))
{
  return ((struct vf_qcow2 *)image)->data;
}

const struct vf_image_format vf_qcow2_format = {
  .name = "qcow2",
  .summary = "QEMU's format, versions 2 and 3",
  .extensions = (const char *const[]){ "qcow2", "qcow", NULL },
  .probe = qcow2_probe,
  .image_struct_size = sizeof (struct vf_qcow2),
  .has_snapshots = true,
  .open = vf_qcow2_open,
  .close = vf_qcow2_close,
  .info = vf_qcow2_info,
  .next_span = qcow2_next_span,
  .read = qcow2_read,
  .lost_span = qcow2_lost_span,
  .file_io = qcow2_file_io,
  .check = vf_qcow2_check,
  .check_walks_spans = true,
  .create = vf_qcow2_create,
};
