/* vmferry: reading the qcow2 header.  What vmferry cannot read is refused
 * here, by the name that the image itself gives the feature where it has one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/header.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/extension.h"
#include "formats/qcow2/qcow2-disk.h"

/* QEMU's own limits; tables beyond them open nowhere. */
enum {
  MAX_L1_BYTES = 32 * 1024 * 1024,
  MAX_REFCOUNT_TABLE_BYTES = 8 * 1024 * 1024,
  MAX_BACKING_NAME = 1023,
};

enum { MIN_CLUSTER_BITS = 9, MAX_CLUSTER_BITS = 21 };

/* A subcluster is at least a sector: 32 of them make a cluster. */
enum { MIN_EXTENDED_L2_CLUSTER_BITS = 14 };

#define KNOWN_INCOMPATIBLE                                                    \
  (VF_QCOW2_INCOMPAT_DIRTY | VF_QCOW2_INCOMPAT_CORRUPT                        \
   | VF_QCOW2_INCOMPAT_DATA_FILE | VF_QCOW2_INCOMPAT_COMPRESSION              \
   | VF_QCOW2_INCOMPAT_EXTENDED_L2)

/* The fields that version 2 has as well. */
static void
decode_v2 (const struct vf_qcow2_disk_header *disk,
           struct vf_qcow2_header *header)
{
  *header = (struct vf_qcow2_header){
    .version = vf_be32_get (disk->version),
    .cluster_bits = vf_be32_get (disk->cluster_bits),
    .size = vf_be64_get (disk->size),
    .l1_offset = vf_be64_get (disk->l1_table_offset),
    .l1_entries = vf_be32_get (disk->l1_size),
    .refcount_table_offset = vf_be64_get (disk->refcount_table_offset),
    .refcount_table_clusters = vf_be32_get (disk->refcount_table_clusters),
    .refcount_bits = 16,
    .snapshots_offset = vf_be64_get (disk->snapshots_offset),
    .n_snapshots = vf_be32_get (disk->nb_snapshots),
    .header_length = VF_QCOW2_V2_HEADER_LENGTH,
    .backing_offset = vf_be64_get (disk->backing_file_offset),
    .backing_length = vf_be32_get (disk->backing_file_size),
  };
}

static int
decode_v3 (const struct vf_qcow2_disk_header *disk,
           struct vf_qcow2_header *header, struct vf_error *err)
{
  uint32_t order = vf_be32_get (disk->refcount_order);

  header->incompatible_features = vf_be64_get (disk->incompatible_features);
  header->autoclear_features = vf_be64_get (disk->autoclear_features);
  header->header_length = vf_be32_get (disk->header_length);
  header->has_extended_l2
      = header->incompatible_features & VF_QCOW2_INCOMPAT_EXTENDED_L2;
  if (order > 6)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: refcount order at byte 96 is %" PRIu32
                         ", must be at most 6",
                         order);
  header->refcount_bits = 1u << order;
  if (header->header_length < VF_QCOW2_V3_HEADER_LENGTH
      || header->header_length % 8)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: length at byte 100 is %" PRIu32
                         ", must be a multiple of 8 of at least 104",
                         header->header_length);
  if (header->header_length > VF_QCOW2_V3_HEADER_LENGTH)
    header->compression_type = disk->compression_type;
  return 0;
}

static int
check_clusters (const struct vf_qcow2_header *header, struct vf_error *err)
{
  if (header->cluster_bits < MIN_CLUSTER_BITS
      || header->cluster_bits > MAX_CLUSTER_BITS)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: cluster bits at byte 20 is %u, must be %d "
                         "to %d",
                         header->cluster_bits, MIN_CLUSTER_BITS,
                         MAX_CLUSTER_BITS);
  if (header->has_extended_l2
      && header->cluster_bits < MIN_EXTENDED_L2_CLUSTER_BITS)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: cluster bits at byte 20 is %u, must be at "
                         "least %d with extended L2 entries",
                         header->cluster_bits, MIN_EXTENDED_L2_CLUSTER_BITS);
  return 0;
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

