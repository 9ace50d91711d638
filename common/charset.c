/* vmferry: which charset names are believed, and what they mean to iconv.
 * The names come from files, so only those that VMware and Hyper-V write are
 * handed on: iconv loads code by name, and some of that code is old.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"

/* No charset here makes more than four bytes of UTF-8 from one byte. */
enum { MAX_GROWTH = 4 };

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* Where a name is wider in use than in its standard, its code page is taken:
 * in iconv's SHIFT_JIS the byte 0x5c is a yen sign, not a backslash.  The last
 * five are names of ICU's, which VMware writes on Windows. */
static const struct {
  const char *name, *code_page;
} charsets[] = {
  { "UTF-8", "UTF-8" },         { "US-ASCII", "CP1252" },
  { "ISO-8859-1", "CP1252" },   { "Shift_JIS", "CP932" },
  { "windows-31j", "CP932" },   { "windows-932", "CP932" },
  { "EUC-JP", "EUC-JP" },       { "GBK", "CP936" },
  { "GB2312", "CP936" },        { "windows-936", "CP936" },
  { "GB18030", "GB18030" },     { "EUC-KR", "UHC" },
  { "windows-949", "UHC" },     { "Big5", "CP950" },
  { "windows-950", "CP950" },   { "windows-874", "CP874" },
  { "windows-1250", "CP1250" }, { "windows-1251", "CP1251" },
  { "windows-1252", "CP1252" }, { "windows-1253", "CP1253" },
  { "windows-1254", "CP1254" }, { "windows-1255", "CP1255" },
  { "windows-1256", "CP1256" }, { "windows-1257", "CP1257" },
  { "windows-1258", "CP1258" }, { "ISO-8859-2", "ISO-8859-2" },
  { "ISO-8859-5", "ISO-8859-5" }, { "ISO-8859-7", "ISO-8859-7" },
  { "ISO-8859-9", "ISO-8859-9" }, { "ISO-8859-15", "ISO-8859-15" },
  { "KOI8-R", "KOI8-R" },       { "windows-936-2000", "CP936" },
  { "windows-949-2000", "UHC" }, { "windows-950-2000", "CP950" },
  { "ibm-943_P15A-2003", "CP932" }, { "ibm-5348_P100-1997", "CP1252" },
};

/* The charset for iconv; BYTES decide where NAME does not. */
static const char *
choose_charset (const char *name, const char *bytes, size_t n)
{
  size_t i;

  for (i = 0; name && i < sizeof charsets / sizeof charsets[0]; i++)
    if (strcasecmp (name, charsets[i].name) == 0)
      return charsets[i].code_page;
  return vf_text_is_utf8 (bytes, n) ? "UTF-8" : "CP1252";
}

/* Converts up to the first NUL or meaningless byte; moves all four on.
 * Returns: whether there is such a byte, and it has to be replaced. */
static bool
convert_some (iconv_t to_utf8, char **from, size_t *from_left, char **to,
              size_t *to_left)
{
  size_t before_nul = strnlen (*from, *from_left);
  size_t left = before_nul;

  if (left && iconv (to_utf8, from, &left, to, to_left) == (size_t)-1) {
    iconv (to_utf8, NULL, NULL, to, to_left);
    *from_left -= before_nul - left;
    return true;
  }
  iconv (to_utf8, NULL, NULL, to, to_left);
  *from_left -= before_nul;
  return *from_left > 0;
}

/* TEXT has room for MAX_GROWTH bytes for each of the N and a NUL. */
static void
convert_all (iconv_t to_utf8, const char *bytes, size_t n, char *text)
{
  char *from = (char *)bytes; /* iconv's prototype has no const */
  size_t left = n * MAX_GROWTH;

  while (convert_some (to_utf8, &from, &n, &text, &left)) {
    text = mempcpy (text, replacement, sizeof replacement - 1);
    left -= sizeof replacement - 1;
    from++;
    n--;
  }
  *text = '\0';
}

/* Drops the byte order mark and the NULs that pad the end. */
static void
trim (const char **bytes, size_t *n, const char **charset)
{
  while (*n && (*bytes)[*n - 1] == '\0')
    (*n)--;
  if (*n < 3 || memcmp (*bytes, "\xef\xbb\xbf", 3) != 0)
    return;
  *bytes += 3;
  *n -= 3;
  *charset = "UTF-8";
}

char *
vf_charset_to_utf8 (const char *bytes, size_t n, const char *charset,
                    struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  iconv_t to_utf8;
  size_t size;

  trim (&bytes, &n, &charset);
  if (!__builtin_mul_overflow (n, (size_t)MAX_GROWTH, &size)
      && size < SIZE_MAX)
    text = malloc (size + 1);
  if (!text) {
    vf_error_nomem (err, "text");
    return NULL;
  }
  to_utf8 = iconv_open ("UTF-8", choose_charset (charset, bytes, n));
  if (to_utf8 == (iconv_t)-1)
    to_utf8 = iconv_open ("UTF-8", "ISO-8859-1");
  if (to_utf8 == (iconv_t)-1) {
    vf_error_nomem (err, "charset conversion");
    return NULL;
  }
  convert_all (to_utf8, bytes, n, text);
  iconv_close (to_utf8);
  return TAKE (text);
}

/* Appends CHARACTER (no surrogate) as UTF-8. */
static char *
put_character (char *to, uint32_t character)
{
  if (character < 0x80) {
    *to++ = (char)character;
    return to;
  }
  if (character < 0x800) {
    *to++ = (char)(0xc0 | character >> 6);
  } else {
    if (character < 0x10000) {
      *to++ = (char)(0xe0 | character >> 12);
    } else {
      *to++ = (char)(0xf0 | character >> 18);
      *to++ = (char)(0x80 | (character >> 12 & 0x3f));
    }
    *to++ = (char)(0x80 | (character >> 6 & 0x3f));
  }
  *to++ = (char)(0x80 | (character & 0x3f));
  return to;
}

/* The unit of UTF-16 at FROM, whose lower byte is that numbered LOW. */
static uint32_t
get_unit (const unsigned char *from, int low)
{
  return from[low] | (uint32_t)from[1 - low] << 8;
}

/* The character at FROM, and how many of its UNITS that takes.
 * Source: RFC 2781, section 2.2 */
static uint32_t
get_character (const unsigned char *from, size_t units, int low,
               size_t *ret_used)
{
  uint32_t first = get_unit (from, low), second;

  *ret_used = 1;
  if (first < 0xd800 || first > 0xdfff)
    return first;
  if (first > 0xdbff || units < 2)
    return 0xfffd;
  second = get_unit (from + 2, low);
  if (second < 0xdc00 || second > 0xdfff)
    return 0xfffd;
  *ret_used = 2;
  return 0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff));
}

static char *
from_utf16 (const void *bytes, size_t n, int low, struct vf_error *err)
{
  const unsigned char *from = bytes;
  size_t units = n / 2, used;
  uint32_t character;
  char *text, *to;

  text = to = n < SIZE_MAX / 2 ? malloc (units * 3 + 1) : NULL;
  if (!text) {
    vf_error_nomem (err, "text");
    return NULL;
  }
  for (; units; units -= used, from += 2 * used) {
    character = get_character (from, units, low, &used);
    if (!character)
      break;
    to = put_character (to, character);
  }
  *to = '\0';
  return text;
}

char *
vf_charset_from_utf16le (const void *bytes, size_t n, struct vf_error *err)
{
  return from_utf16 (bytes, n, 0, err);
}

char *
vf_charset_from_utf16be (const void *bytes, size_t n, struct vf_error *err)
{
  return from_utf16 (bytes, n, 1, err);
}
