/* vmferry: qcow2: what is where, and reading it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/qcow2.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/image-format.h"
#include "formats/info.h"
#include "formats/page-cache.h"
#include "formats/qcow2/check.h"
#include "formats/qcow2/cluster.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/table.h"
#include "formats/qcow2/writer.h"

/* 4 MiB of tables map 256 GiB in 64 KiB clusters. */
enum { CACHE_PAGES = 64 };

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

/* Where the image says that its parent is. */
static int
read_parent_ref (struct vf_qcow2 *q, struct vf_error *err)
{
  struct vf_parent_ref *ref = &q->image.parent_ref;
  char name[1024];

  if (!q->header.backing_offset)
    return 0;
  if (vf_io_read (q->image.io, name, q->header.backing_length,
                  q->header.backing_offset, err))
    return vf_error_prefix (err, "backing file name");
  ref->name = vf_text_to_utf8 (name, q->header.backing_length);
  if (!ref->name)
    return vf_error_nomem (err, "the backing file name");
  if (!q->header.backing_format[0])
    return 0;
  ref->format_name = vf_text_to_utf8 (q->header.backing_format,
                                      strlen (q->header.backing_format));
  return ref->format_name ? 0 : vf_error_nomem (err, "the backing format");
}

static int
qcow2_open (struct vf_image *image, struct vf_error *err)
{
  struct vf_qcow2 *q = (struct vf_qcow2 *)image;

  if (vf_qcow2_header_read (image->io, &q->header, err)
      || read_parent_ref (q, err))
    return -1;
  q->cache = vf_page_cache_new (image->io, CACHE_PAGES, err);
  if (!q->cache)
    return -1;
  image->size = q->header.size;
  return 0;
}

static void
qcow2_close (struct vf_image *image)
{
  vf_page_cache_free (((struct vf_qcow2 *)image)->cache);
}

static int
qcow2_info (struct vf_image *image, struct vf_info *info, struct vf_error *err)
{
  const struct vf_qcow2_header *header = &((struct vf_qcow2 *)image)->header;
  const char *compression = header->compression_type ? "zstd" : "deflate";
  bool is_dirty = header->incompatible_features & VF_QCOW2_INCOMPAT_DIRTY;

  info->variant = header->version == 2 ? "v2" : "v3";
  if (vf_info_add_number (info, "cluster_size", VF_INFO_SIZE,
                          header->cluster_size, err)
      || vf_info_add_text (info, "compression", compression, err)
      || vf_info_add_number (info, "refcount_bits", VF_INFO_NUMBER,
                             header->refcount_bits, err)
      || vf_info_add_number (info, "snapshots", VF_INFO_NUMBER,
                             header->n_snapshots, err)
      || vf_info_add_number (info, "extended_l2", VF_INFO_BOOL,
                             header->has_extended_l2, err)
      || vf_info_add_number (info, "dirty", VF_INFO_BOOL, is_dirty, err))
    return -1;
  if (!image->parent_ref.name)
    return 0;
  return vf_info_add_text (info, "backing_file", image->parent_ref.name, err);
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

  while (run->end < slice->end && run->end < q->header.size) {
    if (vf_qcow2_slice_run (q, slice, run->end, &next, &later)
        || next.kind != VF_QCOW2_RUN_COMPRESSED)
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

/* Reads what lies in one slice.
 * Returns: how many bytes, or -1. */
static int64_t
read_slice (struct vf_qcow2 *q, struct vf_qcow2_inflater *inflater, char *buf,
            size_t n, uint64_t offset, struct vf_error *err)
{
  struct vf_qcow2_slice slice;
  struct vf_qcow2_run run;
  size_t piece, done = 0;

  if (vf_qcow2_slice_load (q, offset, &slice, err))
    return -1;
  for (; done < n && offset + done < slice.end; done += piece) {
    if (vf_qcow2_slice_run (q, &slice, offset + done, &run, err))
      return -1;
    piece = vf_min_u64 (n - done, run.end - (offset + done));
    if (run.kind == VF_QCOW2_RUN_HOLE || run.kind == VF_QCOW2_RUN_ZERO)
      memset (buf + done, 0, piece);
    else if (vf_qcow2_read_run (q, &run, inflater, buf + done, piece,
                                offset + done, err))
      return -1;
  }
  return done;
}

static int
qcow2_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
            struct vf_error *err)
{
  struct vf_qcow2 *q = (struct vf_qcow2 *)image;
  struct vf_qcow2_inflater inflater = { 0 };
  char *to = buf;
  int64_t got = 0;

  for (; n && got >= 0; n -= got, to += got, offset += got) {
    got = read_slice (q, &inflater, to, n, offset, err);
    if (got < 0)
      break;
  }
  vf_qcow2_inflater_clear (q, &inflater);
  return got < 0 ? -1 : 0;
}

static struct vf_io *
qcow2_file_io (struct vf_image *image,
               unsigned file __attribute__ ((unused)))
{
  return image->io;
}

const struct vf_image_format vf_qcow2_format = {
  .name = "qcow2",
  .summary = "QEMU's format, versions 2 and 3",
  .extensions = (const char *const[]){ "qcow2", "qcow", NULL },
  .probe = qcow2_probe,
  .image_struct_size = sizeof (struct vf_qcow2),
  .open = qcow2_open,
  .close = qcow2_close,
  .info = qcow2_info,
  .next_span = qcow2_next_span,
  .read = qcow2_read,
  .file_io = qcow2_file_io,
  .check = vf_qcow2_check,
  .check_walks_spans = true,
  .create = vf_qcow2_create,
};
