/* vmferry: setting and prefixing error values.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static enum vf_error_code
code_of_errno (int errnum)
{
  switch (errnum) {
  case ENOENT:
  case ENOTDIR:
  case ENXIO:
    return VF_ERROR_NOT_FOUND;
  case EEXIST:
    return VF_ERROR_EXISTS;
  case EACCES:
  case EPERM:
  case EROFS:
    return VF_ERROR_PERMISSION;
  case ENOMEM:
    return VF_ERROR_NOMEM;
  case ECANCELED:
    return VF_ERROR_CANCELLED;
  default:
    return VF_ERROR_IO;
  }
}

/* By way of a copy: the arguments may be parts of the old text. */
__attribute__ ((format (printf, 2, 0))) static void
format_text (struct vf_error *err, const char *fmt, va_list args)
{
  char text[sizeof err->text];

  vsnprintf (text, sizeof text, fmt, args);
  memcpy (err->text, text, strlen (text) + 1);
}

int
vf_error_set (struct vf_error *err, enum vf_error_code code, const char *fmt,
              ...)
{
  va_list args;

  err->code = code;
  err->errnum = 0;
  va_start (args, fmt);
  format_text (err, fmt, args);
  va_end (args);
  return -1;
}

int
vf_error_set_errno (struct vf_error *err, int errnum, const char *fmt, ...)
{
  va_list args;
  size_t used;

  err->code = code_of_errno (errnum);
  err->errnum = errnum;
  va_start (args, fmt);
  format_text (err, fmt, args);
  va_end (args);
  used = strlen (err->text);
  snprintf (err->text + used, sizeof err->text - used, ": %s",
            strerror (errnum));
  return -1;
}

int
vf_error_nomem (struct vf_error *err, const char *what)
{
  vf_error_set (err, VF_ERROR_NOMEM, "out of memory for %s", what);
  err->errnum = ENOMEM;
  return -1;
}

int
vf_error_prefix (struct vf_error *err, const char *fmt, ...)
{
  char inner[sizeof err->text];
  va_list args;
  size_t used;

  memcpy (inner, err->text, strlen (err->text) + 1);
  va_start (args, fmt);
  format_text (err, fmt, args);
  va_end (args);
  used = strlen (err->text);
  snprintf (err->text + used, sizeof err->text - used, ": %s", inner);
  return -1;
}

/* Takes the first part "NAME: " out of TEXT, if it has one. */
static void
remove_part (char *text, const char *name)
{
  size_t n = strlen (name);
  char *part = text, *end;

  for (; *name && (part = strstr (part, name)); part++) {
    end = part + n;
    if (strncmp (end, ": ", 2) != 0
        || (part != text && (part - text < 2 || strncmp (part - 2, ": ", 2))))
      continue;
    memmove (part, end + 2, strlen (end + 2) + 1);
    return;
  }
}

int
vf_error_prefix_file (struct vf_error *err, const char *name)
{
  remove_part (err->text, name);
  return vf_error_prefix (err, "%s", name);
}

const char *
vf_error_code_name (enum vf_error_code code)
{
  static const char *const names[] = {
    [VF_ERROR_NONE] = "none",
    [VF_ERROR_CORRUPT] = "corrupt",
    [VF_ERROR_UNSUPPORTED] = "unsupported",
    [VF_ERROR_IO] = "io",
    [VF_ERROR_NOMEM] = "no-memory",
    [VF_ERROR_NOT_FOUND] = "not-found",
    [VF_ERROR_EXISTS] = "exists",
    [VF_ERROR_USAGE] = "usage",
    [VF_ERROR_PERMISSION] = "permission",
    [VF_ERROR_CANCELLED] = "cancelled",
    [VF_ERROR_LIMIT] = "limit",
    [VF_ERROR_EXTERNAL] = "external",
  };

  return names[code];
}
