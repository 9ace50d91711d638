/* vmferry: a disk of an OVF package as an image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/package-image.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/check-report.h"
#include "formats/gzip/io-gzip.h"
#include "formats/info.h"

/* What the OVF is: a mismatch is a note where the caller salvages. */
static int
verify_ovf (struct vf_package_image *package_image, struct vf_io *ovf,
            struct vf_error *err)
{
  struct vf_error found;

  if (vf_package_verify_ovf (&package_image->package, ovf, &found) == 0)
    return 0;
  if (found.code == VF_ERROR_CORRUPT && package_image->image.params.salvage)
    return vf_image_add_note (&package_image->image, err, "%s", found.text);
  *err = found;
  if (found.code != VF_ERROR_CORRUPT)
    return -1;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "%s; go on with --no-manifest if that is known",
                       found.text);
}

int
vf_package_image_load (struct vf_package_image *package_image,
                       struct vf_io *ovf, struct vf_io *manifest,
                       struct vf_error *err)
{
  struct vf_package *package = &package_image->package;

  if (manifest && package_image->image.params.no_digests) {
    package_image->is_manifest_unread = true;
    if (vf_image_add_note (&package_image->image, err,
                           "its manifest is not compared"))
      return -1;
  } else if (manifest && vf_package_read_manifest (package, manifest, err)) {
    return -1;
  }
  /* Before anything in it is believed. */
  if (verify_ovf (package_image, ovf, err))
    return -1;
  return vf_package_read_ovf (package, ovf, err)
             ? vf_error_prefix (err, "%s", vf_io_name (ovf))
             : 0;
}

static bool
ends_in (const char *name, const char *end)
{
  size_t n = strlen (name), m = strlen (end);

  return n >= m && strcasecmp (name + n - m, end) == 0;
}

/* Whether the OVF calls the disk raw: the last part of its format's URI. */
static bool
is_called_raw (const struct vf_package_disk *disk)
{
  return disk->format
         && (strcasecmp (disk->format, "raw") == 0
             || ends_in (disk->format, "/raw")
             || ends_in (disk->format, "#raw"));
}

/* A disk that is declared raw is raw, whatever its guest made it look like.
 * For any other the content decides; what no format claims is raw only where
 * nobody says otherwise: it is damaged, or empty. */
static int
choose_format (const struct vf_package_disk *disk, struct vf_io *io,
               const struct vf_image_format **ret_format,
               struct vf_error *err)
{
  const struct vf_image_format *format
      = is_called_raw (disk) ? vf_image_format_find ("raw", err)
                             : vf_image_format_probe (io, err);

  if (!format)
    return -1;
  *ret_format = format;
  if (format->probe || is_called_raw (disk)
      || ((!disk->format || !*disk->format)
          && (ends_in (disk->name, ".img") || ends_in (disk->name, ".raw"))))
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "\"%s\" is no disk image of a known format%s%s%s",
                       disk->name, disk->format ? ", though the OVF says " : "",
                       disk->format ? disk->format : "",
                       disk->format ? "" : ", nor is it said to be raw");
}

static int
note_capacity (const struct vf_package_image *package_image,
               struct vf_image *image, struct vf_error *err)
{
  uint64_t capacity = package_image->disk->capacity;

  if (capacity == VF_OVF_UNKNOWN || capacity <= image->size)
    return 0;
  return vf_image_add_note (image, err,
                            "the OVF gives \"%s\" a capacity of %" PRIu64
                            " bytes, but the disk has %" PRIu64,
                            package_image->disk->name, capacity, image->size);
}

/* A salvage has a disk of plain bytes, whose file may be cut off, as large as
 * the OVF says, if that can be. */
static int
restore_size (struct vf_package_image *package_image, struct vf_error *err)
{
  struct vf_image *image = &package_image->image;
  uint64_t capacity = package_image->disk->capacity;
  struct vf_error why;

  if (!image->params.salvage || capacity > VF_GZIP_MAX_SIZE)
    return 0;
  vf_error_set (&why, VF_ERROR_CORRUPT,
                "\"%s\" ends after %" PRIu64 " of the %" PRIu64
                " bytes that the OVF says",
                package_image->disk->name, image->size, capacity);
  return vf_inner_restore_size (&package_image->inner, image, capacity,
                                why.text, err);
}

int
vf_package_image_open (struct vf_package_image *package_image,
                       struct vf_error *err)
{
  struct vf_image *image = &package_image->image;
  struct vf_package *package = &package_image->package;
  struct vf_image_params params = vf_inner_params (image);
  CLEANUP_IO struct vf_io *io = NULL;

