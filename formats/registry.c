/* vmferry: all disk image formats, and how one is chosen.  The content
 * decides, by the best score; the order here means nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/foreign.h"
#include "formats/gzip/gzip.h"
#include "formats/image-format.h"
#include "formats/ova/ova.h"
#include "formats/ovf/ovf.h"
#include "formats/qcow2/qcow2.h"
#include "formats/raw/raw.h"
#include "formats/vdi/vdi.h"
#include "formats/vhd/vhd.h"
#include "formats/vhdx/vhdx.h"
#include "formats/vmdk/vmdk.h"

/* Scores from here on are as good as certain. */
enum { SURE = 90 };

const struct vf_image_format *const vf_image_formats[] = {
  &vf_gzip_format,
  &vf_ova_format,
  &vf_ovf_format,
  &vf_qcow2_format,
  &vf_raw_format,
  &vf_vdi_format,
  &vf_vhd_format,
  &vf_vhdx_format,
  &vf_vmdk_format,
  NULL,
};

/* "raw, vmdk, ...": for the error that says what there is.
 * Returns: BUF. */
static const char *
list_names (char buf[256], bool only_writable)
{
  const struct vf_image_format *const *f;
  size_t used = 0, size = 256;

  buf[0] = '\0';
  for (f = vf_image_formats; *f && used < size; f++)
    if ((*f)->create || !only_writable)
      used += snprintf (buf + used, size - used, "%s%s", used ? ", " : "",
                        (*f)->name);
  return buf;
}

static const struct vf_image_format *
find (const char *name, bool for_writing, struct vf_error *err)
{
  const struct vf_image_format *const *f;
  char names[256];

  for (f = vf_image_formats; *f; f++)
    if (strcasecmp ((*f)->name, name) == 0)
      return *f;
  vf_error_set (err, VF_ERROR_USAGE, "no format \"%s\", use one of %s%s", name,
                list_names (names, for_writing),
                strcasecmp (name, "vpc") == 0 ? "; QEMU's vpc is called vhd"
                                              : "");
  return NULL;
}

const struct vf_image_format *
vf_image_format_find (const char *name, struct vf_error *err)
{
  return find (name, false, err);
}

const struct vf_image_format *
vf_image_format_find_writable (const char *name, struct vf_error *err)
{
  const struct vf_image_format *format = find (name, true, err);
  char names[256];

  if (!format || format->create)
    return format;
  vf_error_set (err, VF_ERROR_USAGE,
                "the %s format can be read, but not written: use one of %s",
                format->name, list_names (names, true));
  return NULL;
}

const struct vf_image_format *
vf_image_format_of_name (const char *name)
{
  const struct vf_image_format *const *f;
  const char *const *extension;
  const char *dot = strrchr (name, '.');

  for (f = vf_image_formats; dot && *f; f++)
    for (extension = (*f)->extensions; *extension; extension++)
      if (strcasecmp (dot + 1, *extension) == 0)
        return *f;
  return NULL;
}

/* The format with the best score; raw, which has no probe, when none has.  Two
 * that are sure are one too many: a guest can write the first bytes of one
 * format into a disk whose file ends in another. */
static const struct vf_image_format *
best_format (const struct vf_probe *probe, const char *name,
             struct vf_error *err)
{
  const struct vf_image_format *best = &vf_raw_format, *sure = NULL;
  const struct vf_image_format *const *f;
  int score, best_score = 0;

  for (f = vf_image_formats; *f; f++) {
    score = (*f)->probe ? (*f)->probe (probe) : 0;
    if (score >= SURE && sure) {
      vf_error_set (err, VF_ERROR_USAGE,
                    "%s: it has the marks of %s and of %s; say with --format "
                    "which it is",
                    name, sure->name, (*f)->name);
      return NULL;
    }
    if (score >= SURE)
      sure = *f;
    if (score > best_score) {
      best_score = score;
      best = *f;
    }
  }
  return best;
}

static bool
has_extension (const char *name, const char *extension)
{
  size_t n = strlen (name), m = strlen (extension);

  return n >= m && strcasecmp (name + n - m, extension) == 0;
}

/* Refuses NAME where it says that the content, which no format claims, is no
 * disk: as a raw disk it would be copied without a word. */
static int
check_name (const char *name, struct vf_error *err)
{
  const struct vf_image_format *const *f;
  const struct vf_refused_name *refused;

  for (f = vf_image_formats; *f; f++)
    for (refused = (*f)->refused_names; refused && refused->extension;
         refused++)
      if (has_extension (name, refused->extension))
        return vf_error_set (err, VF_ERROR_UNSUPPORTED, "%s: %s", name,
                             refused->why);
  return 0;
}

/* The same, of content that is a disk image, but none that is read. */
static int
check_foreign (const struct vf_probe *probe, const char *name,
               struct vf_error *err)
{
  const char *format = vf_foreign_format (probe);

  if (!format)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "%s: a disk image of %s, which is not read: convert it "
                       "with qemu-img convert -O qcow2, or say --format raw "
                       "where these are the plain bytes of a disk",
                       name, format);
}

const struct vf_image_format *
vf_image_format_probe (struct vf_io *io, struct vf_error *err)
{
  uint8_t head[VF_PROBE_HEAD], tail[VF_PROBE_TAIL];
  uint64_t size = vf_io_size (io);
  struct vf_probe probe = {
    .head = head,
    .head_length = vf_min_u64 (size, sizeof head),
    .tail = tail,
    .tail_length = vf_min_u64 (size, sizeof tail),
    .file_size = size,
  };
  const struct vf_image_format *best;

  if (vf_io_read (io, head, probe.head_length, 0, err)
      || vf_io_read (io, tail, probe.tail_length, size - probe.tail_length,
                     err))
    return NULL;
  best = best_format (&probe, vf_io_name (io), err);
  if (best == &vf_raw_format
      && (check_foreign (&probe, vf_io_name (io), err)
          || check_name (vf_io_name (io), err)))
    return NULL;
  return best;
}
