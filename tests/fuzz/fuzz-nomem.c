/* vmferry: the allocator of fuzz targets.  The linker leads the calls here
 * (--wrap), so that this stands before the sanitizer's allocator, too.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tests/fuzz/fuzz-nomem.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "common/endian.h"

/* What --wrap makes of a name, and the function that had it. */
void *__wrap_malloc (size_t size);
void *__real_malloc (size_t size);
void *__wrap_calloc (size_t count, size_t size);
void *__real_calloc (size_t count, size_t size);
void *__wrap_realloc (void *old, size_t size);
void *__real_realloc (void *old, size_t size);
void *__wrap_reallocarray (void *old, size_t count, size_t size);
void *__real_reallocarray (void *old, size_t count, size_t size);
char *__wrap_strdup (const char *text);
char *__real_strdup (const char *text);
char *__wrap_strndup (const char *text, size_t n);
char *__real_strndup (const char *text, size_t n);
int __wrap_vasprintf (char **ret_text, const char *fmt, va_list args)
    __attribute__ ((format (printf, 2, 0)));
int __real_vasprintf (char **ret_text, const char *fmt, va_list args)
    __attribute__ ((format (printf, 2, 0)));

static unsigned wanted;    /* the allocation that fails; 0: none */
static bool is_lasting;    /* and all behind it */
static unsigned n_counted; /* since the input began */
static bool is_armed, has_failed;

size_t
fuzz_nomem_take (const uint8_t *data, size_t size)
{
  struct {
    struct vf_le16 number;
    char magic[2];
  } trailer;

  wanted = n_counted = 0;
  is_armed = has_failed = false;
  if (size < sizeof trailer)
    return size;
  memcpy (&trailer, data + size - sizeof trailer, sizeof trailer);
  if (memcmp (trailer.magic, "NM", sizeof trailer.magic) != 0)
    return size;
  wanted = vf_le16_get (trailer.number) & ~FUZZ_NOMEM_LASTING;
  is_lasting = vf_le16_get (trailer.number) & FUZZ_NOMEM_LASTING;
  return size - sizeof trailer;
}

void
fuzz_nomem_arm (void)
{
  is_armed = wanted != 0;
}

void
fuzz_nomem_disarm (void)
{
  is_armed = false;
}

bool
fuzz_nomem_has_failed (void)
{
  return has_failed;
}

/* Counts an allocation.
 * Returns: true when it is to fail. */
static bool
fails (void)
{
  if (!is_armed || ++n_counted < wanted || (n_counted > wanted && !is_lasting))
    return false;
  has_failed = true;
  errno = ENOMEM;
  return true;
}

void *
__wrap_malloc (size_t size)
{
  return fails () ? NULL : __real_malloc (size);
}

void *
__wrap_calloc (size_t count, size_t size)
{
  return fails () ? NULL : __real_calloc (count, size);
}

void *
__wrap_realloc (void *old, size_t size)
{
  return fails () ? NULL : __real_realloc (old, size);
}

void *
__wrap_reallocarray (void *old, size_t count, size_t size)
{
  return fails () ? NULL : __real_reallocarray (old, count, size);
}

char *
__wrap_strdup (const char *text)
{
  return fails () ? NULL : __real_strdup (text);
}

char *
__wrap_strndup (const char *text, size_t n)
{
  return fails () ? NULL : __real_strndup (text, n);
}

int
__wrap_vasprintf (char **ret_text, const char *fmt, va_list args)
{
  return fails () ? -1 : __real_vasprintf (ret_text, fmt, args);
}