  if (params.may_list && !image->params.member
      && !vf_package_only_disk (package))
    return vf_package_note_gaps (package, image, err);
  package_image->disk
      = vf_package_choose (package, image->params.member, err);
  if (!package_image->disk)
    return -1;
  io = vf_package_open_disk (package, package_image->disk, image,
                             &package_image->is_plain, err);
  if (!io || choose_format (package_image->disk, io, &params.format, err))
    return -1;
  params.resolver = vf_package_files (package);
  return vf_inner_open (&package_image->inner, image, TAKE (io), &params, err)
                 || note_capacity (package_image, image, err)
                 || restore_size (package_image, err)
                 || vf_package_note_gaps (package, image, err)
             ? -1
             : 0;
}

static const char *
manifest_state (const struct vf_package_image *package_image)
{
  if (package_image->is_manifest_unread)
    return "not compared";
  if (!package_image->package.manifest)
    return "none";
  return "agrees with the OVF; check and copy compare the other files";
}

/* The size of a file in one piece is that which it has; otherwise that which
 * the OVF says. */
static uint64_t
file_size (const struct vf_package *package,
           const struct vf_package_disk *disk)
{
  struct vf_error ignored;
  CLEANUP_IO struct vf_io *io
      = disk->is_blank ? NULL
                       : vf_resolver_open (package->files, package->from,
                                           disk->name, &ignored);

  return io ? vf_io_size (io) : disk->size;
}

static int
list_disks (const struct vf_package *package, struct vf_info *info,
            struct vf_error *err)
{
  const struct vf_package_disk *disk;
  struct vf_info_disk row;
  size_t i;

  info->is_list = true;
  for (i = 0; i < package->disks.count; i++) {
    disk = &package->disks.items[i];
    row = (struct vf_info_disk){ .name = disk->name,
                                 .format = (char *)disk->format,
                                 .is_blank = disk->is_blank,
                                 .capacity = disk->capacity,
                                 .size = file_size (package, disk) };
    if (vf_info_add_disk (info, &row, err))
      return -1;
  }
  return 0;
}

/* What there is to say of the disk, or of all of them. */
static int
disk_info (struct vf_package_image *package_image, struct vf_info *info,
           struct vf_error *err)
{
  if (!package_image->disk)
    return list_disks (&package_image->package, info, err);
  return vf_info_add_text (info, "disk", package_image->disk->name, err)
                 || vf_inner_info (&package_image->inner, info, err)
             ? -1
             : 0;
}

int
vf_package_image_info (struct vf_package_image *package_image,
                       struct vf_info *info, struct vf_error *err)
{
  if (disk_info (package_image, info, err)
      || vf_info_add_text (info, "manifest", manifest_state (package_image),
                           err))
    return -1;
  return package_image->certificate
             ? vf_info_add_text (info, "certificate",
                                 package_image->certificate, err)
             : 0;
}

void
vf_package_image_clear (struct vf_package_image *package_image)
{
  vf_inner_close (&package_image->inner);
  vf_package_clear (&package_image->package);
  free (package_image->certificate);
  free (package_image->manifest_path);
}

int
vf_package_image_next_span (struct vf_image *image, uint64_t offset,
                            struct vf_span *ret_span, struct vf_error *err)
{
  return vf_inner_next_span (&((struct vf_package_image *)image)->inner,
                             offset, ret_span, err);
}

int
vf_package_image_read (struct vf_image *image, void *buf, size_t n,
                        uint64_t offset, struct vf_error *err)
{
  return vf_inner_read (&((struct vf_package_image *)image)->inner, buf, n,
                        offset, err);
}

void
vf_package_image_lost_span (struct vf_image *image, uint64_t offset,
                            struct vf_span *ret_span)
{
  vf_inner_lost_span (&((struct vf_package_image *)image)->inner, offset,
                      ret_span);
}

int
vf_package_image_verify (struct vf_image *image, struct vf_job *job,
                         struct vf_error *err)
{
  return vf_package_verify_used (
      &((struct vf_package_image *)image)->package, job, err);
}

bool
vf_package_image_has_digests (const struct vf_image *image)
{
  return ((const struct vf_package_image *)image)->package.manifest;
}

int
vf_package_image_check (struct vf_image *image,
                        struct vf_check_report *report, struct vf_error *err)
{
  struct vf_package_image *package_image = (struct vf_package_image *)image;

  if (!report->disk_only
      && vf_package_check (&package_image->package, report, err))
    return -1;
  return vf_inner_check (&package_image->inner, report, err);
}
