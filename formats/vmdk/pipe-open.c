/* vmferry: the start of a stream that comes through a pipe, which is kept in
 * memory: the descriptor is there, and the tables of streams that have them in
 * front.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/endian.h"
#include "common/error.h"
#include "common/input.h"
#include "common/io.h"
#include "formats/vmdk/descriptor-check.h"
#include "formats/vmdk/descriptor.h"
#include "formats/vmdk/marker.h"
#include "formats/vmdk/pipe-priv.h"
#include "formats/vmdk/tables.h"
#include "formats/vmdk/vmdk-disk.h"

/* The tables of 256 GiB, twice, with the usual grains. */
enum { MAX_START = 32 * 1024 * 1024 };

/* Larger grains are for those who can go back. */
enum { MAX_GRAIN = 1024 * 1024 };

#define SAVE_IT "; save it to a file first, and copy that"

/* Other formats have their tables where a pipe cannot go back to. */
static int
check_magic (const struct vf_vmdk_disk_header *disk, struct vf_error *err)
{
  if (memcmp (disk->magic, VF_VMDK_MAGIC_HOSTED, sizeof disk->magic) == 0)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "not a stream-optimized VMDK, the only kind of image "
                       "that can be read in one pass" SAVE_IT);
}

static int
check_header (const struct vf_vmdk_header *header, struct vf_error *err)
{
  if (header->capacity == 0 || !header->is_compressed)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "sparse header: is of a VMDK that is not "
                         "stream-optimized, and cannot be read in one "
                         "pass" SAVE_IT);
  if (!header->has_markers)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "sparse header: flags at byte 8 say that grains have "
                         "no markers" SAVE_IT);
  if (header->grain > MAX_GRAIN / VF_SECTOR_SIZE)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "sparse header: grain size at byte 20 is %" PRIu32
                         " sectors, the limit for a pipe is %u" SAVE_IT,
                         header->grain, MAX_GRAIN / VF_SECTOR_SIZE);
  return 0;
}

/* Takes the disk's size from its one extent, as vf_vmdk_open_embedded does. */
static int
set_size (struct vf_vmdk_pipe *pipe, const struct vf_vmdk_descriptor *desc,
          struct vf_error *err)
{
  const struct vf_vmdk_line *line = desc->lines.items;
  uint64_t sectors = pipe->header.capacity;

  if (desc->lines.count > 1
      || (desc->lines.count == 1 && line->type != VF_VMDK_SPARSE))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "descriptor: lists %zu extents, must be this file as "
                         "the one SPARSE extent",
                         desc->lines.count);
  if (desc->lines.count == 1)
    sectors = line->sectors;
  if (sectors == 0 || sectors > pipe->header.capacity)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: capacity at byte 12 is %" PRIu64
                         " sectors, but the descriptor's extent line has "
                         "%" PRIu64,
                         pipe->header.capacity, sectors);
  pipe->size = sectors * VF_SECTOR_SIZE;
  return 0;
}

/* START has N bytes, all that is before the first marker. */
static int
read_descriptor (struct vf_vmdk_pipe *pipe, const uint8_t *start, uint64_t n,
                 struct vf_error *err)
{
  VF_CLEANUP (vf_vmdk_descriptor_clear)
  struct vf_vmdk_descriptor desc = { .parent_cid = VF_VMDK_NO_PARENT };
  uint64_t offset, length;

  if (pipe->header.descriptor_offset == 0)
    return set_size (pipe, &desc, err);
  if (!vf_sectors_to_bytes (pipe->header.descriptor_offset, &offset)
      || !vf_sectors_to_bytes (pipe->header.descriptor_size, &length)
      || !vf_range_inside (offset, length, n))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: descriptor at bytes 28 and 36 is "
                         "%" PRIu64 " sectors at sector %" PRIu64
                         ", must lie before the first grain at byte %" PRIu64,
                         pipe->header.descriptor_size,
                         pipe->header.descriptor_offset, n);
  length = vf_min_u64 (length, VF_VMDK_MAX_DESCRIPTOR);
  if (vf_vmdk_descriptor_parse ((const char *)start + offset, length, &desc,
                                err)
      || vf_vmdk_descriptor_check (&desc, err))
    return -1;
  if (desc.parent_cid != VF_VMDK_NO_PARENT)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "descriptor: parentCID is %08" PRIx32
                         ": a delta needs its parent beside it" SAVE_IT,
                         desc.parent_cid);
  return set_size (pipe, &desc, err);
}

/* Counts the grains that the tables in front lead to. */
static int
count_listed (struct vf_vmdk_pipe *pipe, struct vf_vmdk_tables *tables,
              struct vf_error *err)
{
  uint64_t n_grains = vf_vmdk_tables_n_grains (tables), grain, i;
  uint32_t sectors[VF_VMDK_MAX_ENTRIES_PER_TABLE];
  struct vf_vmdk_run run;

  for (grain = 0; grain < n_grains; grain += run.count) {
    if (vf_vmdk_tables_run (tables, grain, &run, err))
      return -1;
    if (run.kind != VF_VMDK_GRAIN_DATA)
      continue;
    run.count = vf_min_u64 (run.count, VF_VMDK_MAX_ENTRIES_PER_TABLE);
    if (vf_vmdk_tables_get (tables, grain, run.count, sectors, err))
      return -1;
    pipe->listed.n += run.count;
    for (i = 0; i < run.count; i++)
      pipe->listed.sum += sectors[i];
  }
  pipe->has_tables = true;
  return 0;
}

static int
read_tables (struct vf_vmdk_pipe *pipe, const uint8_t *start, uint64_t n,
             struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = NULL;
  CLEANUP_VMDK_TABLES struct vf_vmdk_tables *tables = NULL;
  uint64_t offset;

  if (!vf_sectors_to_bytes (pipe->header.gd_offset, &offset) || offset >= n)
    return 0; /* they come later, or not at all */
  io = vf_io_from_memory (start, n, vf_input_name (pipe->input), err);
  if (io)
    tables = vf_vmdk_tables_new (io, INT64_MAX, &pipe->header, err);
  return tables ? count_listed (pipe, tables, err) : -1;
}

int
vf_vmdk_pipe_read_start (struct vf_vmdk_pipe *pipe, struct vf_error *err)
{
  CLEANUP_FREE uint8_t *start = NULL;
  struct vf_vmdk_disk_header disk;
  uint64_t n;

  if (vf_input_read (pipe->input, &disk, sizeof disk, err)
      || check_magic (&disk, err)
      || vf_vmdk_header_decode (&disk, &pipe->header, err)
      || check_header (&pipe->header, err)
      || vf_vmdk_first_marker (&pipe->header, &n, err))
    return -1;
  if (n > MAX_START)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "sparse header: overhead at byte 64 is %" PRIu64
                         " sectors, the limit for a pipe is %u" SAVE_IT,
                         pipe->header.overhead, MAX_START / VF_SECTOR_SIZE);
  start = malloc (n);
  if (!start)
    return vf_error_nomem (err, "the start of a stream");
  memcpy (start, &disk, sizeof disk);
  if (vf_input_read (pipe->input, start + sizeof disk, n - sizeof disk, err)
      || read_descriptor (pipe, start, n, err))
    return -1;
  return read_tables (pipe, start, n, err);
}
