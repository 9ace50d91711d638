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

/* Of a backing or data file, in bytes.  Source: qcow2.txt, "Header" */
enum { VF_QCOW2_MAX_FILE_NAME = 1023 };

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
  uint32_t crypt_method; /* 0 in all that are read */
  uint32_t header_length;
  uint64_t backing_offset; /* 0: no backing file */
  uint32_t backing_length;
  uint64_t bitmaps_offset; /* of the directory; 0: no bitmaps */
  uint64_t bitmaps_size;
  uint32_t n_bitmaps;
  uint64_t data_name_offset;    /* of the external data file's name ... */
  uint32_t data_name_length;    /* ... 0: none is named */
  char backing_format[64]; /* empty: not said */
};

/* Reads the header of the image in IO and the extensions behind it.
 * Params:  salvage - a mark of corruption, and an L1 table that passes the end
 *          of the file, are no errors
 * Errors:  CORRUPT; UNSUPPORTED, naming the feature; LIMIT; IO */
int vf_qcow2_header_read (struct vf_io *io, bool salvage,
                          struct vf_qcow2_header *ret_header,
                          struct vf_error *err);

/* Holds HEADER, with its extensions, against the rules; for the above.
 * Params:  unknown_name - what the image calls the lowest unknown incompatible
 *          feature; may be empty
 * Errors:  CORRUPT, UNSUPPORTED, LIMIT */
int vf_qcow2_header_check (const struct vf_qcow2_header *header,
                           const char *unknown_name, uint64_t file_size,
                           bool salvage, struct vf_error *err);

/* Bytes of an entry of an L2 table. */
unsigned vf_qcow2_entry_size (const struct vf_qcow2_header *header);

/* Guest bytes that one L2 table maps. */
uint64_t vf_qcow2_table_span (const struct vf_qcow2_header *header);

/* The incompatible feature bits that nothing is known of. */
uint64_t vf_qcow2_unknown_features (const struct vf_qcow2_header *header);

#endif
