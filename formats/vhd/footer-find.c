/* vmferry: finding the footer of a VHD.  It ends the file; what is at byte 0
 * of a dynamic disk is its copy, for when writing the end was cut off.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhd/footer-find.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/image-format.h"

/* How far before the end one is looked for: what servers and tapes pad to. */
enum { SEARCHED = 64 * 1024 };

/* Reads a footer of N bytes at OFFSET; what an old one lacks is zero. */
static int
read_at (struct vf_io *io, uint64_t offset, size_t n, enum vf_vhd_seal seal,
         struct vf_vhd_footer *ret_footer, struct vf_error *err)
{
  struct vf_vhd_disk_footer disk = { .hidden = 0 };

  if (vf_io_read (io, &disk, n, offset, err))
    return -1;
  return vf_vhd_footer_decode (&disk, offset, seal, ret_footer, err);
}

int
vf_vhd_footer_read_end (struct vf_io *io, enum vf_vhd_seal seal,
                        struct vf_vhd_footer *ret_footer, struct vf_error *err)
{
  const size_t size = sizeof (struct vf_vhd_disk_footer);
  struct vf_error found;

  if (vf_io_size (io) < size)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "the file has only %" PRIu64 " bytes",
                         vf_io_size (io));
  if (read_at (io, vf_io_size (io) - size, size, seal, ret_footer, err) == 0)
    return 0;
  return read_at (io, vf_io_size (io) - VF_VHD_OLD_FOOTER_SIZE,
                  VF_VHD_OLD_FOOTER_SIZE, seal, ret_footer, &found);
}

int
vf_vhd_footer_read_copy (struct vf_io *io, enum vf_vhd_seal seal,
                         struct vf_vhd_footer *ret_footer,
                         struct vf_error *err)
{
  struct vf_vhd_footer footer;

  if (read_at (io, 0, sizeof (struct vf_vhd_disk_footer), seal, &footer, err))
    return -1;
  if (footer.type == VF_VHD_FIXED)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "type at byte 60 is 2 (fixed), which has no copy");
  footer.data_end = vf_io_size (io);
  *ret_footer = footer;
  return 0;
}

/* Looks for a sound footer before the end. */
static int
search (struct vf_io *io, struct vf_vhd_footer *ret_footer,
        struct vf_error *err)
{
  const size_t size = sizeof (struct vf_vhd_disk_footer);
  size_t n = vf_min_u64 (SEARCHED, vf_io_size (io)), at;
  uint64_t start = vf_io_size (io) - n;
  CLEANUP_FREE uint8_t *tail = malloc (SEARCHED);
  struct vf_vhd_disk_footer disk;

  if (!tail)
    return vf_error_nomem (err, "the end of the file");
  if (n < size || vf_io_read (io, tail, n, start, err))
    return -1;
  for (at = n - size + 1; at-- > 0;) {
    memcpy (&disk, tail + at, size);
    if (vf_vhd_footer_has_cookie (&disk)
        && vf_vhd_footer_decode (&disk, start + at, VF_VHD_SEAL_NEEDED,
                                 ret_footer, err)
               == 0)
      return 0;
  }
  return -1;
}

/* What to do without any footer where there is no copy at byte 0, either. */
static const char *
hint (struct vf_io *io)
{
  struct vf_vhd_disk_footer disk = { .hidden = 0 };
  struct vf_error ignored;

  if (vf_io_size (io) < sizeof disk
      || vf_io_read (io, &disk, sizeof disk, 0, &ignored)
      || vf_vhd_footer_has_cookie (&disk))
    return "";
  return "; if it is a fixed disk that was cut off, --format raw reads what "
         "is left of it";
}

/* What can be had when neither is sound. */
static int
salvage (struct vf_image *image, const char *why,
         struct vf_vhd_footer *ret_footer, struct vf_error *err)
{
  struct vf_error found;

  if (search (image->io, ret_footer, &found) == 0)
    return vf_image_add_note (image, err,
                              "footer: %s; one at byte %" PRIu64
                              " is used, and what follows it is ignored",
                              why, ret_footer->offset);
  if (vf_vhd_footer_read_end (image->io, VF_VHD_SEAL_IGNORED, ret_footer,
                              &found)
          == 0
      || vf_vhd_footer_read_copy (image->io, VF_VHD_SEAL_IGNORED, ret_footer,
                                  &found)
             == 0)
    return vf_image_add_note (image, err, "footer: %s; it is used as it is",
                              why);
  return vf_error_set (err, VF_ERROR_CORRUPT, "footer: %s%s", why,
                       hint (image->io));
}

/* Says that there is none, and where one is that could be used.  No footer at
 * the end of a file that has one before it is a file with something behind. */
static int
refuse (struct vf_io *io, const struct vf_error *why, const char *why_no_copy,
        struct vf_error *err)
{
  struct vf_vhd_footer before;
  struct vf_error found;

  if (search (io, &before, &found) == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "footer: %s, but one stands at byte %" PRIu64
                         "; \"copy --salvage\" ignores what follows it",
                         why->text, before.offset);
  return vf_error_set (err, why->code,
                       "footer: %s; copy of the footer: %s%s", why->text,
                       why_no_copy, hint (io));
}

/* A footer at byte 0 with the identifier of the one at the end is its copy,
 * and no data of a fixed disk; it must be of the same type.  Their sizes may
 * differ: the end is written first when a disk is resized. */
static int
check_copy (struct vf_image *image, const struct vf_vhd_footer *footer,
            struct vf_error *err)
{
  struct vf_vhd_footer copy;
  struct vf_error ignored;

  if (vf_vhd_footer_read_copy (image->io, VF_VHD_SEAL_NEEDED, &copy, &ignored)
      || !vf_guid_equal (&copy.id, &footer->id))
    return 0;
  if (copy.type != footer->type)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "footer: type at byte %" PRIu64
        " is %d, but its copy at byte 0 has %d",
        footer->offset + offsetof (struct vf_vhd_disk_footer, type),
        footer->type, copy.type);
  if (copy.current_size == footer->current_size)
    return 0;
  return vf_image_add_note (image, err,
                            "footer: current size is %" PRIu64
                            ", but its copy at byte 0 has %" PRIu64
                            ": resizing was cut off",
                            footer->current_size, copy.current_size);
}

int
vf_vhd_footer_find (struct vf_image *image, struct vf_vhd_footer *ret_footer,
                    struct vf_error *err)
{
  struct vf_error why, why_no_copy;

  if (vf_vhd_footer_read_end (image->io, VF_VHD_SEAL_NEEDED, ret_footer, &why)
      == 0)
    return check_copy (image, ret_footer, err);
  if (why.code == VF_ERROR_UNSUPPORTED || why.code == VF_ERROR_LIMIT) {
    *err = why;
    return vf_error_prefix (err, "footer");
  }
  if (vf_vhd_footer_read_copy (image->io, VF_VHD_SEAL_NEEDED, ret_footer,
                               &why_no_copy)
      == 0)
    return vf_image_add_note (
        image, err, "footer: %s; its copy at byte 0 is used", why.text);
  if (image->params.salvage)
    return salvage (image, why.text, ret_footer, err);
  return refuse (image->io, &why, why_no_copy.text, err);
}
