/* vmferry: a disk image in a gzip file, read without unpacking it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/gzip/gzip.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/gzip/io-gzip.h"
#include "formats/image-format.h"
#include "formats/info.h"
#include "formats/inner.h"

struct gzip_image {
  struct vf_image image;
  struct vf_io *content;
  struct vf_inner inner;
};

/* How files of packers start. */
struct packer {
  const char *magic;
  size_t n;
  const char *name;
  const char *unpack; /* NULL: we do it ourselves */
};

static const struct packer packers[] = {
  { "\x1f\x8b\x08", 3, "gzip", NULL },
  { "\xfd"
    "7zXZ",
    6, "xz", "xz -dk" },
  { "BZh", 3, "bzip2", "bzip2 -dk" },
  { "\x28\xb5\x2f\xfd", 4, "zstd", "zstd -d" },
  { "PK\x03\x04", 4, "zip", "unzip" },
  { "7z\xbc\xaf\x27\x1c", 6, "7-Zip", "7zz x" },
};

static const struct packer *
find_packer (const uint8_t *head, size_t n)
{
  size_t i;

  for (i = 0; i < sizeof packers / sizeof packers[0]; i++)
    if (n >= packers[i].n
        && memcmp (head, packers[i].magic, packers[i].n) == 0)
      return &packers[i];
  return NULL;
}

static int
gzip_probe (const struct vf_probe *probe)
{
  enum { BY_MAGIC = 80 };

  return find_packer (probe->head, probe->head_length) ? BY_MAGIC : 0;
}

static int
refuse_other (struct vf_io *io, struct vf_error *err)
{
  const struct packer *packer;
  uint8_t head[8] = { 0 };

  if (vf_io_read (io, head, vf_min_u64 (sizeof head, vf_io_size (io)), 0, err))
    return -1;
  packer = find_packer (head, sizeof head);
  if (!packer || !packer->unpack)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "packed by %s: unpack it first (%s)", packer->name,
                       packer->unpack);
}

static int
note_ignored (struct gzip_image *gzip, struct vf_error *err)
{
  uint64_t n = vf_io_gzip_ignored (gzip->content);

  return n ? vf_image_add_note (
             &gzip->image, err,
             "the last %" PRIu64 " bytes are no gzip data, and are ignored", n)
           : 0;
}

static int
note_damage (struct gzip_image *gzip, struct vf_error *err)
{
  uint64_t stated, known = vf_io_size (gzip->content);
  const char *damage = vf_io_gzip_damage (gzip->content, &stated);

  if (!damage)
    return 0;
  if (known < stated)
    return vf_image_add_note (&gzip->image, err,
                              "%s; %" PRIu64 " of %" PRIu64
                              " bytes that it holds are known",
                              damage, known, stated);
  if (known == stated)
    return vf_image_add_note (&gzip->image, err,
                              "%s; all %" PRIu64
                              " bytes that it holds are there, but some may "
                              "be others than they were",
                              damage, known);
  return vf_image_add_note (&gzip->image, err,
                            "%s; %" PRIu64
                            " bytes that it holds are known, and nothing says "
                            "how many there were",
                            damage, known);
}

/* A disk of plain bytes is as large as the end of the file says, or ends with
 * the sector that is cut. */
static int
restore_size (struct gzip_image *gzip, struct vf_error *err)
{
  uint64_t stated, known = vf_io_size (gzip->content);
  const char *damage = vf_io_gzip_damage (gzip->content, &stated);

  return damage ? vf_inner_restore_size (&gzip->inner, &gzip->image,
                                         stated ? stated : known, damage, err)
                : 0;
}

static int
gzip_open (struct vf_image *image, struct vf_error *err)
{
  struct gzip_image *gzip = (struct gzip_image *)image;
  struct vf_image_params params = vf_inner_params (image);
  const struct vf_gzip_params how = { .name = vf_io_name (image->io),
                                      .max_size = VF_GZIP_MAX_SIZE,
                                      .salvage = image->params.salvage,
                                      .job = image->params.job };
  struct vf_io_piece all;
  struct vf_io *io;

  if (refuse_other (image->io, err))
    return -1;
  gzip->content = vf_io_open_gzip (image->io, &how, err);
  if (!gzip->content || note_ignored (gzip, err) || note_damage (gzip, err))
    return -1;
  all = (struct vf_io_piece){ .base = gzip->content,
                              .length = vf_io_size (gzip->content) };
  io = vf_io_from_pieces (&all, 1, all.length, vf_io_name (image->io), err);
  if (!io)
    return -1;
  params.resolver = image->params.resolver;
  params.member = image->params.member;
  return vf_inner_open (&gzip->inner, image, io, &params, err)
                 || restore_size (gzip, err)
             ? -1
             : 0;
}

static void
gzip_close (struct vf_image *image)
{
  struct gzip_image *gzip = (struct gzip_image *)image;

  vf_inner_close (&gzip->inner);
  vf_io_close (gzip->content);
}

static int
gzip_next_span (struct vf_image *image, uint64_t offset,
                struct vf_span *ret_span, struct vf_error *err)
{
  return vf_inner_next_span (&((struct gzip_image *)image)->inner, offset,
                             ret_span, err);
}

static int
gzip_read (struct vf_image *image, void *buf, size_t n, uint64_t offset,
           struct vf_error *err)
{
  return vf_inner_read (&((struct gzip_image *)image)->inner, buf, n, offset,
                        err);
}

static void
gzip_lost_span (struct vf_image *image, uint64_t offset,
                struct vf_span *ret_span)
{
  vf_inner_lost_span (&((struct gzip_image *)image)->inner, offset, ret_span);
}

static int
gzip_info (struct vf_image *image, struct vf_info *info, struct vf_error *err)
{
  struct gzip_image *gzip = (struct gzip_image *)image;

  return vf_inner_info (&gzip->inner, info, err)
                 || vf_info_add_number (info, "unpacked_size", VF_INFO_SIZE,
                                        vf_io_size (gzip->content), err)
             ? -1
             : 0;
}

/* The checksums were verified when it was opened. */
static int
gzip_check (struct vf_image *image, struct vf_check_report *report,
            struct vf_error *err)
{
  return vf_inner_check (&((struct gzip_image *)image)->inner, report, err);
}

static int
gzip_verify (struct vf_image *image, struct vf_job *job, struct vf_error *err)
{
  return vf_image_verify (((struct gzip_image *)image)->inner.image, job, err);
}

static bool
gzip_has_digests (const struct vf_image *image)
{
  return vf_image_has_digests (
      ((const struct gzip_image *)image)->inner.image);
}

const struct vf_image_format vf_gzip_format = {
  .name = "gzip",
  .summary = "an image of another format, packed",
  .extensions = (const char *const[]){ "gz", NULL },
  .probe = gzip_probe,
  .image_struct_size = sizeof (struct gzip_image),
  .has_snapshots = true, /* of what is in it, and so are the disks */
  .has_members = true,
  .open = gzip_open,
  .close = gzip_close,
  .info = gzip_info,
  .next_span = gzip_next_span,
  .read = gzip_read,
  .lost_span = gzip_lost_span,
  .check = gzip_check,
  .check_walks_spans = true,
  .verify = gzip_verify,
  .has_digests = gzip_has_digests,
};
