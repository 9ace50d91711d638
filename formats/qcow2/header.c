/* vmferry: decoding the qcow2 header.
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

enum { MIN_CLUSTER_BITS = 9, MAX_CLUSTER_BITS = 21 };

/* A subcluster is at least a sector: 32 of them make a cluster. */
enum { MIN_EXTENDED_L2_CLUSTER_BITS = 14 };

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
    .crypt_method = vf_be32_get (disk->crypt_method),
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
vf_qcow2_header_read (struct vf_io *io, bool salvage,
                      struct vf_qcow2_header *ret_header, struct vf_error *err)
{
  struct vf_qcow2_disk_header disk;
  struct vf_qcow2_header header;
  char unknown_name[VF_QCOW2_FEATURE_NAME_SIZE] = "";

  if (read_fixed (io, &disk, &header, err) || check_clusters (&header, err))
    return -1;
  header.cluster_size = UINT64_C (1) << header.cluster_bits;
  if (vf_qcow2_extensions_read (io, &header,
                                vf_qcow2_unknown_features (&header),
                                unknown_name, err)
      || vf_qcow2_header_check (&header, unknown_name, vf_io_size (io),
                                salvage, err))
    return -1;
  *ret_header = header;
  return 0;
}
