/* vmferry: the headers in front of a tar member: long names and pax headers
 * come as members of their own, before the one that they speak of.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/tar-walk.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/ova/tar-header.h"
#include "formats/ova/tar-name.h"
#include "formats/ova/tar-pax.h"
#include "formats/ova/tar.h"

/* Headers that only say more of the next one. */
enum { MAX_EXTRA_HEADERS = 64 };

/* What is known of a member before its own header comes. */
struct prelude {
  char *long_name; /* GNU type L */
  size_t long_name_length;
  struct vf_tar_pax pax;
  uint64_t pax_offset, pax_length;
};

static void
clear_prelude (struct prelude *prelude)
{
  free (prelude->long_name);
  vf_tar_pax_clear (&prelude->pax);
  *prelude = (struct prelude){ 0 };
}

char *
vf_tar_read_extra (struct vf_io *io, uint64_t offset, uint64_t n,
                   struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;

  if (n > VF_TAR_MAX_EXTRA) {
    vf_error_set (err, VF_ERROR_LIMIT,
                  "%" PRIu64 " bytes of names and attributes at byte %" PRIu64
                  ", the limit is 1 MiB",
                  n, offset);
    return NULL;
  }
  text = calloc (1, n + 1);
  if (!text) {
    vf_error_nomem (err, "a tar header");
    return NULL;
  }
  return vf_io_read (io, text, n, offset, err) ? NULL : TAKE (text);
}

/* Reads the header at OFFSET.
 * Returns: 1; 0 at the end of the archive, whose mark, a block of zeros, may
 * be missing; -1 on error. */
static int
read_header (struct vf_io *io, uint64_t offset, struct vf_tar_header *header,
             struct vf_error *err)
{
  if (offset == vf_io_size (io))
    return 0;
  if (vf_io_read (io, header, sizeof *header, offset, err))
    return -1;
  if (vf_tar_is_zero (header, sizeof *header))
    return 0;
  if (!vf_tar_checksum_matches (header))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "the checksum at byte 148 is wrong");
  return 1;
}

/* Sets *OFFSET to what follows N stored bytes at *OFFSET. */
static int
step_over (uint64_t n, uint64_t *offset, struct vf_error *err)
{
  uint64_t padded;

  if (!vf_round_up_u64 (n, VF_TAR_BLOCK, &padded)
      || !vf_add_u64 (*offset, padded, offset) || *offset > INT64_MAX)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "a size of %" PRIu64 " bytes does not fit", n);
  return 0;
}

/* Takes in a header that speaks of the next, with its content at OFFSET. */
static int
take_extra (struct vf_io *io, char type, uint64_t offset, uint64_t n,
            struct prelude *prelude, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;

  if (type == 'K') /* where a link leads: not followed */
    return 0;
  text = vf_tar_read_extra (io, offset, n, err);
  if (!text)
    return -1;
  if (type == 'L') {
    free (prelude->long_name);
    prelude->long_name_length = strnlen (text, n);
    prelude->long_name = TAKE (text);
    return 0;
  }
  if (type != 'g') {
    vf_tar_pax_clear (&prelude->pax);
    prelude->pax_offset = offset;
    prelude->pax_length = n;
  }
  return vf_tar_pax_read (&prelude->pax, text, n, type == 'g', err);
}

static int
set_name (const struct vf_tar_header *header, const struct prelude *prelude,
          struct vf_tar_member *member, struct vf_error *err)
{
  char buf[VF_TAR_SHORT_NAME];
  const char *bytes = buf;
  size_t n;

  if (prelude->pax.path) {
    bytes = prelude->pax.path;
    n = prelude->pax.path_length;
  } else if (prelude->long_name) {
    bytes = prelude->long_name;
    n = prelude->long_name_length;
  } else {
    n = vf_tar_short_name (header, buf);
  }
  if (member->kind == VF_TAR_FILE && n && bytes[n - 1] == '/')
    member->kind = VF_TAR_FOLDER; /* as v7 has it */
  member->name = vf_tar_make_name (bytes, n, err);
  return member->name ? 0 : -1;
}

static enum vf_tar_kind
kind_of (char type)
{
  switch (type) {
  case '0':
  case '\0':
  case '7': /* contiguous */
  case 'S':
    return VF_TAR_FILE;
  case '1':
  case '2':
    return VF_TAR_LINK;
  case '5':
    return VF_TAR_FOLDER;
  default:
    return VF_TAR_OTHER;
  }
}

/* Links, devices, folders and FIFOs store nothing, whatever their size
 * says. */
static bool
stores_data (char type)
{
  return type < '1' || type > '6';
}

