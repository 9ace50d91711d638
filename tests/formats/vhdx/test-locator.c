/* vmferry: tests of VHDX's parent locator: its bounds, and the order of the
 * names that it gives.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/locator.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/guid.h"
#include "formats/image-format.h"
#include "formats/vhdx/parent.h"
#include "formats/vhdx/vhdx-disk.h"
#include "tests/unit.h"

enum { ITEM_SIZE = 4096, MAX_PAIRS = 5, OFFSET = 1000 };

static uint8_t item[ITEM_SIZE];

/* Puts ASCII text as UTF-16; returns its length. */
static uint32_t
put_text (uint32_t at, const char *text)
{
  size_t i;

  for (i = 0; text[i]; i++) {
    item[at + 2 * i] = text[i];
    item[at + 2 * i + 1] = 0;
  }
  return 2 * i;
}

/* Makes an item of the pairs up to one without a key; returns its length. */
static uint32_t
make (const char *const (*pairs)[2])
{
  struct vf_vhdx_disk_locator disk = { .count = vf_le16_make (0) };
  struct vf_vhdx_disk_locator_entry entry;
  uint32_t at = sizeof disk + MAX_PAIRS * sizeof entry, length;
  unsigned count = 0;

  memset (item, 0, sizeof item);
  ck_assert (
      vf_guid_parse ("b04aefb7-d19e-4a81-b789-25b8e9445913", &disk.type));
  for (; pairs[count][0]; count++) {
    entry.key_offset = vf_le32_make (at);
    length = put_text (at, pairs[count][0]);
    entry.key_length = vf_le16_make (length);
    entry.value_offset = vf_le32_make (at += length);
    length = put_text (at, pairs[count][1]);
    entry.value_length = vf_le16_make (length);
    at += length;
    memcpy (item + sizeof disk + count * sizeof entry, &entry, sizeof entry);
  }
  disk.count = vf_le16_make (count);
  memcpy (item, &disk, sizeof disk);
  return at;
}

static void
clear (struct vf_parent_ref *ref)
{
  while (ref->n_other_names)
    free (ref->other_names[--ref->n_other_names]);
  free (ref->other_names);
  free (ref->name);
  free (ref->format_name);
}

/* Pairs, and the names in their order. */
static const struct {
  const char *pairs[MAX_PAIRS + 1][2];
  const char *names[4];
} orders[] = {
  { { { "relative_path", ".\\a\\b.vhdx" } }, { "./a/b.vhdx", "b.vhdx" } },
  { { { "relative_path", "b.vhdx" } }, { "b.vhdx" } },
  { { { "absolute_win32_path", "C:\\a\\b.vhdx" },
      { "volume_path", "\\\\?\\Volume{1}\\b.vhdx" },
      { "relative_path", "..\\b.vhdx" },
      { "parent_linkage", "{x}" } },
    { "../b.vhdx", "\\\\?\\Volume{1}\\b.vhdx", "C:\\a\\b.vhdx", "b.vhdx" } },
  { { { "relative_path", "" }, { "absolute_win32_path", "C:\\b.vhdx" } },
    { "C:\\b.vhdx" } },
};

START_TEST (names_the_parent_in_order)
{
  struct vf_vhdx_locator locator;
  struct vf_error err;
  size_t i, j;

  for (i = 0; i < sizeof orders / sizeof orders[0]; i++) {
    struct vf_parent_ref ref = { .name = NULL };
    uint32_t length = make (orders[i].pairs);

    ck_assert_int_eq (
        vf_vhdx_locator_decode (item, length, OFFSET, &locator, &err), 0);
    ck_assert_int_eq (vf_vhdx_parent_names (&locator, &ref, &err), 0);
    ck_assert_str_eq (ref.format_name, "vhdx");
    ck_assert_str_eq (ref.name, orders[i].names[0]);
    for (j = 0; j < ref.n_other_names; j++)
      ck_assert_str_eq (ref.other_names[j], orders[i].names[j + 1]);
    ck_assert (j == 3 || !orders[i].names[j + 1]);
    clear (&ref);
    vf_vhdx_locator_clear (&locator);
  }
}
END_TEST

START_TEST (refuses_a_locator_without_a_name)
{
  static const char *const pairs[][2]
      = { { "parent_linkage", "{x}" }, { NULL, NULL } };
  struct vf_parent_ref ref = { .name = NULL };
  struct vf_vhdx_locator locator;
  struct vf_error err;

  ck_assert_int_eq (
      vf_vhdx_locator_decode (item, make (pairs), OFFSET, &locator, &err), 0);
  ck_assert_int_eq (vf_vhdx_parent_names (&locator, &ref, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  clear (&ref);
  vf_vhdx_locator_clear (&locator);
}
END_TEST

/* VALUE of WIDTH bytes at OFFSET of a sound item of two pairs. */
static const struct {
  unsigned offset, width;
  uint32_t value;
  enum vf_error_code code;
  const char *text;
} damages[] = {
  { 0, 1, 0, VF_ERROR_UNSUPPORTED, "parent locator: type at byte 1000 is" },
  { 18, 2, 257, VF_ERROR_LIMIT, "entry count at byte 1018 is 257, the limit" },
  { 18, 2, 256, VF_ERROR_CORRUPT, "parent locator at byte 1000: " },
  { 20, 4, ITEM_SIZE, VF_ERROR_CORRUPT, "entry 0: 26 bytes of text at 4096" },
  { 24, 4, UINT32_MAX, VF_ERROR_CORRUPT, "entry 0: 2 bytes of text at" },
  { 30, 2, UINT16_MAX, VF_ERROR_CORRUPT, "entry 0: 65535 bytes of text at" },
};

START_TEST (names_each_damaged_field)
{
  static const char *const pairs[][2]
      = { { "relative_path", "b" }, { "x", "y" }, { NULL, NULL } };
  static const char *const twice[][2]
      = { { "x", "y" }, { "x", "z" }, { NULL, NULL } };
  struct vf_vhdx_locator locator;
  struct vf_error err;
  uint32_t length;
  size_t i;

  for (i = 0; i < sizeof damages / sizeof damages[0]; i++) {
    struct vf_le32 value = vf_le32_make (damages[i].value);

    length = make (pairs);
    memcpy (item + damages[i].offset, &value, damages[i].width);
    ck_assert_int_eq (
        vf_vhdx_locator_decode (item, length, OFFSET, &locator, &err), -1);
    ck_assert_int_eq (err.code, damages[i].code);
    ck_assert_msg (strstr (err.text, damages[i].text), "%s", err.text);
  }
  length = make (twice);
  ck_assert_int_eq (
      vf_vhdx_locator_decode (item, length, OFFSET, &locator, &err), -1);
  ck_assert_msg (strstr (err.text, "entry 1: key \"x\" is there for the"),
                 "%s", err.text);
}
END_TEST

UNIT_MAIN ("formats/vhdx/locator", names_the_parent_in_order,
           refuses_a_locator_without_a_name, names_each_damaged_field)
