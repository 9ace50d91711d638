/* vmferry: the qcow2 header, decoded and held against its rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_HEADER_H
#define VF_FORMATS_QCOW2_HEADER_H

#include <stdbool.h>
#include <stdint.h>

struct vf_error;
struct vf_io;

/* Offsets and sizes in bytes. */
struct vf_qcow2_header {
  unsigned version;
  unsigned cluster_bits;
  uint64_t cluster_size;
  uint64_t size;
  uint64_t l1_offset;
  uint32_t l1_entries;
  uint64_t refcount_table_offset;
  uint32_t refcount_table_clusters;
  unsigned refcount_bits;
  uint64_t snapshots_offset;
  uint32_t n_snapshots;
  uint64_t incompatible_features;
  uint64_t autoclear_features;
  uint8_t compression_type; /* VF_QCOW2_COMPRESSION_* */
  bool has_extended_l2;
  uint32_t header_length;
  uint64_t backing_offset; /* 0: no backing file */
  uint32_t backing_length;
  uint64_t bitmaps_offset; /* of the directory; 0: no bitmaps */
  uint64_t bitmaps_size;
  uint32_t n_bitmaps;
  char backing_format[64]; /* empty: not said */
};

/* Reads the header of the image in IO and the extensions behind it.
 * Errors:  CORRUPT; UNSUPPORTED, naming the feature; LIMIT; IO */
int vf_qcow2_header_read (struct vf_io *io, struct vf_qcow2_header *ret_header,
                          struct vf_error *err);

#endif
