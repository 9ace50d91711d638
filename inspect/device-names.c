/* vmferry: names of disks.
 *
 * Source: Documentation/admin-guide/devices.txt, Linux 6.1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/device-names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* No guest has more; it keeps the arithmetic small. */
#define DISK_MAX 100000u
#define PARTITION_MAX 256u

static const char *const prefixes[] = { "sd", "hd", "vd", "xvd" };

/* Takes decimal digits from REST.
 * Returns: false when there are none, or too many. */
static bool
take_number (struct vf_slice *rest, unsigned max, unsigned *ret_number)
{
  unsigned number = 0;
  size_t n = 0;

  while (n < rest->length && isdigit ((unsigned char)rest->start[n])) {
    number = number * 10 + (unsigned)(rest->start[n++] - '0');
    if (number > max)
      return false;
  }
  if (!n)
    return false;
  rest->start += n;
  rest->length -= n;
  *ret_number = number;
  return true;
}

static bool
take_text (struct vf_slice *rest, const char *text)
{
  if (!vf_slice_starts_with (*rest, text))
    return false;
  rest->start += strlen (text);
  rest->length -= strlen (text);
  return true;
}

/* Takes "a" to "zzz" from REST: 0, 1, ... */
static bool
take_letters (struct vf_slice *rest, size_t *ret_index)
{
  size_t index = 0;
  size_t n = 0;

  while (n < rest->length && rest->start[n] >= 'a' && rest->start[n] <= 'z') {
    index = index * 26 + (size_t)(rest->start[n++] - 'a') + 1;
    if (index > DISK_MAX)
      return false;
  }
  if (!n)
    return false;
  rest->start += n;
  rest->length -= n;
  *ret_index = index - 1;
  return true;
}

/* "a1" behind "sd". */
static bool
parse_lettered (struct vf_slice rest, size_t *ret_disk,
                unsigned *ret_partition)
{
  unsigned partition = 0;

  if (!take_letters (&rest, ret_disk))
    return false;
  if (rest.length && !take_number (&rest, PARTITION_MAX, &partition))
    return false;
  *ret_partition = partition;
  return rest.length == 0;
}

/* "0n1p2" behind "nvme": each controller is taken for one disk. */
static bool
parse_nvme (struct vf_slice rest, size_t *ret_disk, unsigned *ret_partition)
{
  unsigned controller, space, partition = 0;

  if (!take_number (&rest, DISK_MAX, &controller) || !take_text (&rest, "n")
      || !take_number (&rest, DISK_MAX, &space) || space == 0)
    return false;
  if (take_text (&rest, "p")
      && !take_number (&rest, PARTITION_MAX, &partition))
    return false;
  *ret_disk = (size_t)controller + space - 1;
  *ret_partition = partition;
  return rest.length == 0;
}

static bool
parse_kernel_name (struct vf_slice name, size_t *ret_disk,
                   unsigned *ret_partition)
{
  struct vf_slice rest = name;

  if (!take_text (&rest, "/dev/"))
    return false;
  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
    struct vf_slice tail = rest;

    if (take_text (&tail, prefixes[i]))
      return parse_lettered (tail, ret_disk, ret_partition);
  }
  return take_text (&rest, "nvme")
         && parse_nvme (rest, ret_disk, ret_partition);
}

static bool
is_link (struct vf_slice name)
{
  return vf_slice_starts_with (name, "/dev/disk/by-path/")
         || vf_slice_starts_with (name, "/dev/disk/by-id/");
}

/* by-id also names what a filesystem's or volume's own identity gives. */
static bool
is_stable_link (struct vf_slice name)
{
  return vf_slice_starts_with (name, "/dev/disk/by-id/dm-")
         || vf_slice_starts_with (name, "/dev/disk/by-id/lvm-pv-")
         || vf_slice_starts_with (name, "/dev/disk/by-id/md-");
}

bool
vf_device_name_parse (struct vf_slice name, size_t disk_count,
                      size_t *ret_disk, unsigned *ret_partition)
{
  const char *part;
  struct vf_slice rest;

  if (parse_kernel_name (name, ret_disk, ret_partition))
    return true;
  if (!is_link (name) || disk_count != 1)
    return false;
  *ret_disk = 0;
  *ret_partition = 0;
  part = memmem (name.start, name.length, "-part", strlen ("-part"));
  if (!part)
    return true;
  rest.start = part + strlen ("-part");
  rest.length = name.length - (size_t)(rest.start - name.start);
  return take_number (&rest, PARTITION_MAX, ret_partition)
         && rest.length == 0;
}

static bool
is_boundary (char c)
{
  return strchr (" \t\r\n\"'=,()[]{};|&", c) != NULL;
}

/* Whether NAME, bounded, is one that changes with the controllers. */
static bool
is_unstable (struct vf_slice name)
{
  size_t disk;
  unsigned partition;

  return parse_kernel_name (name, &disk, &partition)
         || (is_link (name) && !is_stable_link (name));
}

/* NAME up to its first colon: behind a kernel's name something else may
 * follow ("cryptdevice=/dev/sda3:root"), while by-path has colons itself. */
static struct vf_slice
cut_at_colon (struct vf_slice name)
{
  const char *colon = memchr (name.start, ':', name.length);

  if (colon)
    name.length = (size_t)(colon - name.start);
  return name;
}

bool
vf_device_name_find (struct vf_slice text, struct vf_slice *ret_name)
{
  const char *end = text.start + text.length;
  const char *at = text.start;

  while ((at = memmem (at, (size_t)(end - at), "/dev/", 5))) {
    struct vf_slice name = { at, 0 };
    bool is_bounded = at == text.start || is_boundary (at[-1]);

    while (at + name.length < end && !is_boundary (at[name.length]))
      name.length++;
    if (is_bounded && !is_link (name))
      name = cut_at_colon (name);
    if (is_bounded && is_unstable (name)) {
      *ret_name = name;
      return true;
    }
    at += name.length ? name.length : 1;
  }
  return false;
}

const char *
vf_device_name_of_disk (const char *prefix, size_t disk, char buf[16])
{
  char letters[8];
  size_t n = sizeof letters;
  size_t index = disk < DISK_MAX ? disk : DISK_MAX;

  letters[--n] = '\0';
  for (size_t left = index + 1; left && n; left = (left - 1) / 26)
    letters[--n] = (char)('a' + (left - 1) % 26);
  snprintf (buf, 16, "%s%s", prefix, letters + n);
  return buf;
}
