/* vmferry: what an OVF package holds, and choosing a disk of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/package.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"

void
vf_package_clear (struct vf_package *package)
{
  size_t i;

  vf_io_close (package->joined);
  for (i = 0; i < package->used.count; i++)
    vf_io_close (package->used.items[i]);
  for (i = 0; i < package->disks.count; i++)
    free (package->disks.items[i].name);
  free (package->used.items);
  free (package->disks.items);
  vf_envelope_free (package->envelope);
  vf_manifest_free (package->manifest);
}

char *
vf_package_read_text (struct vf_io *io, size_t max, struct vf_error *err)
{
  uint64_t n = vf_io_size (io);
  CLEANUP_FREE char *text = NULL;

  if (n > max) {
    vf_error_set (err, VF_ERROR_LIMIT,
                  "%s: has %" PRIu64 " bytes, the limit is %zu",
                  vf_io_name (io), n, max);
    return NULL;
  }
  text = calloc (1, n + 1);
  if (!text) {
    vf_error_nomem (err, vf_io_name (io));
    return NULL;
  }
  return vf_io_read (io, text, n, 0, err) ? NULL : TAKE (text);
}

/* HREF with its %XX decoded, which tools write for blanks and the like.
 * Returns: malloc'd, or NULL when memory is out. */
static char *
decode_href (const char *href)
{
  char *name = strdup (href), *to = name;
  const char *from = href;

  for (; name && *from; from++)
    if (*from == '%' && vf_text_hex_value (from[1]) >= 0
        && vf_text_hex_value (from[2]) >= 0) {
      *to++ = (char)(vf_text_hex_value (from[1]) << 4
                     | vf_text_hex_value (from[2]));
      from += 2;
    } else {
      *to++ = *from;
    }
  if (name)
    *to = '\0';
  return name;
}

static int
add_disk (struct vf_package *package, const struct vf_ovf_disk *ovf_disk,
          struct vf_error *err)
{
  struct vf_package_disk disk = { .format = ovf_disk->format,
                                  .capacity = ovf_disk->capacity,
                                  .size = VF_OVF_UNKNOWN };
  const struct vf_ovf_file *file;

  disk.is_blank = ovf_disk->file == SIZE_MAX;
  if (disk.is_blank) {
    disk.name = strdup (ovf_disk->id ? ovf_disk->id : "");
  } else {
    file = &package->envelope->files.items[ovf_disk->file];
    disk.name = decode_href (file->href);
    disk.size = file->size;
    disk.chunk = file->chunk;
  }
  if (disk.name && vf_vector_push (&package->disks, disk) == 0)
    return 0;
  free (disk.name);
  return vf_error_nomem (err, "the disks of an OVF");
}

int
vf_package_read_ovf (struct vf_package *package, struct vf_io *io,
                     struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_package_read_text (io, VF_OVF_MAX_SIZE, err);
  size_t i;

  if (!text)
    return -1;
  package->envelope = vf_envelope_read (text, vf_io_size (io), err);
  if (!package->envelope)
    return -1;
  for (i = 0; i < package->envelope->disks.count; i++)
    if (add_disk (package, &package->envelope->disks.items[i], err))
      return -1;
  return 0;
}

int
vf_package_read_manifest (struct vf_package *package, struct vf_io *io,
                          struct vf_error *err)
{
  CLEANUP_FREE char *text
      = vf_package_read_text (io, VF_MANIFEST_MAX_SIZE, err);

  if (!text)
    return -1;
  package->manifest = vf_manifest_read (text, vf_io_size (io), err);
  return package->manifest ? 0
                           : vf_error_prefix (err, "%s", vf_io_name (io));
}

/* "1: a.vmdk, 2: b.vmdk", cut where it gets long.
 * Returns: BUF. */
static const char *
list_disks (const struct vf_package *package, char *buf, size_t size)
{
  const struct vf_package_disk *disk;
  size_t i, used = 0;

  buf[0] = '\0';
  for (i = 0; i < package->disks.count && used < size; i++) {
    disk = &package->disks.items[i];
    used += snprintf (buf + used, size - used, "%s%zu: \"%s\"%s",
                      i ? ", " : "", i + 1, disk->name,
                      disk->is_blank ? " (blank)" : "");
  }
  if (used >= size)
    memcpy (buf + size - 4, "...", 4);
  return buf;
}

const struct vf_package_disk *
vf_package_only_disk (const struct vf_package *package)
{
  const struct vf_package_disk *found = NULL;
  size_t i;

  for (i = 0; i < package->disks.count; i++) {
    if (package->disks.items[i].is_blank)
      continue;
    if (found)
      return NULL;
    found = &package->disks.items[i];
  }
  return found;
}

/* The disk of a file NAME, or else a blank one of that name. */
static const struct vf_package_disk *
disk_called (const struct vf_package *package, const char *name)
{
  const struct vf_package_disk *blank = NULL, *disk;
  size_t i;

  for (i = 0; i < package->disks.count; i++) {
    disk = &package->disks.items[i];
    if (strcmp (disk->name, name) != 0)
      continue;
    if (!disk->is_blank)
      return disk;
    blank = disk;
  }
  return blank;
}

/* By name first: a file may be called "2". */
static const struct vf_package_disk *
named_disk (const struct vf_package *package, const char *member)
{
  const struct vf_package_disk *disk = disk_called (package, member);
  struct vf_error ignored;
  uint64_t number;

  if (disk
      || vf_text_parse_u64 (member, 1, package->disks.count, &number,
                            &ignored))
    return disk;
  return &package->disks.items[number - 1];
}

const struct vf_package_disk *
vf_package_choose (const struct vf_package *package, const char *member,
                   struct vf_error *err)
{
  const struct vf_package_disk *disk
      = member ? named_disk (package, member)
               : vf_package_only_disk (package);
  char list[700];

  if (disk && !disk->is_blank)
    return disk;
  if (!package->disks.count)
    vf_error_set (err, VF_ERROR_UNSUPPORTED, "it has no disk");
  else if (disk)
    vf_error_set (err, VF_ERROR_USAGE,
                  "disk \"%s\" is blank: there is no file to read",
                  disk->name);
  else if (member)
    vf_error_set (err, VF_ERROR_USAGE, "it has no disk \"%s\", only %s",
                  member, list_disks (package, list, sizeof list));
  else
    vf_error_set (err, VF_ERROR_USAGE,
                  "it has several disks, say which with --disk: %s",
                  list_disks (package, list, sizeof list));
  return NULL;
}
