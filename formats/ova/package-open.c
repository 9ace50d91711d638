/* vmferry: opening a disk's file in an OVF package: in one piece or in parts
 * (ovf:chunkSize), as it is or packed with gzip.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/gzip/io-gzip.h"
#include "formats/image-format.h"
#include "formats/ova/package.h"

enum { MAX_PARTS = 10 * 1000 };

/* Opens NAME for the disk; the package keeps the io. */
static struct vf_io *
use_file (struct vf_package *package, const struct vf_io *from,
          const char *name, struct vf_error *err)
{
  struct vf_io *io = vf_resolver_open (package->files, from, name, err);

  if (!io)
    return NULL;
  if (vf_vector_push (&package->used, io)) {
    vf_io_close (io);
    vf_error_nomem (err, name);
    return NULL;
  }
  return io;
}

/* The image owns what it is given; the package has another on the same. */
static struct vf_io *
open_named (const struct vf_resolver *resolver, const struct vf_io *from,
            const char *name, struct vf_error *err)
{
  struct vf_package *package = (struct vf_package *)resolver;

  if (!use_file (package, from, name, err))
    return NULL;
  return vf_resolver_open (package->files, from, name, err);
}

const struct vf_resolver *
vf_package_files (struct vf_package *package)
{
  package->resolver.open = open_named;
  return &package->resolver;
}

/* Part I of a disk in parts: nine digits behind its name. */
static struct vf_io *
open_part (struct vf_package *package, const struct vf_package_disk *disk,
           unsigned i, struct vf_error *err)
{
  CLEANUP_FREE char *name = vf_text_printf ("%s.%09u", disk->name, i);

  if (name)
    return use_file (package, package->from, name, err);
  vf_error_nomem (err, disk->name);
  return NULL;
}

/* That part I, which is not there, is not missing before another; PACKAGE and
 * DISK as for open_part.  Returns: 0, or -1 with CORRUPT. */
static int
check_is_end (struct vf_package *package, const struct vf_package_disk *disk,
              unsigned i, struct vf_error *err)
{
  struct vf_error ignored;

  if (!open_part (package, disk, i + 1, &ignored))
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "part %u of \"%s\" is missing, but there is part %u",
                       i, disk->name, i + 1);
}

/* Adds part I.
 * Returns: 1; 0 when it is not there, though it need not be; -1 on error. */
static int
add_part (struct vf_package *package, const struct vf_package_disk *disk,
          unsigned i, uint64_t *size, struct vf_io_piece *ret_piece,
          struct vf_error *err)
{
  struct vf_error why;
  struct vf_io *io = open_part (package, disk, i, &why);

  if (!io && why.code == VF_ERROR_NOT_FOUND && disk->size == VF_OVF_UNKNOWN
      && i > 0)
    return check_is_end (package, disk, i, err);
  if (!io) {
    *err = why;
    return vf_error_prefix (err, "part %u of \"%s\"", i, disk->name);
  }
  *ret_piece = (struct vf_io_piece){ .base = io,
                                     .start = *size,
                                     .length = vf_io_size (io) };
  *size += ret_piece->length;
  if (ret_piece->length == disk->chunk
      || (ret_piece->length < disk->chunk
          && (disk->size == VF_OVF_UNKNOWN || *size == disk->size)))
    return 1;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "part %u of \"%s\" has %" PRIu64
                       " bytes, its chunkSize is %" PRIu64,
                       i, disk->name, ret_piece->length, disk->chunk);
}

/* Opens all parts, as many as the size or else their presence says. */
static struct vf_io *
open_parts (struct vf_package *package, const struct vf_package_disk *disk,
            struct vf_error *err)
{
  VF_VECTOR (struct vf_io_piece) pieces = { 0 };
  struct vf_io_piece piece;
  uint64_t size = 0;
  unsigned i;
  int r = 1;

  for (i = 0; r > 0 && size < disk->size; i++) {
    r = i < MAX_PARTS
            ? add_part (package, disk, i, &size, &piece, err)
            : vf_error_set (err, VF_ERROR_LIMIT, "more than %d parts",
                            MAX_PARTS);
    if (r > 0 && vf_vector_push (&pieces, piece))
      r = vf_error_nomem (err, disk->name);
    if (r > 0 && piece.length < disk->chunk)
      break;
  }
  if (r >= 0)
    package->joined = vf_io_from_pieces (pieces.items, pieces.count, size,
                                         disk->name, err);
  free (pieces.items);
  return package->joined;
}

