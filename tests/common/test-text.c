/* vmferry: tests of numbers, sizes and UTF-8 in texts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/text.h"

#include <string.h>

#include "common/error.h"
#include "tests/unit.h"

#define REPLACED "\xef\xbf\xbd"

static struct vf_error err;

START_TEST (sizes)
{
  static const struct {
    const char *text;
    uint64_t bytes;
  } good[] = {
    { "0", 0 },
    { "512", 512 },
    { "1b", 1 },
    { "1k", 1024 },
    { "1K", 1024 },
    { "10M", 10485760 },
    { "3g", 3221225472 },
    { "62T", 68169720922112 },
    { "1P", UINT64_C (1) << 50 },
    { "15E", UINT64_C (15) << 60 },
    { "0x10", 16 },
    { "0x10k", 16384 },
    { "18446744073709551615", UINT64_MAX },
  };
  static const char *const bad[] = {
    "",     " 1",  "1 ",   "-1",  "+1", "k",   "1kk",  "1KB", "1Z",
    "0x",   "0xg", "16E",  "1.5", "1,5", "1\xc2", "1k ", "18446744073709551616",
    "99999999999999999999999", "18014398509481984k",
  };
  uint64_t bytes;
  size_t i;

  for (i = 0; i < sizeof good / sizeof good[0]; i++) {
    ck_assert_msg (vf_text_parse_size (good[i].text, &bytes, &err) == 0, "%s",
                   good[i].text);
    ck_assert_uint_eq (bytes, good[i].bytes);
  }
  for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    bytes = 77;
    ck_assert_msg (vf_text_parse_size (bad[i], &bytes, &err) == -1, "%s",
                   bad[i]);
    ck_assert_int_eq (err.code, VF_ERROR_USAGE);
    ck_assert_uint_eq (bytes, 77);
  }
}
END_TEST

START_TEST (numbers_in_a_range)
{
  static const struct {
    const char *text;
    uint64_t min, max;
    int r;
  } rows[] = {
    { "5", 5, 5, 0 },  { "4", 5, 9, -1 },   { "10", 5, 9, -1 },
    { "0", 0, 0, 0 },  { "-0", 0, 9, -1 },  { "5 ", 0, 9, -1 },
    { "", 0, 9, -1 },  { "0x9", 0, 9, 0 },  { "0xa", 0, 9, -1 },
    { "08", 0, 9, 0 }, { "5k", 0, 9, -1 },
  };
  uint64_t value;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
    ck_assert_msg (vf_text_parse_u64 (rows[i].text, rows[i].min, rows[i].max,
                                      &value, &err)
                       == rows[i].r,
                   "\"%s\"", rows[i].text);
  ck_assert_int_eq (vf_text_parse_u64 ("18446744073709551615", 0, UINT64_MAX,
                                       &value, &err),
                    0);
  ck_assert_uint_eq (value, UINT64_MAX);
}
END_TEST

START_TEST (sizes_for_a_person)
{
  static const struct {
    uint64_t bytes;
    const char *text;
  } rows[] = {
    { 0, "0 B" },
    { 1023, "1023 B" },
    { 1024, "1 KiB" },
    { 1536, "1.5 KiB" },
    { 1048575, "1.0 MiB" },
    { 1048576, "1 MiB" },
    { UINT64_C (62) << 40, "62 TiB" },
    { UINT64_MAX, "16 EiB" },
  };
  char buf[32];
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
    ck_assert_str_eq (vf_text_human_size (rows[i].bytes, buf), rows[i].text);
}
END_TEST

START_TEST (only_valid_utf8_passes)
{
  static const struct {
    const char *bytes, *text;
  } rows[] = {
    { "", "" },
    { "plain", "plain" },
    { "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa4\xe2\x82\xac"
                                              "\xf0\x9f\x98\x80" },
    { "\x80", REPLACED },
    { "\xc0\xaf", REPLACED REPLACED },             /* overlong */
    { "\xe0\x9f\xbf", REPLACED REPLACED REPLACED },/* overlong */
    { "\xf0\x8f\xbf\xbf", REPLACED REPLACED REPLACED REPLACED },
    { "\xed\xa0\x80", REPLACED REPLACED REPLACED }, /* surrogate */
    { "\xed\x9f\xbf", "\xed\x9f\xbf" },
    { "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },
    { "\xf4\x90\x80\x80", REPLACED REPLACED REPLACED REPLACED },
    { "\xf5", REPLACED },
    { "a\xe2\x82", "a" REPLACED REPLACED },        /* cut */
    { "\xe2(x", REPLACED "(x" },
  };
  char *text;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    text = vf_text_to_utf8 (rows[i].bytes, strlen (rows[i].bytes));
    ck_assert_str_eq (text, rows[i].text);
    ck_assert (vf_text_is_utf8 (text, strlen (text)));
    ck_assert_int_eq (
        vf_text_is_utf8 (rows[i].bytes, strlen (rows[i].bytes)),
        strcmp (rows[i].bytes, rows[i].text) == 0);
    free (text);
  }
}
END_TEST

