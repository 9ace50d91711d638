/* vmferry: what is no grain in a streamOptimized VMDK: tables, directory and
 * footer with their markers, and at last the header.
 * Source:  VMware, Virtual Disk Format 5.0, "Stream-Optimized Compressed
 * Sparse Extents"
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vmdk/vmdk-disk.h"
#include "formats/vmdk/writer-priv.h"

enum {
  SECTOR = VF_SECTOR_SIZE,
  DESCRIPTOR_SECTOR = 1,
  DESCRIPTOR_SECTORS = 20,
  /* What VMware takes for disks of a controller, for lack of a BIOS. */
  HEADS = 255,
  SECTORS_PER_TRACK = 63,
};

/* Entries have 32 bits for a sector. */
#define MAX_FILE (((uint64_t)UINT32_MAX + 1) * SECTOR)

/* Makes room for N bytes at the end. */
static int
reserve (struct vf_vmdk_writer *w, uint64_t n, uint64_t *ret_at,
         struct vf_error *err)
{
  if (n > MAX_FILE - w->end)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "the file would become larger than 2 TiB, more than "
                         "a VMDK can be; write another format");
  *ret_at = w->end;
  w->end += n;
  return 0;
}

/* Appends a marker of TYPE that N bytes will follow, and those. */
static int
append (struct vf_vmdk_writer *w, enum vf_vmdk_marker_type type,
        const void *bytes, uint64_t n, uint64_t *ret_at, struct vf_error *err)
{
  uint64_t sectors = vf_div_up (n, SECTOR), at = 0;
  struct vf_vmdk_disk_marker marker
      = { .value = vf_le64_make (sectors), .type = vf_le32_make (type) };
  uint8_t sector[SECTOR] = { 0 };

  memcpy (sector, &marker, sizeof marker);
  if (reserve (w, (1 + sectors) * SECTOR, &at, err)
      || vf_io_write (w->io, sector, SECTOR, at, err))
    return -1;
  *ret_at = at + SECTOR;
  if (n && vf_io_write (w->io, bytes, n, at + SECTOR, err))
    return -1;
  memset (sector, 0, SECTOR);
  if (n % SECTOR)
    return vf_io_write (w->io, sector, SECTOR - n % SECTOR, at + SECTOR + n,
                        err);
  return 0;
}

/* Writes the table that was being filled, unless nothing is in it. */
static int
end_table (struct vf_vmdk_writer *w, struct vf_error *err)
{
  uint64_t at = 0;

  if (!w->is_table_used)
    return 0;
  if (append (w, VF_VMDK_MARKER_TABLE, w->entries, sizeof w->entries, &at,
              err))
    return -1;
  w->directory[w->table] = vf_le32_make (at / SECTOR);
  memset (w->entries, 0, sizeof w->entries);
  w->is_table_used = false;
  return 0;
}

static void
note_grains (struct vf_vmdk_writer *w, const uint8_t *bytes, uint64_t n,
             uint64_t file_offset)
{
  struct vf_vmdk_disk_marker marker;
  uint64_t at, size, grain;

  for (at = 0; at < n; at += vf_div_up (size, SECTOR) * SECTOR) {
    memcpy (&marker, bytes + at, sizeof marker);
    size = VF_VMDK_GRAIN_MARKER_SIZE + (uint64_t)vf_le32_get (marker.size);
    grain = vf_le64_get (marker.value) * SECTOR / VF_VMDK_OUT_GRAIN;
    w->entries[grain % VF_VMDK_OUT_ENTRIES]
        = vf_le32_make ((file_offset + at) / SECTOR);
  }
  w->is_table_used = true;
}

int
vf_vmdk_writer_place (struct vf_vmdk_writer *w, struct vf_vmdk_parcel *parcel,
                      struct vf_error *err)
{
  uint64_t table = parcel->start / VF_VMDK_OUT_TABLE_SPAN;

