/* vmferry: what a qcow2 image says of itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "common/io.h"
#include "formats/info.h"
#include "formats/qcow2/open.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/snapshot.h"
#include "formats/qcow2/table.h"

static int
add_snapshots (const struct vf_qcow2 *q, struct vf_info *info,
               struct vf_error *err)
{
  uint64_t offset = q->header.snapshots_offset;
  struct vf_qcow2_snapshot snapshot;
  uint32_t i;
  int r = 0;

  for (i = 0; i < q->header.n_snapshots && r == 0; i++) {
    if (vf_qcow2_snapshot_read (q->image.io, &q->header, offset, &snapshot,
                                err))
      return -1;
    r = vf_info_add_snapshot (
        info,
        &(struct vf_info_snapshot){ .id = snapshot.id,
                                    .name = snapshot.name,
                                    .size = snapshot.size,
                                    .vm_state_size = snapshot.vm_state_size,
                                    .seconds = snapshot.seconds },
        err);
    offset = snapshot.end;
    vf_qcow2_snapshot_clear (&snapshot);
  }
  return r;
}

/* Files beside the image itself. */
static int
add_files (const struct vf_qcow2 *q, struct vf_info *info,
           struct vf_error *err)
{
  const char *parent = q->image.parent_ref.name;

  if (q->data_file
      && (vf_info_add_text (info, "data_file", vf_io_name (q->data_file), err)
          || vf_info_add_number (info, "data_file_raw", VF_INFO_BOOL,
                                 (q->header.autoclear_features
                                  & VF_QCOW2_AUTOCLEAR_RAW_DATA)
                                     != 0,
                                 err)))
    return -1;
  return parent ? vf_info_add_text (info, "backing_file", parent, err) : 0;
}

static int
add_fields (const struct vf_qcow2_header *header, struct vf_info *info,
            struct vf_error *err)
{
  const char *compression = header->compression_type ? "zstd" : "deflate";
  bool is_dirty = header->incompatible_features & VF_QCOW2_INCOMPAT_DIRTY;

  if (vf_info_add_number (info, "cluster_size", VF_INFO_SIZE,
                          header->cluster_size, err)
      || vf_info_add_text (info, "compression", compression, err)
      || vf_info_add_number (info, "refcount_bits", VF_INFO_NUMBER,
                             header->refcount_bits, err)
      || vf_info_add_number (info, "extended_l2", VF_INFO_BOOL,
                             header->has_extended_l2, err)
      || vf_info_add_number (info, "bitmaps", VF_INFO_NUMBER,
                             header->n_bitmaps, err))
    return -1;
  return vf_info_add_number (info, "dirty", VF_INFO_BOOL, is_dirty, err);
}

int
vf_qcow2_info (struct vf_image *image, struct vf_info *info,
               struct vf_error *err)
{
  const struct vf_qcow2 *q = (struct vf_qcow2 *)image;

  info->variant = q->header.version == 2 ? "v2" : "v3";
  if (add_fields (&q->header, info, err) || add_files (q, info, err))
    return -1;
  return add_snapshots (q, info, err);
}
