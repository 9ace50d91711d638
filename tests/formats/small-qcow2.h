/* vmferry: qcow2 images drawn as a string, for tests that need a chain and not
 * the format: one character per cluster of 512 bytes, '.' for a cluster that
 * is not there, '0' for one marked zero, any other for one full of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FORMATS_SMALL_QCOW2_H
#define VF_TESTS_FORMATS_SMALL_QCOW2_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/endian.h"
#include "formats/qcow2/qcow2-disk.h"

/* One L2 table holds 64 entries; header, L1 and L2 come before the data. */
enum {
  SMALL_CLUSTER = 512,
  SMALL_CLUSTERS = 64,
  SMALL_DATA = 3 * SMALL_CLUSTER,
  SMALL_MAX = SMALL_DATA + SMALL_CLUSTERS * SMALL_CLUSTER,
};

/* What an image in memory is made from. */
struct small_qcow2 {
  const char *picture;
  const char *parent;        /* NULL: none */
  const char *parent_format; /* NULL: the image does not say */
};

/* Puts the names of the parent behind the header in BUF. */
static inline void
small_put_parent (uint8_t *buf, const struct small_qcow2 *small,
                  struct vf_qcow2_disk_header *header)
{
  size_t at = VF_QCOW2_V3_HEADER_LENGTH;
  struct vf_qcow2_disk_extension extension;

  if (small->parent_format) {
    extension.type = vf_be32_make (VF_QCOW2_EXTENSION_BACKING_FORMAT);
    extension.length = vf_be32_make (strlen (small->parent_format));
    memcpy (buf + at, &extension, sizeof extension);
    at += sizeof extension;
    memcpy (buf + at, small->parent_format, strlen (small->parent_format));
    at = (at + strlen (small->parent_format) + 7) / 8 * 8;
  }
  if (small->parent) {
    at += sizeof extension; /* the end of the extensions is all zeros */
    header->backing_file_offset = vf_be64_make (at);
    header->backing_file_size = vf_be32_make (strlen (small->parent));
    memcpy (buf + at, small->parent, strlen (small->parent));
  }
}

/* Puts the L2 table and the data of PICTURE into BUF.
 * Returns: where the data ends. */
static inline size_t
small_put_clusters (uint8_t *buf, const char *picture)
{
  size_t i, end = SMALL_DATA;
  struct vf_be64 entry;

  for (i = 0; picture[i]; i++) {
    entry = vf_be64_make (picture[i] == '0' ? VF_QCOW2_ZERO : 0);
    if (picture[i] != '.' && picture[i] != '0') {
      entry = vf_be64_make (VF_QCOW2_COPIED | end);
      memset (buf + end, picture[i], SMALL_CLUSTER);
      end += SMALL_CLUSTER;
    }
    memcpy (buf + 2 * SMALL_CLUSTER + 8 * i, &entry, sizeof entry);
  }
  return end;
}

/* Makes the image in BUF, SMALL_MAX bytes.
 * Returns: its length. */
static inline size_t
small_qcow2_make (uint8_t *buf, const struct small_qcow2 *small)
{
  struct vf_qcow2_disk_header header = { .magic = VF_QCOW2_MAGIC };
  struct vf_be64 l1;

  memset (buf, 0, SMALL_MAX);
  header.version = vf_be32_make (3);
  header.cluster_bits = vf_be32_make (9);
  header.size = vf_be64_make (strlen (small->picture) * SMALL_CLUSTER);
  header.l1_size = vf_be32_make (1);
  header.l1_table_offset = vf_be64_make (SMALL_CLUSTER);
  header.refcount_order = vf_be32_make (4);
  header.header_length = vf_be32_make (VF_QCOW2_V3_HEADER_LENGTH);
  small_put_parent (buf, small, &header);
  memcpy (buf, &header, VF_QCOW2_V3_HEADER_LENGTH);
  l1 = vf_be64_make (VF_QCOW2_COPIED | 2 * SMALL_CLUSTER);
  memcpy (buf + SMALL_CLUSTER, &l1, sizeof l1);
  return small_put_clusters (buf, small->picture);
}

#endif
