/* vmferry: from guest offsets to what the qcow2 tables say of them.  L1 and L2
 * are read through the page cache, a slice of a table at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_TABLE_H
#define VF_FORMATS_QCOW2_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/image-format.h"
#include "formats/qcow2/header.h"

struct vf_page_cache;
struct vf_qcow2_inflaters;

/* An open image. */
struct vf_qcow2 {
  struct vf_image image;
  struct vf_qcow2_header header;
  struct vf_page_cache *cache;
  uint64_t l1_offset; /* of the disk that is shown: the active one, or that */
  uint32_t l1_entries; /* of a snapshot */
  struct vf_io *data;  /* what holds plain clusters: image.io or data_file */
  struct vf_io *data_file; /* owned; NULL: there is none */
  struct vf_qcow2_inflaters *inflaters;
};

/* Entries of a slice: a page of memory, so that it can live on the stack. */
enum { VF_QCOW2_SLICE_ENTRIES = 256 };

/* A part of an L2 table, or a range that has no L2 table. */
struct vf_qcow2_slice {
  uint64_t start; /* guest offsets */
  uint64_t end;
  uint64_t table_offset; /* of the first entry; 0: no L2 table */
  struct {
    uint64_t entry;
    uint64_t bitmap; /* of subclusters; 0 where there are none */
  } items[VF_QCOW2_SLICE_ENTRIES];
};

enum vf_qcow2_kind {
  VF_QCOW2_RUN_HOLE,
  VF_QCOW2_RUN_ZERO,
  VF_QCOW2_RUN_PLAIN,
  VF_QCOW2_RUN_COMPRESSED, /* always one whole cluster */
};

/* Guest bytes that are of one kind, and contiguous in the file. */
struct vf_qcow2_run {
  enum vf_qcow2_kind kind;
  uint64_t start; /* guest offsets */
  uint64_t end;
  uint64_t host;        /* file offset of start; compressed: of the stream */
  uint64_t host_length; /* compressed: bytes that hold the stream */
};

/* Loads the slice that covers OFFSET (below the size).  On failure, too, its
 * start and end are set: to the guest range that cannot be known for it.
 * Errors:  CORRUPT, IO */
int vf_qcow2_slice_load (struct vf_qcow2 *q, uint64_t offset,
                         struct vf_qcow2_slice *ret_slice,
                         struct vf_error *err);

/* The run that begins at OFFSET or before it in the same cluster, as far as
 * SLICE, which covers OFFSET, knows.
 * Errors:  CORRUPT, naming the entry */
int vf_qcow2_slice_run (const struct vf_qcow2 *q,
                        const struct vf_qcow2_slice *slice, uint64_t offset,
                        struct vf_qcow2_run *ret_run, struct vf_error *err);

#endif