START_TEST (parts_of_a_uri)
{
  static const struct {
    const char *text, *escaped;
  } rows[] = {
    { "", "" },
    { "/tmp/a-b_c.d~9", "/tmp/a-b_c.d~9" },
    { "a b?c&d#e=f%+", "a%20b%3Fc%26d%23e%3Df%25%2B" },
    { "\xc3\xa4\n\xff", "%C3%A4%0A%FF" },
  };
  char *escaped;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    escaped = vf_text_uri_escape (rows[i].text);
    ck_assert_str_eq (escaped, rows[i].escaped);
    free (escaped);
  }
}
END_TEST

START_TEST (uuids_in_any_spelling)
{
  static const char *const good[]
      = { "564d3301-0203-0405-8b7d-06070809aabb",
          "56 4d 33 01 02 03 04 05-8b 7d 06 07 08 09 AA BB",
          "564D3301020304058B7D06070809AABB" };
  static const char *const bad[] = {
    "",
    "564d33",
    "564d3301-0203-0405-8b7d-06070809aabbcc",
    "564d3301-0203-0405-8b7d-06070809aabg",
    "5 64d33010203040 58b7d06070809aabb",
  };
  static const uint8_t expected[16]
      = { 0x56, 0x4d, 0x33, 1, 2, 3, 4, 5, 0x8b, 0x7d, 6, 7, 8, 9, 0xaa, 0xbb };
  uint8_t uuid[16];
  size_t i;

  for (i = 0; i < sizeof good / sizeof good[0]; i++) {
    ck_assert_msg (vf_text_parse_uuid (good[i], uuid), "%s", good[i]);
    ck_assert_mem_eq (uuid, expected, 16);
  }
  for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
    ck_assert_msg (!vf_text_parse_uuid (bad[i], uuid), "%s", bad[i]);
}
END_TEST

START_TEST (printf_into_memory)
{
  char *text = vf_text_printf ("%s-%d", "a", 7);

  ck_assert_str_eq (text, "a-7");
  free (text);
}
END_TEST

START_TEST (hexadecimal_digits)
{
  static const char digits[] = "0123456789abcdef", upper[] = "ABCDEF";
  int c, n = 0;

  for (c = 0; digits[c]; c++)
    ck_assert_int_eq (vf_text_hex_value (digits[c]), c);
  for (c = 0; upper[c]; c++)
    ck_assert_int_eq (vf_text_hex_value (upper[c]), 10 + c);
  for (c = -128; c < 128; c++)
    n += vf_text_hex_value ((char)c) >= 0;
  ck_assert_int_eq (n, 22);
}
END_TEST

UNIT_MAIN ("common/text", sizes, numbers_in_a_range, sizes_for_a_person,
           only_valid_utf8_passes, parts_of_a_uri, uuids_in_any_spelling,
           printf_into_memory, hexadecimal_digits)
