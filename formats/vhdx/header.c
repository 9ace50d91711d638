/* vmferry: the two headers of a VHDX.  They are written in turns, so that one
 * is sound whenever writing was cut off; a damaged one is no reason to refuse
 * the file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/header.h"

#include <inttypes.h>
#include <string.h>

#include "common/charset.h"
#include "common/checked.h"
#include "common/crc32c.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/vhdx-disk.h"

/* A GiB; writers use 1 MiB to 64 MiB. */
#define MAX_LOG_LENGTH (UINT32_C (1) << 30)

static const uint64_t offsets[] = { VF_VHDX_HEADER_1, VF_VHDX_HEADER_2 };

char *
vf_vhdx_read_creator (struct vf_io *io, struct vf_error *err)
{
  struct vf_vhdx_disk_identifier id;

  if (vf_io_read (io, &id, sizeof id, 0, err)) {
    vf_error_prefix (err, "file identifier");
    return NULL;
  }
  if (memcmp (id.signature, VF_VHDX_SIGNATURE, sizeof id.signature) != 0) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "file identifier: signature at byte 0 is not \"vhdxfile\"");
    return NULL;
  }
  return vf_charset_from_utf16le (id.creator, sizeof id.creator, err);
}

/* Whether the bytes are a header at all: signature and checksum. */
static int
check_seal (const struct vf_vhdx_disk_header *disk, uint64_t offset,
            struct vf_error *err)
{
  struct vf_vhdx_disk_header copy = *disk;
  uint32_t stored = vf_le32_get (disk->checksum), computed;

  if (memcmp (disk->signature, "head", sizeof disk->signature) != 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "signature at byte %" PRIu64 " is not \"head\"",
                         offset);
  copy.checksum = vf_le32_make (0);
  computed = vf_crc32c (0, &copy, sizeof copy);
  if (stored != computed)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "checksum at byte %" PRIu64 " is 0x%08" PRIx32
                         ", but the header's is 0x%08" PRIx32,
                         offset + 4, stored, computed);
  return 0;
}

static int
check_log (const struct vf_vhdx_disk_header *disk, uint64_t offset,
           uint64_t file_size, struct vf_error *err)
{
  uint64_t log_offset = vf_le64_get (disk->log_offset);
  uint32_t log_length = vf_le32_get (disk->log_length);

  if (vf_guid_is_zero (&disk->log_guid) && log_length == 0)
    return 0;
  if (!vf_guid_is_zero (&disk->log_guid)
      && vf_le16_get (disk->log_version) != 0)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "log version at byte %" PRIu64
                         " is %u, only 0 is known",
                         offset + 64, vf_le16_get (disk->log_version));
  if (log_length == 0 || log_length % VF_VHDX_MIB)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "log length at byte %" PRIu64 " is %" PRIu32
                         ", must be a multiple of 1 MiB and not 0",
                         offset + 68, log_length);
  if (log_length > MAX_LOG_LENGTH)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "log length at byte %" PRIu64 " is %" PRIu32
                         ", the limit is %" PRIu32,
                         offset + 68, log_length, MAX_LOG_LENGTH);
  if (log_offset < VF_VHDX_MIB || log_offset % VF_VHDX_MIB
      || !vf_range_inside (log_offset, log_length, file_size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "log offset at byte %" PRIu64 " is %" PRIu64
                         ", must be a multiple of 1 MiB, not 0, and inside "
                         "the %" PRIu64 " bytes of the file",
                         offset + 72, log_offset, file_size);
  return 0;
}

/* Holds a sealed header to its rules. */
static int
decode (const struct vf_vhdx_disk_header *disk, uint64_t offset,
        uint64_t file_size, struct vf_vhdx_header *ret_header,
        struct vf_error *err)
{
  if (vf_le16_get (disk->version) != 1)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "version at byte %" PRIu64 " is %u, only 1 is known",
                         offset + 66, vf_le16_get (disk->version));
  if (check_log (disk, offset, file_size, err))
    return -1;
  *ret_header = (struct vf_vhdx_header){
    .sequence = vf_le64_get (disk->sequence),
    .data_write_guid = disk->data_write_guid,
    .log_guid = disk->log_guid,
    .log_offset = vf_le64_get (disk->log_offset),
    .log_length = vf_le32_get (disk->log_length),
  };
  if (ret_header->log_length == 0)
    ret_header->log_offset = 0;
  return 0;
}

/* Which of two sealed headers is current: 0, 1, or -1.  Disk2vhd writes two
 * that are the same, sequence number and all. */
static int
choose (const struct vf_vhdx_disk_header *disks, struct vf_error *err)
{
  uint64_t first = vf_le64_get (disks[0].sequence);
  uint64_t second = vf_le64_get (disks[1].sequence);

  if (first != second)
    return first > second ? 0 : 1;
  if (memcmp (&disks[0], &disks[1], sizeof disks[0]) != 0)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "headers: the sequence numbers at bytes %d and %d are "
        "both %" PRIu64 ", but the headers differ",
        VF_VHDX_HEADER_1 + 8, VF_VHDX_HEADER_2 + 8, first);
  return 0;
}

static int
read_sealed (struct vf_io *io, int number, struct vf_vhdx_disk_header *disk,
             struct vf_error *err)
{
  if (!vf_range_inside (offsets[number], sizeof *disk, vf_io_size (io)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header %d: lies at byte %" PRIu64
                         ", but the file ends at byte %" PRIu64,
                         number + 1, (uint64_t)offsets[number],
                         vf_io_size (io));
  if (vf_io_read (io, disk, sizeof *disk, offsets[number], err)
      || check_seal (disk, offsets[number], err))
    return vf_error_prefix (err, "header %d", number + 1);
  return 0;
}

int
vf_vhdx_header_check (struct vf_io *io, int number, struct vf_error *err)
{
  struct vf_vhdx_disk_header disk;

  return read_sealed (io, number, &disk, err);
}

int
vf_vhdx_header_read (struct vf_io *io, struct vf_vhdx_header *ret_header,
                     struct vf_error *err)
{
  struct vf_vhdx_disk_header disks[2];
  struct vf_error why[2];
  bool is_sound[2];
  int i;

  for (i = 0; i < 2; i++) {
    is_sound[i] = read_sealed (io, i, &disks[i], &why[i]) == 0;
    if (!is_sound[i] && why[i].code != VF_ERROR_CORRUPT) {
      *err = why[i];
      return -1;
    }
  }
  if (!is_sound[0] && !is_sound[1])
    return vf_error_set (err, VF_ERROR_CORRUPT, "%.500s; %.500s", why[0].text,
                         why[1].text);
  i = is_sound[1];
  if (is_sound[0] && is_sound[1])
    i = choose (disks, err);
  if (i < 0)
    return -1;
  if (decode (&disks[i], offsets[i], vf_io_size (io), ret_header, err))
    return vf_error_prefix (err, "header %d", i + 1);
  return 0;
}
