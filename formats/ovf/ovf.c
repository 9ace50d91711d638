/* vmferry: a disk that an .ovf in a folder names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/image-format.h"
#include "formats/info.h"
#include "formats/ova/package-image.h"

/* XML whose outermost element is an Envelope, of any namespace prefix. */
static int
ovf_probe (const struct vf_probe *probe)
{
  enum { BY_NAME = 85 };
  const char *text = (const char *)probe->head;
  const char *end = text + probe->head_length;
  const char *found
      = memmem (text, probe->head_length, "Envelope", strlen ("Envelope"));

  if (end - text > 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    text += 3;
  while (text < end && strchr (" \t\r\n", *text) && *text)
    text++;
  return text < end && *text == '<' && found ? BY_NAME : 0;
}

/* Opens what lies beside the OVF under its name with another extension.
 * Returns: 0, and NULL when there is none. */
static int
open_beside (struct vf_image *image, const char *extension,
             struct vf_io **ret_io, struct vf_error *err)
{
  const char *path = vf_io_name (image->io), *slash = strrchr (path, '/');
  const char *name = slash ? slash + 1 : path, *dot = strrchr (name, '.');
  size_t n = dot ? (size_t)(dot - name) : strlen (name);
  CLEANUP_FREE char *beside
      = vf_text_printf ("%.*s%s", (int)n, name, extension);
  struct vf_error why;

  *ret_io = NULL;
  if (!beside)
    return vf_error_nomem (err, path);
  *ret_io = vf_resolver_open (image->params.resolver, image->io, beside, &why);
  if (*ret_io || why.code == VF_ERROR_NOT_FOUND)
    return 0;
  *err = why;
  return -1;
}

/* The path of the file behind IO, which may be NULL, as long as the image is.
 */
static int
keep_path (const struct vf_io *io, char **ret_path, struct vf_error *err)
{
  if (!io || (*ret_path = strdup (vf_io_name (io))))
    return 0;
  return vf_error_nomem (err, vf_io_name (io));
}

static int
ovf_open (struct vf_image *image, struct vf_error *err)
{
  struct vf_package_image *ovf = (struct vf_package_image *)image;
  CLEANUP_IO struct vf_io *manifest = NULL;
  CLEANUP_IO struct vf_io *certificate = NULL;

  ovf->package.files = image->params.resolver;
  ovf->package.from = image->io;
  if (open_beside (image, ".mf", &manifest, err)
      || open_beside (image, ".cert", &certificate, err)
      || vf_package_image_load (ovf, image->io, manifest, err))
    return -1;
  if (keep_path (certificate, &ovf->certificate, err)
      || keep_path (manifest, &ovf->manifest_path, err))
    return -1;
  return vf_package_image_open (ovf, err);
}

static void
ovf_close (struct vf_image *image)
{
  vf_package_image_clear ((struct vf_package_image *)image);
}

/* LENGTH: what of the file is the disk's, bytes. */
static int
add_file (struct vf_info *info, const char *path, uint64_t length,
          struct vf_error *err)
{
  const struct vf_info_extent extent = { .path = (char *)path,
                                         .kind = "file",
                                         .access = "rdonly",
                                         .length = length };

  return path ? vf_info_add_extent (info, &extent, err) : 0;
}

/* The files of the disk are extents here, and those beside the OVF as well:
 * whoever asks which files must not be written to finds them among those. */
static int
ovf_info (struct vf_image *image, struct vf_info *info, struct vf_error *err)
{
  struct vf_package_image *ovf = (struct vf_package_image *)image;
  const struct vf_io *io;
  size_t i;

  if (vf_package_image_info (ovf, info, err))
    return -1;
  for (i = 0; i < ovf->package.used.count; i++) {
    io = ovf->package.used.items[i];
    if (add_file (info, vf_io_name (io), vf_io_size (io), err))
      return -1;
  }
  return add_file (info, ovf->manifest_path, 0, err)
                 || add_file (info, ovf->certificate, 0, err)
             ? -1
             : 0;
}

const struct vf_image_format vf_ovf_format = {
  .name = "ovf",
  .summary = "a VM in a folder: a descriptor that names its disks",
  .extensions = (const char *const[]){ "ovf", NULL },
  .probe = ovf_probe,
  .image_struct_size = sizeof (struct vf_package_image),
  .has_snapshots = true, /* of its disks */
  .has_members = true,
  .open = ovf_open,
  .close = ovf_close,
  .info = ovf_info,
  .next_span = vf_package_image_next_span,
  .read = vf_package_image_read,
  .lost_span = vf_package_image_lost_span,
  .check = vf_package_image_check,
  .check_walks_spans = true,
  .verify = vf_package_image_verify,
  .has_digests = vf_package_image_has_digests,
};