/* The disk's file as it lies there, or its parts as one.  A disk that would be
 * one part may be stored without a number. */
static struct vf_io *
open_stored (struct vf_package *package, const struct vf_package_disk *disk,
             bool *ret_is_plain, struct vf_error *err)
{
  struct vf_error first;
  struct vf_io *io;

  *ret_is_plain = false;
  if (disk->chunk) {
    io = open_parts (package, disk, &first);
    if (io)
      return io;
    *err = first;
    if (first.code != VF_ERROR_NOT_FOUND || package->used.count)
      return NULL;
  }
  *ret_is_plain = true;
  io = use_file (package, package->from, disk->name, err);
  if (!io && disk->chunk && err->code == VF_ERROR_NOT_FOUND)
    *err = first;
  return io;
}

/* What the OVF says is not trusted: the content tells. */
static int
is_gzip (struct vf_io *io, bool *ret_is, struct vf_error *err)
{
  uint8_t magic[3] = { 0 };
  size_t n = vf_min_u64 (sizeof magic, vf_io_size (io));

  if (vf_io_read (io, magic, n, 0, err))
    return -1;
  *ret_is = magic[0] == 0x1f && magic[1] == 0x8b && magic[2] == 8;
  return 0;
}

/* What a packed disk may unpack to: a little more than a disk of its capacity
 * takes in any format. */
static uint64_t
max_unpacked (const struct vf_package_disk *disk)
{
  enum { SLACK = 64 * 1024 * 1024 };

  if (disk->capacity > VF_GZIP_MAX_SIZE / 2)
    return VF_GZIP_MAX_SIZE;
  return disk->capacity + disk->capacity / 8 + SLACK;
}

static int
note_size (const struct vf_package_disk *disk, const struct vf_io *io,
           struct vf_image *image, struct vf_error *err)
{
  if (disk->size == VF_OVF_UNKNOWN || disk->size == vf_io_size (io))
    return 0;
  return vf_image_add_note (image, err,
                            "\"%s\" has %" PRIu64
                            " bytes, but the OVF says %" PRIu64,
                            disk->name, vf_io_size (io), disk->size);
}

/* What is odd about a packed disk. */
static int
note_gzip (const struct vf_package_disk *disk, const struct vf_io *unpacked,
           struct vf_image *image, struct vf_error *err)
{
  uint64_t ignored = vf_io_gzip_ignored (unpacked), stated;
  const char *damage = vf_io_gzip_damage (unpacked, &stated);

  if (ignored
      && vf_image_add_note (image, err,
                            "\"%s\": the last %" PRIu64
                            " bytes are no gzip data, and are ignored",
                            disk->name, ignored))
    return -1;
  if (!damage)
    return 0;
  return vf_image_add_note (image, err,
                            "\"%s\": %s; %" PRIu64
                            " bytes of what it holds are known",
                            disk->name, damage, vf_io_size (unpacked));
}

struct vf_io *
vf_package_open_disk (struct vf_package *package,
                      const struct vf_package_disk *disk,
                      struct vf_image *image, bool *ret_is_plain,
                      struct vf_error *err)
{
  struct vf_io *io = open_stored (package, disk, ret_is_plain, err);
  const struct vf_io_piece all
      = { .base = io, .length = io ? vf_io_size (io) : 0 };
  struct vf_gzip_params how = { .max_size = max_unpacked (disk),
                                .salvage = image->params.salvage,
                                .job = image->params.job };
  struct vf_io *unpacked;
  bool packed;

  if (!io || is_gzip (io, &packed, err) || note_size (disk, io, image, err))
    return NULL;
  if (!packed)
    return vf_io_from_pieces (&all, 1, all.length, vf_io_name (io), err);
  *ret_is_plain = false;
  how.name = vf_io_name (io);
  unpacked = vf_io_open_gzip (io, &how, err);
  if (!unpacked)
    vf_error_prefix (err, "%s", vf_io_name (io));
  else if (note_gzip (disk, unpacked, image, err))
    vf_io_close (TAKE (unpacked));
  return unpacked;
}
