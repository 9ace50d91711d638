/* vmferry: the maps of sparse files: in old GNU headers, in pax headers, or in
 * front of the data.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/tar-sparse.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/ova/tar-header.h"
#include "formats/ova/tar-pax.h"
#include "formats/ova/tar-walk.h"
#include "formats/ova/tar.h"

/* A map under construction. */
struct map {
  VF_VECTOR (struct vf_io_piece) pieces;
  uint64_t stored; /* where the data of the next run lies, from the first */
};

/* Appends a run.  Whether runs overlap is for the io to say.  GNU tar starts
 * each at a block, others behind the one before: only where that is the same
 * does the archive say which bytes are meant. */
static int
add_run (struct map *map, struct vf_tar_run run, struct vf_error *err)
{
  struct vf_io_piece piece = { .offset = map->stored,
                               .start = run.offset,
                               .length = run.length };

  if (map->pieces.count == VF_TAR_MAX_RUNS)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "a sparse file of more than %d runs",
                         VF_TAR_MAX_RUNS);
  if (run.length && map->stored % VF_TAR_BLOCK)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the run before byte %" PRIu64
                         " is no multiple of 512 bytes long",
                         run.offset);
  if (!vf_add_u64 (map->stored, run.length, &map->stored))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "a run of %" PRIu64 " bytes does not fit",
                         run.length);
  if (vf_vector_push (&map->pieces, piece))
    return vf_error_nomem (err, "the map of a sparse file");
  return 0;
}

/* Adds N runs of an old GNU header; one without a number ends them. */
static int
add_gnu_runs (struct map *map, const struct vf_tar_gnu_run *runs, size_t n,
              struct vf_error *err)
{
  struct vf_tar_run run;
  size_t i;

  for (i = 0; i < n && runs[i].length[0]; i++)
    if (vf_tar_number (runs[i].offset, sizeof runs[i].offset,
                       "the offset of a run", &run.offset, err)
        || vf_tar_number (runs[i].length, sizeof runs[i].length,
                          "the length of a run", &run.length, err)
        || add_run (map, run, err))
      return -1;
  return 0;
}

/* The blocks were counted when the archive was opened. */
static int
read_gnu_map (struct vf_io *io, const struct vf_tar_member *member,
              struct map *map, struct vf_error *err)
{
  struct vf_tar_gnu_extension extension;
  struct vf_tar_header header;
  uint64_t offset;

  if (vf_io_read (io, &header, sizeof header, member->header, err)
      || add_gnu_runs (map, header.u.gnu.runs, 4, err))
    return -1;
  for (offset = member->header + sizeof header; offset < member->data;
       offset += sizeof extension)
    if (vf_io_read (io, &extension, sizeof extension, offset, err)
        || add_gnu_runs (map, extension.runs, 21, err))
      return -1;
  return 0;
}

static int
read_pax_map (struct vf_io *io, const struct vf_tar_member *member,
              struct map *map, struct vf_error *err)
{
  CLEANUP_FREE char *text
      = vf_tar_read_extra (io, member->pax, member->pax_length, err);
  struct vf_tar_pax pax = { 0 };
  size_t i;
  int r;

  if (!text)
    return -1;
  r = vf_tar_pax_read (&pax, text, member->pax_length, false, err);
  for (i = 0; r == 0 && i < pax.runs.count; i++)
    r = add_run (map, pax.runs.items[i], err);
  vf_tar_pax_clear (&pax);
  return r;
}

/* Text that is read block by block. */
struct lines {
  struct vf_io *io;
  uint64_t offset, end; /* of the next block; of what is stored */
  char block[VF_TAR_BLOCK];
  size_t at; /* in the block; its size when it is used up */
};

static int
next_byte (struct lines *lines, char *ret_byte, struct vf_error *err)
{
  if (lines->at == sizeof lines->block) {
    if (lines->end - lines->offset < sizeof lines->block)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "the map in front of the data does not end");
    if (vf_io_read (lines->io, lines->block, sizeof lines->block,
                    lines->offset, err))
      return -1;
    lines->offset += sizeof lines->block;
    lines->at = 0;
  }
  *ret_byte = lines->block[lines->at++];
  return 0;
}

/* A decimal number with a line to itself. */
static int
next_number (struct lines *lines, uint64_t *ret_number, struct vf_error *err)
{
  uint64_t number = 0;
  char c = 0;

  for (;;) {
    if (next_byte (lines, &c, err))
      return -1;
    if (c == '\n')
      break;
    if (c < '0' || c > '9' || number > (INT64_MAX - 9) / 10)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "the map in front of the data must have numbers, "
                           "one a line");
    number = number * 10 + (c - '0');
  }
  *ret_number = number;
  return 0;
}

/* Format 1.0: the count of runs, offset and length of each, and then the data
 * at the next block. */
static int
read_text_map (struct vf_io *io, const struct vf_tar_member *member,
               struct map *map, struct vf_error *err)
{
  struct lines lines = { .io = io,
                         .offset = member->data,
                         .end = member->data + member->stored,
                         .at = VF_TAR_BLOCK };
  struct vf_tar_run run;
  uint64_t n, i;

  if (next_number (&lines, &n, err))
    return -1;
  for (i = 0; i < n; i++)
    if (next_number (&lines, &run.offset, err)
        || next_number (&lines, &run.length, err) || add_run (map, run, err))
      return -1;
  for (i = 0; i < map->pieces.count; i++)
    map->pieces.items[i].offset += lines.offset - member->data;
  map->stored += lines.offset - member->data;
  return 0;
}

static int
read_map (struct vf_io *io, const struct vf_tar_member *member,
          struct map *map, struct vf_error *err)
{
  switch (member->layout) {
  case VF_TAR_SPARSE_GNU:
    return read_gnu_map (io, member, map, err);
  case VF_TAR_SPARSE_PAX:
    return read_pax_map (io, member, map, err);
  case VF_TAR_SPARSE_1_0:
    return read_text_map (io, member, map, err);
  case VF_TAR_PLAIN:
    break;
  }
  return 0;
}

/* From offsets in what is stored to offsets in the archive. */
static void
place_pieces (struct map *map, struct vf_io *io, uint64_t data)
{
  size_t i;

  for (i = 0; i < map->pieces.count; i++) {
    map->pieces.items[i].base = io;
    map->pieces.items[i].offset += data;
  }
}

struct vf_io *
vf_tar_open_sparse (const struct vf_tar *tar,
                    const struct vf_tar_member *member, struct vf_error *err)
{
  struct map map = { 0 };
  struct vf_io *io = NULL;

  if (read_map (tar->io, member, &map, err)) {
    vf_error_prefix (err, "member \"%s\"", member->name);
  } else if (map.stored > member->stored) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "member \"%s\": its runs have %" PRIu64
                  " bytes, but %" PRIu64 " are stored",
                  member->name, map.stored, member->stored);
  } else {
    place_pieces (&map, tar->io, member->data);
    io = vf_io_from_pieces (map.pieces.items, map.pieces.count, member->size,
                            member->name, err);
  }
  free (map.pieces.items);
  return io;
}
