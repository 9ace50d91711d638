/* vmferry: tests of charsets: those that hosts in China, Japan and Korea
 * write, names that are not believed, and broken UTF-16.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/charset.h"

#include <string.h>

#include "common/error.h"
#include "tests/unit.h"

#define REPLACED "\xef\xbf\xbd"
#define BYTES(literal) literal, sizeof literal - 1

static struct vf_error err;

START_TEST (to_utf8)
{
  static const struct {
    const char *charset, *bytes;
    size_t n;
    const char *text;
  } rows[] = {
    { "UTF-8", BYTES ("\xc3\xa4"), "ä" },
    { "utf-8", BYTES ("a\xff\xc3"), "a" REPLACED REPLACED },
    { "UTF-8", BYTES ("\xed\xa0\x80"), REPLACED REPLACED REPLACED },
    { "GBK", BYTES ("\xd0\xe9\xc4\xe2\xbb\xfa"), "虚拟机" },
    { "gb2312", BYTES ("\xd6\xd0"), "中" },
    { "GB18030", BYTES ("\x81\x30\x84\x36"), "¥" },
    { "Shift_JIS", BYTES ("\x89\xbc\x91\x7a"), "仮想" },
    { "shift_jis", BYTES ("C:\\\x83\x5c~"), "C:\\ソ~" },
    { "windows-949", BYTES ("\xb0\xa1\xbb\xf3"), "가상" },
    { "windows-949", BYTES ("\x81\x41"), "갂" }, /* not in EUC-KR */
    { "EUC-KR", BYTES ("\xb0\xa1"), "가" },
    { "Big5", BYTES ("\xb5\xea"), "虛" },
    { "windows-1252", BYTES ("\x80\xe4"), "€ä" },
    { "windows-1251", BYTES ("\xcc\xee"), "Мо" },
    { "ISO-8859-1", BYTES ("\xe4"), "ä" },
    { "GBK", BYTES ("\xd0"), REPLACED },       /* cut */
    { "GBK", BYTES ("\xff" "a"), REPLACED "a" },
    { NULL, BYTES ("\xc3\xa4"), "ä" },
    { NULL, BYTES ("\xe4"), "ä" },
    { "", BYTES ("\xe4"), "ä" },
    { "no-such", BYTES ("\xc3\xa4"), "ä" },
    { "UTF-8//IGNORE", BYTES ("\xe4"), "ä" },
    { "ISO-2022-CN-EXT", BYTES ("\x1b$)A"), "\x1b$)A" },
    { "UTF-16", BYTES ("ab"), "ab" },
    { "GBK", BYTES ("\xef\xbb\xbf\xc3\xa4"), "ä" }, /* byte order mark */
    { "UTF-8", BYTES ("\xef\xbb\xbf"), "" },
    { "UTF-8", BYTES (""), "" },
    { "UTF-8", BYTES ("a\0b\0\0"), "a" REPLACED "b" },
    { "GBK", BYTES ("\0\xd6\0"), REPLACED REPLACED },
    { "GBK", BYTES ("\0\0\0"), "" },
  };
  char *text;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    text = vf_charset_to_utf8 (rows[i].bytes, rows[i].n, rows[i].charset,
                               &err);
    ck_assert_ptr_nonnull (text);
    ck_assert_msg (strcmp (text, rows[i].text) == 0, "row %zu: %s", i, text);
    free (text);
  }
}
END_TEST

/* Whatever the bytes are, the room for the text is enough. */
START_TEST (any_bytes_in_any_charset)
{
  static const char *const charsets[]
      = { "UTF-8", "GBK", "GB18030", "Shift_JIS", "EUC-JP", "windows-949",
          "Big5", "windows-1258", "windows-874", "KOI8-R" };
  char bytes[64], *text;
  unsigned seed = 1;
  size_t i, j, n;

  for (i = 0; i < 5000; i++) {
    n = rand_r (&seed) % sizeof bytes;
    for (j = 0; j < n; j++)
      bytes[j] = (char)(rand_r (&seed) >> 8);
    text = vf_charset_to_utf8 (bytes, n, charsets[i % 10], &err);
    ck_assert_ptr_nonnull (text);
    free (text);
  }
}
END_TEST

START_TEST (from_utf16le)
{
  static const struct {
    const char *bytes;
    size_t n;
    const char *text;
  } rows[] = {
    { BYTES (""), "" },
    { BYTES ("a\0b\0"), "ab" },
    { BYTES ("a\0\0\0b\0"), "a" },
    { BYTES ("a\0b"), "a" },                          /* odd */
    { BYTES ("\xe4\0\xac\x20"), "ä€" },
    { BYTES ("\x3d\xd8\x00\xde"), "😀" },
    { BYTES ("\x3d\xd8"), REPLACED },                 /* lone high */
    { BYTES ("\x3d\xd8" "a\0"), REPLACED "a" },
    { BYTES ("\x00\xde" "a\0"), REPLACED "a" },       /* lone low */
    { BYTES ("\xff\xdb\xff\xdf"), "\xf4\x8f\xbf\xbf" },
    { BYTES ("\xff\x07\x00\x08"), "\xdf\xbf\xe0\xa0\x80" },
  };
  char *text;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    text = vf_charset_from_utf16le (rows[i].bytes, rows[i].n, &err);
    ck_assert_msg (strcmp (text, rows[i].text) == 0, "row %zu: %s", i, text);
    free (text);
  }
}
END_TEST

START_TEST (from_utf16be)
{
  char *text = vf_charset_from_utf16be (BYTES ("\0a\xd8\x3d\xde\0\xde\0\0\0x"),
                                        &err);

  ck_assert_str_eq (text, "a😀" REPLACED);
  free (text);
}
END_TEST

UNIT_MAIN ("common/charset", to_utf8, any_bytes_in_any_charset, from_utf16le,
           from_utf16be)