  if (parcel->n == 0)
    return 0;
  if (table != w->table && end_table (w, err))
    return -1;
  if (vf_le32_get (w->directory[table]))
    return vf_error_set (err, VF_ERROR_USAGE,
                         "data for guest byte %" PRIu64
                         " comes after that of a later byte was written",
                         parcel->start);
  w->table = table;
  if (reserve (w, parcel->n, &parcel->at, err))
    return -1;
  note_grains (w, parcel->bytes, parcel->n, parcel->at);
  return 0;
}

static void
fill_header (const struct vf_vmdk_writer *w, uint64_t gd_offset,
             struct vf_vmdk_disk_header *ret)
{
  *ret = (struct vf_vmdk_disk_header){
    .version = vf_le32_make (3),
    .flags = vf_le32_make (VF_VMDK_FLAG_NEWLINE_TEST | VF_VMDK_FLAG_COMPRESSED
                           | VF_VMDK_FLAG_MARKERS),
    .capacity = vf_le64_make (w->capacity),
    .grain_size = vf_le64_make (VF_VMDK_OUT_GRAIN / SECTOR),
    .descriptor_offset = vf_le64_make (DESCRIPTOR_SECTOR),
    .descriptor_size = vf_le64_make (DESCRIPTOR_SECTORS),
    .entries_per_table = vf_le32_make (VF_VMDK_OUT_ENTRIES),
    .gd_offset = vf_le64_make (gd_offset),
    .overhead = vf_le64_make (VF_VMDK_OUT_OVERHEAD / SECTOR),
    .compress_algorithm = vf_le16_make (1),
  };
  memcpy (ret->magic, VF_VMDK_MAGIC_HOSTED, sizeof ret->magic);
  memcpy (ret->newline_test, "\n \r\n", sizeof ret->newline_test);
}

/* The name of the extent means nothing, but readers want one.  The version of
 * the tools says that they are not VMware's concern, as open-vmdk has it. */
static int
write_descriptor (const struct vf_vmdk_writer *w, struct vf_error *err)
{
  char text[DESCRIPTOR_SECTORS * SECTOR] = "";

  snprintf (text, sizeof text,
            "# Disk DescriptorFile\n"
            "version=1\n"
            "CID=fffffffe\n"
            "parentCID=ffffffff\n"
            "createType=\"streamOptimized\"\n"
            "\n"
            "# Extent description\n"
            "RDONLY %" PRIu64 " SPARSE \"stream.vmdk\"\n"
            "\n"
            "# The Disk Data Base\n"
            "#DDB\n"
            "\n"
            "ddb.adapterType = \"lsilogic\"\n"
            "ddb.geometry.cylinders = \"%" PRIu64 "\"\n"
            "ddb.geometry.heads = \"%d\"\n"
            "ddb.geometry.sectors = \"%d\"\n"
            "ddb.toolsVersion = \"2147483647\"\n"
            "ddb.virtualHWVersion = \"4\"\n",
            w->capacity,
            vf_max_u64 (w->capacity / (HEADS * SECTORS_PER_TRACK), 1), HEADS,
            SECTORS_PER_TRACK);
  return vf_io_write (w->io, text, sizeof text, DESCRIPTOR_SECTOR * SECTOR,
                      err);
}

int
vf_vmdk_writer_write_end (struct vf_vmdk_writer *w, struct vf_error *err)
{
  struct vf_vmdk_disk_header header;
  uint64_t directory, ignored;

  if (end_table (w, err)
      || append (w, VF_VMDK_MARKER_DIRECTORY, w->directory,
                 w->n_tables * sizeof *w->directory, &directory, err))
    return -1;
  fill_header (w, directory / SECTOR, &header);
  if (append (w, VF_VMDK_MARKER_FOOTER, &header, sizeof header, &ignored, err)
      || append (w, VF_VMDK_MARKER_END, NULL, 0, &ignored, err)
      || write_descriptor (w, err) || vf_io_resize (w->io, w->end, err))
    return -1;
  fill_header (w, VF_VMDK_GD_AT_END, &header);
  return vf_io_write (w->io, &header, sizeof header, 0, err);
}
