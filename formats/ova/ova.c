/* vmferry: a disk in an OVA, read where it lies in the archive.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/ova.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/image-format.h"
#include "formats/info.h"
#include "formats/ova/package-image.h"
#include "formats/ova/tar-find.h"
#include "formats/ova/tar-header.h"
#include "formats/ova/tar-resolver.h"
#include "formats/ova/tar.h"
#include "formats/ovf/ovf.h"

struct ova_image {
  struct vf_package_image base;
  struct vf_tar *tar;
  struct vf_tar_resolver files;
  struct vf_io *ovf; /* NULL: there is none */
};

static int
ova_probe (const struct vf_probe *probe)
{
  return vf_tar_probe (probe->head, probe->head_length);
}

/* Whether MEMBER is a file whose name ends in EXTENSION.  "._x" is what macOS
 * remembers about x. */
static bool
has_extension (const struct vf_tar_member *member, const char *extension)
{
  size_t n = strlen (member->name), m = strlen (extension);
  const char *slash = strrchr (member->name, '/');
  const char *last = slash ? slash + 1 : member->name;

  return member->kind == VF_TAR_FILE && n > m
         && strcasecmp (member->name + n - m, extension) == 0
         && strncmp (last, "._", 2) != 0;
}

/* The first file with EXTENSION, and how many there are. */
static const struct vf_tar_member *
first_with (const struct vf_tar *tar, const char *extension, size_t *ret_count)
{
  const struct vf_tar_member *first = NULL;
  size_t i, n = 0;

  for (i = 0; i < tar->members.count; i++)
    if (has_extension (&tar->members.items[i], extension) && !n++)
      first = &tar->members.items[i];
  *ret_count = n;
  return first;
}

const struct vf_tar_member *
vf_ova_find_ovf (const struct vf_tar *tar)
{
  size_t n;

  return first_with (tar, ".ovf", &n);
}

/* The file that belongs to the OVF: with EXTENSION instead of its own, or else
 * the only one with EXTENSION. */
static const struct vf_tar_member *
beside_ovf (const struct vf_tar *tar, const char *ovf, const char *extension)
{
  size_t i, n, stem = strlen (ovf) - strlen (".ovf");
  const struct vf_tar_member *member;

  for (i = 0; i < tar->members.count; i++) {
    member = &tar->members.items[i];
    if (has_extension (member, extension)
        && strlen (member->name) == stem + strlen (extension)
        && strncasecmp (member->name, ovf, stem) == 0)
      return member;
  }
  member = first_with (tar, extension, &n);
  return n == 1 ? member : NULL;
}

/* A member that is cut off is found now, not in the middle of the work. */
static int
check_complete (struct ova_image *ova, struct vf_error *err)
{
  const struct vf_tar_member *member;
  size_t i;

  for (i = 0; i < ova->tar->members.count; i++) {
    member = &ova->tar->members.items[i];
    if (!member->missing)
      continue;
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "the archive ends inside \"%s\": %" PRIu64 " of its %" PRIu64
                  " bytes are missing",
                  member->name, member->missing, member->stored);
    if (!ova->base.image.params.salvage)
      return -1;
    return vf_image_add_note (&ova->base.image, err, "%s", err->text);
  }
  return 0;
}

static int
read_certificate (struct ova_image *ova, const char *ovf,
                  struct vf_error *err)
{
  const struct vf_tar_member *member = beside_ovf (ova->tar, ovf, ".cert");

  if (!member)
    return 0;
  ova->base.certificate = strdup (member->name);
  return ova->base.certificate ? 0 : vf_error_nomem (err, member->name);
}

static int
read_ovf (struct ova_image *ova, const struct vf_tar_member *ovf,
          struct vf_error *err)
{
  const struct vf_tar_member *member = beside_ovf (ova->tar, ovf->name, ".mf");
  CLEANUP_IO struct vf_io *manifest = NULL;

  ova->ovf = vf_tar_open_member (ova->tar, ovf, err);
  if (!ova->ovf)
    return -1;
  ova->base.package.from = ova->ovf;
  if (member && !(manifest = vf_tar_open_member (ova->tar, member, err)))
    return -1;
  return vf_package_image_load (&ova->base, ova->ovf, manifest, err)
                 || read_certificate (ova, ovf->name, err)
             ? -1
             : 0;
}

/* Whether the content of MEMBER is that of a disk image.
 * Returns: 1, 0, or -1 on error. */
static int
is_disk (const struct ova_image *ova, const struct vf_tar_member *member,
         struct vf_error *err)
{
  const struct vf_image_format *format;
  CLEANUP_IO struct vf_io *io = NULL;

  if (member->kind != VF_TAR_FILE || member->missing || !member->size)
    return 0;
  io = vf_tar_open_member (ova->tar, member, err);
  format = io ? vf_image_format_probe (io, err) : NULL;
  if (!format)
    return -1;
  return format->probe && format != &vf_ova_format
         && format != &vf_ovf_format;
}

