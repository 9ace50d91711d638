/* vmferry: what tar members are called.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/tar-name.h"

#include <string.h>

#include "common/charset.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "formats/ova/tar-header.h"

size_t
vf_tar_short_name (const struct vf_tar_header *header,
                   char buf[VF_TAR_SHORT_NAME])
{
  size_t n = 0;

  if (memcmp (header->magic, "ustar", 6) == 0 && header->u.ustar.prefix[0]) {
    n = strnlen (header->u.ustar.prefix, sizeof header->u.ustar.prefix);
    memcpy (buf, header->u.ustar.prefix, n);
    buf[n++] = '/';
  }
  memcpy (buf + n, header->name, sizeof header->name);
  return n + strnlen (header->name, sizeof header->name);
}

const char *
vf_tar_last_part (const char *name)
{
  const char *last = name + strlen (name);

  while (last > name && last[-1] != '/' && last[-1] != '\\')
    last--;
  return last;
}

/* A name may not lead anywhere else, nor hide what it is. */
static int
check_name (const char *bytes, size_t n, const char *name,
            struct vf_error *err)
{
  const char *part = name;
  size_t i, length;

  for (i = 0; i < n; i++)
    if ((uint8_t)bytes[i] < ' ' || bytes[i] == 0x7f)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "the name has the control byte 0x%02x at byte %zu",
                           (uint8_t)bytes[i], i);
  if (name[0] == '/')
    return vf_error_set (err, VF_ERROR_PERMISSION,
                         "the name \"%s\" is absolute", name);
  for (; *part; part += length + (part[length] == '/')) {
    length = strcspn (part, "/");
    if (length == 2 && memcmp (part, "..", 2) == 0)
      return vf_error_set (err, VF_ERROR_PERMISSION,
                           "the name \"%s\" leads out of the archive", name);
  }
  return 0;
}

/* Removes "." and empty parts in place. */
static void
tidy_name (char *name)
{
  const char *part = name;
  char *to = name;
  size_t length;

  for (; *part; part += length + (part[length] == '/')) {
    length = strcspn (part, "/");
    if (length == 0 || (length == 1 && *part == '.'))
      continue;
    if (to != name)
      *to++ = '/';
    memmove (to, part, length);
    to += length;
  }
  *to = '\0';
}

char *
vf_tar_make_name (const char *bytes, size_t n, struct vf_error *err)
{
  CLEANUP_FREE char *name = vf_charset_to_utf8 (bytes, n, NULL, err);

  if (!name || check_name (bytes, n, name, err))
    return NULL;
  tidy_name (name);
  return TAKE (name);
}
