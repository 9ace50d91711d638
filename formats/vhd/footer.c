/* vmferry: the footer of a VHD: its rules, and which of its two sizes counts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhd/footer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"

/* The largest geometry, 65535 x 16 x 255: a disk may be larger. */
#define MAX_GEOMETRY_SIZE (UINT64_C (65535) * 16 * 255 * VF_SECTOR_SIZE)

/* Dynamic disks end at 2 TiB, the reach of a table entry; a fixed one is as
 * large as its file. */
#define MAX_DYNAMIC_SIZE (UINT64_C (1) << 41)

uint32_t
vf_vhd_checksum (const void *bytes, size_t n, size_t at)
{
  const uint8_t *byte = bytes;
  uint32_t sum = 0;
  size_t i;

  for (i = 0; i < n; i++)
    if (i < at || i >= at + sizeof (struct vf_be32))
      sum += byte[i];
  return ~sum;
}

bool
vf_vhd_footer_has_cookie (const struct vf_vhd_disk_footer *disk)
{
  return memcmp (disk->cookie, VF_VHD_COOKIE, sizeof disk->cookie) == 0
         || memcmp (disk->cookie, VF_VHD_COOKIE_POISONED, sizeof disk->cookie)
                == 0;
}

static int
check_seal (const struct vf_vhd_disk_footer *disk, uint64_t offset,
            struct vf_error *err)
{
  const size_t at = offsetof (struct vf_vhd_disk_footer, checksum);
  uint32_t stored = vf_be32_get (disk->checksum);
  uint32_t computed = vf_vhd_checksum (disk, sizeof *disk, at);

  if (stored == computed || stored == computed + disk->hidden)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "checksum at byte %" PRIu64 " is 0x%08" PRIx32
                       ", but the footer's is 0x%08" PRIx32,
                       offset + at, stored, computed);
}

static int
check_cookie (const struct vf_vhd_disk_footer *disk, uint64_t offset,
              struct vf_error *err)
{
  if (!vf_vhd_footer_has_cookie (disk))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "cookie at byte %" PRIu64 " is not \"conectix\"",
                         offset);
  if (disk->cookie[0] != VF_VHD_COOKIE[0])
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "cookie at byte %" PRIu64
                         " says that a change was not finished; let Xen's "
                         "vhd-util revert its journal first",
                         offset);
  return 0;
}

static int
check_type (const struct vf_vhd_disk_footer *disk, uint64_t offset,
            struct vf_error *err)
{
  static const char *const others[]
      = { "\"none\"",         "a deprecated one", NULL, NULL, NULL,
          "a deprecated one", "a deprecated one" };
  uint32_t type = vf_be32_get (disk->type);

  if (type >= VF_VHD_FIXED && type <= VF_VHD_DIFFERENCING)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "type at byte %" PRIu64 " is %" PRIu32
                       ", %s, must be 2 (fixed), 3 (dynamic) or 4 "
                       "(differencing)",
                       offset + 60, type,
                       type < sizeof others / sizeof others[0]
                           ? others[type]
                           : "which is not known");
}

static int
check_size (const struct vf_vhd_disk_footer *disk, uint64_t offset,
            struct vf_error *err)
{
  uint64_t size = vf_be64_get (disk->current_size);

  if (size == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "current size at byte %" PRIu64 " is 0", offset + 48);
  if (vf_be32_get (disk->type) != VF_VHD_FIXED && size > MAX_DYNAMIC_SIZE)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "current size at byte %" PRIu64 " is %" PRIu64
                         ", the limit of a dynamic disk is 2 TiB",
                         offset + 48, size);
  return 0;
}

int
vf_vhd_footer_decode (const struct vf_vhd_disk_footer *disk, uint64_t offset,
                      enum vf_vhd_seal seal, struct vf_vhd_footer *ret_footer,
                      struct vf_error *err)
{
  if (check_cookie (disk, offset, err)
      || (seal == VF_VHD_SEAL_NEEDED && check_seal (disk, offset, err)))
    return -1;
  if (vf_be32_get (disk->version) >> 16 != 1)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "version at byte %" PRIu64 " is 0x%08" PRIx32
                         ", only 0x00010000 is known",
                         offset + 12, vf_be32_get (disk->version));
  if (check_type (disk, offset, err) || check_size (disk, offset, err))
    return -1;
  *ret_footer = (struct vf_vhd_footer){
    .offset = offset,
    .data_end = offset,
    .type = vf_be32_get (disk->type),
    .dynamic_offset = vf_be64_get (disk->data_offset),
    .original_size = vf_be64_get (disk->original_size),
    .current_size = vf_be64_get (disk->current_size),
    .cylinders = vf_be16_get (disk->cylinders),
    .heads = disk->heads,
    .sectors = disk->sectors,
    .timestamp = vf_be32_get (disk->timestamp),
    .creator_version = vf_be32_get (disk->creator_version),
    .id = disk->id,
    .has_saved_state = disk->saved_state != 0,
  };
  memcpy (ret_footer->creator, disk->creator, sizeof disk->creator);
  memcpy (ret_footer->creator_os, disk->creator_os, sizeof disk->creator_os);
  return 0;
}

uint64_t
vf_vhd_geometry_size (const struct vf_vhd_footer *footer)
{
  return (uint64_t)footer->cylinders * footer->heads * footer->sectors
         * VF_SECTOR_SIZE;
}

uint64_t
vf_vhd_footer_size (const struct vf_vhd_footer *footer,
                    enum vf_size_rule rule)
{
  uint64_t size = vf_vhd_geometry_size (footer);

  if (rule == VF_SIZE_GEOMETRY)
    return size;
  if (rule == VF_SIZE_CURRENT)
    return footer->current_size;
  if (strcmp (footer->creator, "vpc ") && strcmp (footer->creator, "qemu"))
    return footer->current_size;
  if (size == 0 || size >= MAX_GEOMETRY_SIZE || size > footer->current_size)
    return footer->current_size;
  return size;
}

const char *
vf_vhd_id_text (const struct vf_guid *id, char buf[37])
{
  char *to = buf;
  int i;

  for (i = 0; i < 16; i++)
    to += sprintf (to,
                   i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x",
                   id->byte[i]);
  return buf;
}
