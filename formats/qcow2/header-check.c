/* vmferry: the rules that a qcow2 header must keep.  What vmferry cannot read
 * is refused here, by the name that the image itself gives the feature where
 * it has one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/qcow2/header.h"
#include "formats/qcow2/qcow2-disk.h"

/* QEMU's own limits; tables beyond them open nowhere. */
enum {
  MAX_L1_BYTES = 32 * 1024 * 1024,
  MAX_REFCOUNT_TABLE_BYTES = 8 * 1024 * 1024,
};

#define KNOWN_INCOMPATIBLE                                                    \
  (VF_QCOW2_INCOMPAT_DIRTY | VF_QCOW2_INCOMPAT_CORRUPT                        \
   | VF_QCOW2_INCOMPAT_DATA_FILE | VF_QCOW2_INCOMPAT_COMPRESSION              \
   | VF_QCOW2_INCOMPAT_EXTENDED_L2)

uint64_t
vf_qcow2_unknown_features (const struct vf_qcow2_header *header)
{
  return header->incompatible_features & ~KNOWN_INCOMPATIBLE;
}

unsigned
vf_qcow2_entry_size (const struct vf_qcow2_header *header)
{
  return header->has_extended_l2 ? 16 : 8;
}

uint64_t
vf_qcow2_table_span (const struct vf_qcow2_header *header)
{
  return header->cluster_size / vf_qcow2_entry_size (header)
         * header->cluster_size;
}

static int
check_compression (const struct vf_qcow2_header *header, struct vf_error *err)
{
  bool has_bit = header->incompatible_features & VF_QCOW2_INCOMPAT_COMPRESSION;

  if (header->compression_type > VF_QCOW2_COMPRESSION_ZSTD)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "header: compression type at byte 104 is %u, only 0 "
                         "(deflate) and 1 (zstd) can be read",
                         header->compression_type);
  if (has_bit != (header->compression_type != 0))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: compression type at byte 104 is %u, but "
                         "incompatible feature bit 3 is %d",
                         header->compression_type, has_bit);
  return 0;
}

/* The table of N entries of 8 bytes at OFFSET lies in the file. */
static int
check_table (const char *name, uint64_t offset, uint64_t bytes,
             const struct vf_qcow2_header *header, uint64_t file_size,
             struct vf_error *err)
{
  if (offset % header->cluster_size)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: %s offset is %" PRIu64
                         ", must be a multiple of the cluster size",
                         name, offset);
  if (!vf_range_inside (offset, bytes, file_size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: %s of %" PRIu64 " bytes at %" PRIu64
                         " passes the end of the file at %" PRIu64,
                         name, bytes, offset, file_size);
  return 0;
}

/* What a file that was cut short lost of its L1 table is as lost as the rest:
 * opening it goes on where the caller salvages. */
static int
check_l1 (const struct vf_qcow2_header *header, uint64_t file_size,
          bool salvage, struct vf_error *err)
{
  uint64_t bytes = (uint64_t)header->l1_entries * 8;
  uint64_t needed = vf_div_up (header->size, vf_qcow2_table_span (header));

  if (bytes > MAX_L1_BYTES)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "header: L1 table at byte 36 has %" PRIu32
                         " entries, the limit is %d",
                         header->l1_entries, MAX_L1_BYTES / 8);
  if (header->l1_entries < needed)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: L1 table at byte 36 has %" PRIu32
                         " entries, the size needs %" PRIu64,
                         header->l1_entries, needed);
  if (bytes && header->l1_offset == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: L1 table offset at byte 40 is 0, where the "
                         "header is");
  return check_table ("L1 table", header->l1_offset, salvage ? 0 : bytes,
                      header, file_size, err);
}

/* Reading does not need refcounts, so that only their size is bounded. */
static int
check_refcount_table (const struct vf_qcow2_header *header,
                      struct vf_error *err)
{
  if ((uint64_t)header->refcount_table_clusters * header->cluster_size
      > MAX_REFCOUNT_TABLE_BYTES)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "header: refcount table at byte 56 has %" PRIu32
                         " clusters, the limit is %d bytes",
                         header->refcount_table_clusters,
                         MAX_REFCOUNT_TABLE_BYTES);
  return 0;
}

static int
check_backing (const struct vf_qcow2_header *header, struct vf_error *err)
{
  if (!header->backing_offset)
    return 0;
  if (!header->backing_length || header->backing_length > VF_QCOW2_MAX_FILE_NAME
      || !vf_range_inside (header->backing_offset, header->backing_length,
                           header->cluster_size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: backing file name of %" PRIu32
                         " bytes at %" PRIu64
                         ", must be 1 to %d bytes in the first cluster",
                         header->backing_length, header->backing_offset,
                         VF_QCOW2_MAX_FILE_NAME);
  return 0;
}

static int
check_data_file (const struct vf_qcow2_header *header, struct vf_error *err)
{
  if (!(header->incompatible_features & VF_QCOW2_INCOMPAT_DATA_FILE))
    return 0;
  if (!header->data_name_length
      || header->data_name_length > VF_QCOW2_MAX_FILE_NAME)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: name of the external data file has %" PRIu32
                         " bytes, must have 1 to %d",
                         header->data_name_length, VF_QCOW2_MAX_FILE_NAME);
  return 0;
}

/* What is valid, and cannot be read. */
static int
check_supported (const struct vf_qcow2_header *header,
                 const char *unknown_name, bool salvage, struct vf_error *err)
{
  uint64_t unknown = vf_qcow2_unknown_features (header);

  if (header->crypt_method)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the image is encrypted (%s), decrypt it with "
                         "qemu-img first",
                         header->crypt_method == 1   ? "AES"
                         : header->crypt_method == 2 ? "LUKS"
                                                     : "unknown method");
  if (unknown)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "header: incompatible feature bit %d (%s) is not "
                         "known",
                         __builtin_ctzll (unknown),
                         *unknown_name ? unknown_name : "without a name");
  if (header->incompatible_features & VF_QCOW2_INCOMPAT_CORRUPT && !salvage)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "the image is marked corrupt (incompatible feature "
                         "bit 1), repair it with qemu-img check -r all");
  return 0;
}

int
vf_qcow2_header_check (const struct vf_qcow2_header *header,
                       const char *unknown_name, uint64_t file_size,
                       bool salvage, struct vf_error *err)
{
  if (check_supported (header, unknown_name, salvage, err)
      || check_compression (header, err)
      || check_l1 (header, file_size, salvage, err)
      || check_refcount_table (header, err) || check_backing (header, err))
    return -1;
  return check_data_file (header, err);
}