/* Steps over the blocks of runs behind the header of an old GNU sparse
 * file. */
static int
skip_extensions (struct vf_io *io, const struct vf_tar_header *header,
                 uint64_t *offset, struct vf_error *err)
{
  const uint64_t max = VF_TAR_MAX_RUNS / 21 * VF_TAR_BLOCK;
  struct vf_tar_gnu_extension extension;
  uint64_t start = *offset;
  char more = header->u.gnu.is_extended;

  while (more) {
    if (*offset - start > max)
      return vf_error_set (err, VF_ERROR_LIMIT,
                           "a sparse file of more than %d runs",
                           VF_TAR_MAX_RUNS);
    if (vf_io_read (io, &extension, sizeof extension, *offset, err))
      return -1;
    *offset += sizeof extension;
    more = extension.is_extended;
  }
  return 0;
}

/* How the data is laid out, and the size that follows from that. */
static int
set_layout (struct vf_io *io, const struct vf_tar_header *header,
            const struct vf_tar_pax *pax, uint64_t *offset,
            struct vf_tar_member *member, struct vf_error *err)
{
  member->size = pax->has_real_size ? pax->real_size : member->stored;
  if (header->type == 'S') {
    member->layout = VF_TAR_SPARSE_GNU;
    return vf_tar_number (header->u.gnu.real_size,
                          sizeof header->u.gnu.real_size,
                          "the real size at byte 483", &member->size, err)
                   || skip_extensions (io, header, offset, err)
               ? -1
               : 0;
  }
  if (!pax->is_sparse)
    return 0;
  if (pax->sparse_major > 1 || (pax->sparse_major && pax->sparse_minor))
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "GNU's sparse format %" PRIu64 ".%" PRIu64
                         ", must be 0.0, 0.1 or 1.0",
                         pax->sparse_major, pax->sparse_minor);
  member->layout = pax->sparse_major ? VF_TAR_SPARSE_1_0 : VF_TAR_SPARSE_PAX;
  return 0;
}

/* Takes in the member's own header; its data begins at *OFFSET. */
static int
take_member (struct vf_io *io, const struct vf_tar_header *header,
             uint64_t size, const struct prelude *prelude, uint64_t *offset,
             struct vf_tar_member *member, struct vf_error *err)
{
  uint64_t left;

  member->kind = kind_of (header->type);
  member->pax = prelude->pax_offset;
  member->pax_length = prelude->pax_length;
  if (set_name (header, prelude, member, err))
    return -1;
  if (stores_data (header->type))
    member->stored = prelude->pax.has_size ? prelude->pax.size : size;
  if (set_layout (io, header, &prelude->pax, offset, member, err))
    return vf_error_prefix (err, "member \"%s\"", member->name);
  member->data = *offset;
  left = vf_io_size (io) - *offset;
  member->missing = member->stored > left ? member->stored - left : 0;
  if (step_over (member->stored, offset, err))
    return -1;
  *offset = vf_min_u64 (*offset, vf_io_size (io));
  return 0;
}

static bool
is_extra (char type)
{
  return type && strchr ("KLgxX", type);
}

/* The steps of vf_tar_next, which frees the prelude. */
static int
next_member (struct vf_io *io, uint64_t *offset, struct prelude *prelude,
             struct vf_tar_member *member, struct vf_error *err)
{
  struct vf_tar_header header;
  uint64_t size;
  int i, r;

  for (i = 0; i < MAX_EXTRA_HEADERS; i++) {
    member->header = *offset;
    r = read_header (io, *offset, &header, err);
    if (r <= 0)
      return r;
    if (vf_tar_number (header.size, sizeof header.size, "the size at byte 124",
                       &size, err))
      return -1;
    *offset += sizeof header;
    if (!is_extra (header.type))
      return take_member (io, &header, size, prelude, offset, member, err)
                 ? -1
                 : 1;
    if (take_extra (io, header.type, *offset, size, prelude, err)
        || step_over (size, offset, err))
      return -1;
  }
  return vf_error_set (err, VF_ERROR_LIMIT,
                       "more than %d headers before one member",
                       MAX_EXTRA_HEADERS);
}

int
vf_tar_next (struct vf_io *io, uint64_t *offset,
             struct vf_tar_member *ret_member, struct vf_error *err)
{
  struct vf_tar_member member = { 0 };
  struct prelude prelude = { 0 };
  int r = next_member (io, offset, &prelude, &member, err);

  clear_prelude (&prelude);
  if (r > 0) {
    *ret_member = member;
    return r;
  }
  if (r < 0)
    vf_error_prefix (err, "tar header at byte %" PRIu64, member.header);
  free (member.name);
  return r;
}
