/* vmferry: which values the header of a hosted sparse VMDK may hold.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/header.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/vmdk-disk.h"

enum {
  MAX_VERSION = 3,
  MIN_GRAIN = 8, /* sectors; VMware's document asks for more than 8 */
  /* A gigabyte; QEMU's limit too. */
  MAX_GRAIN = 1 << 21,
  /* 32 MiB: a grain is inflated in memory. */
  MAX_COMPRESSED_GRAIN = 1 << 16,
};

/* Flags from here on change the layout; those below may be ignored. */
#define INCOMPATIBLE_FLAGS 0xffff0000u
#define KNOWN_INCOMPATIBLE_FLAGS                                              \
  ((uint32_t)(VF_VMDK_FLAG_COMPRESSED | VF_VMDK_FLAG_MARKERS))

static int
check_magic (const struct vf_vmdk_disk_header *disk, struct vf_error *err)
{
  if (memcmp (disk->magic, VF_VMDK_MAGIC_UNFINISHED, 4) == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: magic at byte 0 is \"kdmv\": the "
                         "program that wrote this file was interrupted; make "
                         "it again");
  if (memcmp (disk->magic, VF_VMDK_MAGIC_HOSTED, 4) != 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: magic at byte 0 is not \"KDMV\"");
  return 0;
}

static int
check_identity (const struct vf_vmdk_disk_header *disk, struct vf_error *err)
{
  uint32_t version = vf_le32_get (disk->version);
  uint32_t flags = vf_le32_get (disk->flags);

  if (version == 0 || version > MAX_VERSION)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "sparse header: version at byte 4 is %" PRIu32
                         ", known are 1 to %d",
                         version, MAX_VERSION);
  if (flags & INCOMPATIBLE_FLAGS & ~KNOWN_INCOMPATIBLE_FLAGS)
    return vf_error_set (
        err, VF_ERROR_UNSUPPORTED,
        "sparse header: flags at byte 8 are 0x%" PRIx32 ", of which 0x%" PRIx32
        " is not known",
        flags, flags & INCOMPATIBLE_FLAGS & ~KNOWN_INCOMPATIBLE_FLAGS);
  if ((flags & VF_VMDK_FLAG_NEWLINE_TEST)
      && memcmp (disk->newline_test, "\n \r\n", 4) != 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: newline test at byte 73 fails: the "
                         "file was transferred as text; copy it again in "
                         "binary mode");
  return 0;
}

static int
check_compression (const struct vf_vmdk_disk_header *disk,
                   struct vf_error *err)
{
  uint32_t flags = vf_le32_get (disk->flags);
  unsigned algorithm = vf_le16_get (disk->compress_algorithm);
  bool is_compressed = flags & VF_VMDK_FLAG_COMPRESSED;

  if (algorithm > 1)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "sparse header: compression algorithm at byte 77 is "
                         "%u, known are 0 and 1",
                         algorithm);
  if (is_compressed != (algorithm == 1))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: compression algorithm at byte 77 is "
                         "%u, but flags at byte 8 (0x%" PRIx32
                         ") say grains are %scompressed",
                         algorithm, flags, is_compressed ? "" : "not ");
  if (!is_compressed && (flags & VF_VMDK_FLAG_MARKERS))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: flags at byte 8 are 0x%" PRIx32
                         ": markers without compression",
                         flags);
  return 0;
}

static int
check_geometry (const struct vf_vmdk_disk_header *disk, struct vf_error *err)
{
  uint64_t capacity = vf_le64_get (disk->capacity);
  uint64_t grain = vf_le64_get (disk->grain_size);
  uint32_t entries = vf_le32_get (disk->entries_per_table);
  bool is_compressed = vf_le16_get (disk->compress_algorithm);

  if (capacity > INT64_MAX / VF_SECTOR_SIZE)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "sparse header: capacity at byte 12 is %" PRIu64
                         " sectors, more than a file can hold",
                         capacity);
  if (!vf_is_power_of_2 (grain) || grain < MIN_GRAIN)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: grain size at byte 20 is %" PRIu64
                         " sectors, must be a power of two of at least %d",
                         grain, MIN_GRAIN);
  if (grain > (is_compressed ? MAX_COMPRESSED_GRAIN : MAX_GRAIN))
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "sparse header: grain size at byte 20 is %" PRIu64
                         " sectors, the limit is %d",
                         grain,
                         is_compressed ? MAX_COMPRESSED_GRAIN : MAX_GRAIN);
  if (!vf_is_power_of_2 (entries) || entries > VF_VMDK_MAX_ENTRIES_PER_TABLE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: entries per grain table at byte 44 "
                         "are %" PRIu32
                         ", must be a power of two of at most %d",
                         entries, VF_VMDK_MAX_ENTRIES_PER_TABLE);
  return 0;
}

static void
fill (const struct vf_vmdk_disk_header *disk, struct vf_vmdk_header *header)
{
  uint32_t flags = vf_le32_get (disk->flags);

  header->capacity = vf_le64_get (disk->capacity);
  header->grain = (uint32_t)vf_le64_get (disk->grain_size);
  header->entries_per_table = vf_le32_get (disk->entries_per_table);
  header->gd_offset = vf_le64_get (disk->gd_offset);
  if (flags & VF_VMDK_FLAG_REDUNDANT)
    header->rgd_offset = vf_le64_get (disk->rgd_offset);
  header->overhead = vf_le64_get (disk->overhead);
  header->has_zero_grains = flags & VF_VMDK_FLAG_ZERO_GRAINS;
  header->is_compressed = flags & VF_VMDK_FLAG_COMPRESSED;
  header->has_markers = flags & VF_VMDK_FLAG_MARKERS;
  header->is_unclean = disk->unclean_shutdown;
}

int
vf_vmdk_header_decode (const struct vf_vmdk_disk_header *disk,
                       struct vf_vmdk_header *ret_header, struct vf_error *err)
{
  struct vf_vmdk_header header = { 0 };

  if (check_magic (disk, err) || check_identity (disk, err))
    return -1;
  header.version = vf_le32_get (disk->version);
  header.descriptor_offset = vf_le64_get (disk->descriptor_offset);
  header.descriptor_size = vf_le64_get (disk->descriptor_size);
  if (vf_le64_get (disk->capacity) != 0) {
    if (check_compression (disk, err) || check_geometry (disk, err))
      return -1;
    fill (disk, &header);
  } else if (header.descriptor_offset == 0) {
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: capacity at byte 12 is 0, and there "
                         "is no descriptor");
  }
  *ret_header = header;
  return 0;
}

int
vf_vmdk_header_read (struct vf_io *io, uint64_t offset,
                     struct vf_vmdk_header *ret_header, struct vf_error *err)
{
  struct vf_vmdk_disk_header disk;

  if (vf_io_read (io, &disk, sizeof disk, offset, err))
    return vf_error_prefix (err, "sparse header");
  return vf_vmdk_header_decode (&disk, ret_header, err);
}