static int
check_l1 (const struct vf_qcow2_header *header, uint64_t file_size,
          struct vf_error *err)
{
  unsigned entry_bits = header->has_extended_l2 ? 4 : 3;
  unsigned l2_bits = 2 * header->cluster_bits - entry_bits; /* bytes each */
  uint64_t bytes = (uint64_t)header->l1_entries * 8;
  uint64_t needed = vf_div_up (header->size, UINT64_C (1) << l2_bits);

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
  return check_table ("L1 table", header->l1_offset, bytes, header, file_size,
                      err);
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
  if (!header->backing_length || header->backing_length > MAX_BACKING_NAME
      || !vf_range_inside (header->backing_offset, header->backing_length,
                           header->cluster_size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: backing file name of %" PRIu32
                         " bytes at %" PRIu64
                         ", must be 1 to %d bytes in the first cluster",
                         header->backing_length, header->backing_offset,
                         MAX_BACKING_NAME);
  return 0;
}

/* What is valid, and cannot be read. */
static int
check_supported (const struct vf_qcow2_header *header, uint32_t crypt_method,
                 const char *unknown_name, struct vf_error *err)
{
  uint64_t features = header->incompatible_features;
  uint64_t unknown = features & ~KNOWN_INCOMPATIBLE;

  if (crypt_method)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the image is encrypted (%s), decrypt it with "
                         "qemu-img first",
                         crypt_method == 1   ? "AES"
                         : crypt_method == 2 ? "LUKS"
                                             : "unknown method");
  if (unknown)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "header: incompatible feature bit %d (%s) is not "
                         "known",
                         __builtin_ctzll (unknown),
                         *unknown_name ? unknown_name : "without a name");
  if (features & VF_QCOW2_INCOMPAT_DATA_FILE)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "its data lies in an external data file, which "
                         "cannot be read");
  if (features & VF_QCOW2_INCOMPAT_CORRUPT)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "the image is marked corrupt (incompatible feature "
                         "bit 1), repair it with qemu-img check -r all");
  return 0;
}

static int
check_header (const struct vf_qcow2_header *header, uint64_t file_size,
              struct vf_error *err)
{
  if (check_compression (header, err) || check_l1 (header, file_size, err)
      || check_refcount_table (header, err))
    return -1;
  return check_backing (header, err);
}

/* The header up to the extensions. */
static int
read_fixed (struct vf_io *io, struct vf_qcow2_disk_header *ret_disk,
            struct vf_qcow2_header *header, struct vf_error *err)
{
  size_t n = vf_min_u64 (vf_io_size (io), sizeof *ret_disk);

  memset (ret_disk, 0, sizeof *ret_disk);
  if (vf_io_read (io, ret_disk, n, 0, err))
    return -1;
  if (n < VF_QCOW2_V2_HEADER_LENGTH
      || memcmp (ret_disk->magic, VF_QCOW2_MAGIC, sizeof ret_disk->magic))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: no \"QFI\" magic at byte 0");
  decode_v2 (ret_disk, header);
  if (header->version == 2)
    return 0;
  if (header->version != 3)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "header: version at byte 4 is %u, only 2 and 3 can "
                         "be read",
                         header->version);
  if (n < VF_QCOW2_V3_HEADER_LENGTH)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: the file ends at byte %zu", n);
  return decode_v3 (ret_disk, header, err);
}

int
vf_qcow2_header_read (struct vf_io *io, struct vf_qcow2_header *ret_header,
                      struct vf_error *err)
{
  struct vf_qcow2_disk_header disk;
  struct vf_qcow2_header header;
  char unknown_name[VF_QCOW2_FEATURE_NAME_SIZE] = "";

  if (read_fixed (io, &disk, &header, err) || check_clusters (&header, err))
    return -1;
  header.cluster_size = UINT64_C (1) << header.cluster_bits;
  if (vf_qcow2_extensions_read (
          io, &header, header.incompatible_features & ~KNOWN_INCOMPATIBLE,
          unknown_name, err))
    return -1;
  if (check_supported (&header, vf_be32_get (disk.crypt_method), unknown_name,
                       err)
      || check_header (&header, vf_io_size (io), err))
    return -1;
  *ret_header = header;
  return 0;
}
