/* vmferry: giving disks names that stay.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/rename.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "drivers/target.h"
#include "inspect/device-names.h"
#include "inspect/guest.h"

/* The kernel's name for a partition: "vda1", "nvme0n1p1". */
static char *
name_on_target (const struct vf_target *target, size_t disk,
                unsigned partition)
{
  const char *name = target->disk_names[disk];
  bool ends_in_digit = isdigit ((unsigned char)name[strlen (name) - 1]);

  if (!partition)
    return vf_text_printf ("/dev/%s", name);
  return vf_text_printf ("/dev/%s%s%u", name, ends_in_digit ? "p" : "",
                         partition);
}

/* Whether TEXT stands right before NAME in LINE, quotes left out. */
static bool
stands_before (struct vf_slice line, struct vf_slice name, const char *text)
{
  const char *end = name.start;
  size_t n = strlen (text);

  while (end > line.start && (end[-1] == '"' || end[-1] == '\''))
    end--;
  return (size_t)(end - line.start) >= n && memcmp (end - n, text, n) == 0;
}

/* Whether what reads it there understands UUID=: the first field of fstab, the
 * second of crypttab, root= and resume= for an initramfs. */
static bool
takes_uuid (struct vf_slice line, struct vf_slice name)
{
  return name.start == line.start || isspace ((unsigned char)name.start[-1])
         || stands_before (line, name, "root=")
         || stands_before (line, name, "resume=")
         || stands_before (line, name, "RESUME=");
}

/* Whether the kernel itself reads it: a boot entry without an initramfs. */
static bool
is_for_kernel (const struct vf_guest *guest,
               const struct vf_rename_place *place)
{
  const struct vf_guest_boot *boot = &guest->boot;

  if (!boot->config || strcmp (place->file, boot->config) != 0)
    return false;
  for (size_t i = 0; i < boot->entry_count; i++)
    if (boot->entries[i].line == place->number)
      return !boot->entries[i].initrd;
  return false;
}

/* The name of a filesystem that stays, or NULL when it has none. */
static char *
stable_name (const struct vf_guest_filesystem *fs, bool for_kernel,
             bool is_spec)
{
  if (for_kernel)
    return fs->partuuid ? vf_text_printf ("PARTUUID=%s", fs->partuuid) : NULL;
  if (!fs->uuid)
    return NULL;
  return is_spec ? vf_text_printf ("UUID=%s", fs->uuid)
                 : vf_text_printf ("/dev/disk/by-uuid/%s", fs->uuid);
}

char *
vf_rename_device (const struct vf_rename *rename,
                  const struct vf_rename_place *place, struct vf_slice name,
                  struct vf_error *err)
{
  const struct vf_guest *guest = rename->guest;
  const struct vf_guest_filesystem *fs;
  size_t disk;
  unsigned partition;
  char *renamed;

  if (!vf_device_name_parse (name, guest->disk_count, &disk, &partition)
      || disk >= rename->target->disk_count) {
    vf_error_set (err, VF_ERROR_NOT_FOUND, "%.*s: no disk is known by this",
                  (int)name.length, name.start);
    return NULL;
  }
  fs = vf_guest_find_partition (guest, disk, partition);
  if (!fs && partition) {
    vf_error_set (err, VF_ERROR_NOT_FOUND, "%.*s: there is no such partition",
                  (int)name.length, name.start);
    return NULL;
  }
  renamed = fs ? stable_name (fs, is_for_kernel (guest, place),
                              takes_uuid (place->line, name))
               : NULL;
  if (!renamed)
    renamed = name_on_target (rename->target, disk, partition);
  if (!renamed)
    vf_error_nomem (err, "a disk's name");
  return renamed;
}

static bool
is_known (const struct vf_guest *guest, const char *file, unsigned line)
{
  for (size_t i = 0; i < guest->device_ref_count; i++)
    if (guest->device_refs[i].line == line
        && strcmp (guest->device_refs[i].file, file) == 0)
      return true;
  return false;
}

/* Writes PLACE's line to OUT with its names replaced. */
static int
rename_line (const struct vf_rename *rename,
             const struct vf_rename_place *place, FILE *out,
             struct vf_error *err)
{
  struct vf_slice rest = place->line;
  struct vf_slice name;

  while (vf_device_name_find (rest, &name)) {
    struct vf_error why = { 0 };
    CLEANUP_FREE char *renamed = vf_rename_device (rename, place, name, &why);

    if (!renamed && why.code == VF_ERROR_NOMEM) {
      *err = why;
      return -1;
    }
    fwrite (rest.start, 1, (size_t)(name.start - rest.start), out);
    if (renamed)
      fputs (renamed, out);
    else
      fwrite (name.start, 1, name.length, out);
    rest.length -= (size_t)(name.start + name.length - rest.start);
    rest.start = name.start + name.length;
  }
  fwrite (rest.start, 1, rest.length, out);
  return 0;
}

static bool
is_comment (struct vf_slice line)
{
  struct vf_slice trimmed = vf_slice_trim (line);

  return trimmed.length && trimmed.start[0] == '#';
}

static int
rename_lines (const struct vf_rename *rename, const char *file,
              const char *text, bool only_known, FILE *out,
              struct vf_error *err)
{
  struct vf_rename_place place = { file, 0, { text, 0 } };

  while (*place.line.start) {
    place.line.length = strcspn (place.line.start, "\n");
    place.number++;
    if (is_comment (place.line)
        || (only_known && !is_known (rename->guest, file, place.number)))
      fwrite (place.line.start, 1, place.line.length, out);
    else if (rename_line (rename, &place, out, err) == -1)
      return -1;
    place.line.start += place.line.length;
    if (*place.line.start) {
      fputc ('\n', out);
      place.line.start++;
    }
  }
  return 0;
}

char *
vf_rename_text (const struct vf_rename *rename, const char *file,
                const char *text, bool only_known, struct vf_error *err)
{
  CLEANUP_FREE char *renamed = NULL;
  size_t size;
  FILE *out = open_memstream (&renamed, &size);
  int result;

  if (!out) {
    vf_error_nomem (err, file);
    return NULL;
  }
  result = rename_lines (rename, file, text, only_known, out, err);
  if (fclose (out) != 0 && result == 0)
    result = vf_error_nomem (err, file);
  return result == -1 ? NULL : TAKE (renamed);
}

/* Whether NAME is disk PREFIX, or a partition of it. */
static bool
is_on_disk (const char *name, const char *prefix, unsigned *ret_partition)
{
  size_t n = strlen (prefix);
  struct vf_error why = { 0 };
  uint64_t partition;

  if (strncmp (name, prefix, n) != 0)
    return false;
  *ret_partition = 0;
  if (!name[n])
    return true;
  if (isdigit ((unsigned char)prefix[n - 1]) && name[n++] != 'p')
    return false;
  if (vf_text_parse_u64 (name + n, 1, 256, &partition, &why) == -1)
    return false;
  *ret_partition = (unsigned)partition;
  return true;
}

bool
vf_target_parse_name (const struct vf_target *target, const char *name,
                      size_t *ret_disk, unsigned *ret_partition)
{
  static const char dev[] = "/dev/";

  if (strncmp (name, dev, strlen (dev)) != 0)
    return false;
  for (size_t i = 0; i < target->disk_count; i++)
    if (is_on_disk (name + strlen (dev), target->disk_names[i],
                    ret_partition)) {
      *ret_disk = i;
      return true;
    }
  return false;
}