/* An archive without an OVF: the disks are what looks like one. */
static int
find_disks (struct ova_image *ova, struct vf_error *err)
{
  enum { MAX_LOOKED_AT = 1000 };
  struct vf_package *package = &ova->base.package;
  struct vf_package_disk disk;
  size_t i;
  int r;

  package->from = ova->base.image.io;
  for (i = 0; i < ova->tar->members.count && i < MAX_LOOKED_AT; i++) {
    r = is_disk (ova, &ova->tar->members.items[i], err);
    if (r < 0)
      return -1;
    if (!r)
      continue;
    disk = (struct vf_package_disk){
      .name = strdup (ova->tar->members.items[i].name),
      .capacity = VF_OVF_UNKNOWN,
      .size = VF_OVF_UNKNOWN,
    };
    if (!disk.name || vf_vector_push (&package->disks, disk)) {
      free (disk.name);
      return vf_error_nomem (err, "the disks of an archive");
    }
  }
  if (package->disks.count)
    return vf_image_add_note (&ova->base.image, err, "it has no .ovf");
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "a tar archive without .ovf and without a disk image");
}

/* Where the disk lies, if it is one piece of the archive. */
static void
set_place (struct ova_image *ova)
{
  const struct vf_tar_member *member;

  if (!ova->base.is_plain)
    return;
  member = vf_tar_find (ova->tar, vf_io_name (ova->base.inner.image->io));
  if (!member || member->layout != VF_TAR_PLAIN)
    return;
  ova->base.inner.has_place = true;
  ova->base.inner.place = member->data;
}

static int
ova_open (struct vf_image *image, struct vf_error *err)
{
  struct ova_image *ova = (struct ova_image *)image;
  const struct vf_tar_member *ovf;
  size_t n;

  ova->tar = vf_tar_open (image->io, err);
  if (!ova->tar || check_complete (ova, err))
    return -1;
  vf_tar_resolver_init (&ova->files, ova->tar, image->params.salvage);
  ova->base.package.files = &ova->files.resolver;
  ovf = first_with (ova->tar, ".ovf", &n);
  if (n > 1
      && vf_image_add_note (image, err, "of its %zu .ovf files, \"%s\" counts",
                            n, ovf->name))
    return -1;
  if (ovf ? read_ovf (ova, ovf, err) : find_disks (ova, err))
    return -1;
  if (vf_package_image_open (&ova->base, err))
    return -1;
  set_place (ova);
  return 0;
}

static void
ova_close (struct vf_image *image)
{
  struct ova_image *ova = (struct ova_image *)image;

  vf_package_image_clear (&ova->base);
  vf_io_close (ova->ovf);
  vf_tar_close (ova->tar);
}

/* The disk that NAME is, or is a part of. */
static unsigned
disk_number (const struct vf_package *package, const char *name)
{
  const struct vf_package_disk *disk;
  size_t i, n;

  for (i = 0; i < package->disks.count; i++) {
    disk = &package->disks.items[i];
    n = strlen (disk->name);
    if (!disk->is_blank && strncasecmp (name, disk->name, n) == 0
        && (!name[n] || (disk->chunk && name[n] == '.')))
      return i + 1;
  }
  return 0;
}

static int
ova_info (struct vf_image *image, struct vf_info *info, struct vf_error *err)
{
  struct ova_image *ova = (struct ova_image *)image;
  const struct vf_package *package = &ova->base.package;
  struct vf_info_member row;
  size_t i;

  for (i = 0; i < ova->tar->members.count; i++) {
    row = (struct vf_info_member){ .name = ova->tar->members.items[i].name,
                                   .size = ova->tar->members.items[i].size };
    row.disk = disk_number (package, row.name);
    row.is_disk_shown
        = row.disk && &package->disks.items[row.disk - 1] == ova->base.disk;
    if (vf_info_add_member (info, &row, err))
      return -1;
  }
  return vf_package_image_info (&ova->base, info, err);
}

static struct vf_io *
ova_file_io (struct vf_image *image, unsigned file __attribute__ ((unused)))
{
  return image->io;
}

const struct vf_image_format vf_ova_format = {
  .name = "ova",
  .summary = "a VM in a tar archive (OVF)",
  .extensions = (const char *const[]){ "ova", NULL },
  .probe = ova_probe,
  .image_struct_size = sizeof (struct ova_image),
  .has_snapshots = true, /* of its disks */
  .has_members = true,
  .open = ova_open,
  .close = ova_close,
  .info = ova_info,
  .next_span = vf_package_image_next_span,
  .read = vf_package_image_read,
  .lost_span = vf_package_image_lost_span,
  .file_io = ova_file_io,
  .check = vf_package_image_check,
  .check_walks_spans = true,
  .verify = vf_package_image_verify,
  .has_digests = vf_package_image_has_digests,
};
