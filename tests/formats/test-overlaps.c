/* vmferry: tests of finding guest ranges that lie at one place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/overlaps.h"

#include <inttypes.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/json.h"
#include "common/span.h"
#include "tests/unit.h"

static struct vf_error err;

/* What overlaps, as "offset+length: start, other": one after the other. */
static const char *
text_of (const struct vf_overlaps *overlaps)
{
  static char buf[512];
  const struct vf_overlap *item;
  size_t i;
  int n = 0;

  buf[0] = '\0';
  for (i = 0; i < overlaps->count; i++) {
    item = &overlaps->items[i];
    n += snprintf (buf + n, sizeof buf - n,
                   "%s%" PRIu64 "+%" PRIu64 ": %" PRIu64 ", %" PRIu64,
                   i ? "; " : "", item->offset, item->length, item->start,
                   item->other_start);
  }
  return buf;
}

static void
take (struct vf_overlaps *overlaps, uint64_t start, uint64_t length,
      uint64_t offset, unsigned depth, unsigned file)
{
  const struct vf_span span = { .start = start,
                                .length = length,
                                .kind = VF_SPAN_DATA,
                                .has_offset = true,
                                .depth = depth,
                                .file = file,
                                .offset = offset };

  ck_assert_int_eq (vf_overlaps_take (overlaps, &span, &err), 0);
}

START_TEST (places_are_compared)
{
  static const struct {
    struct {
      uint64_t start, length, offset;
      unsigned depth, file;
    } spans[4];
    const char *wanted;
  } rows[] = {
    { { { 0, 8, 100, 0, 0 }, { 8, 8, 108, 0, 0 }, { 16, 8, 0, 0, 0 } }, "" },
    { { { 0, 8, 100, 0, 0 }, { 8, 8, 100, 0, 0 } }, "100+8: 0, 8" },
    { { { 0, 8, 100, 0, 0 }, { 8, 8, 104, 0, 0 } }, "104+4: 4, 8" },
    { { { 0, 8, 104, 0, 0 }, { 8, 8, 100, 0, 0 } }, "104+4: 12, 0" },
    { { { 0, 8, 100, 0, 0 }, { 8, 8, 200, 0, 0 }, { 16, 8, 100, 0, 0 } },
      "100+8: 0, 16" },
    /* A long one is held against all that lie in it. */
    { { { 0, 64, 100, 0, 0 }, { 64, 8, 110, 0, 0 }, { 80, 8, 130, 0, 0 } },
      "110+8: 10, 64; 130+8: 30, 80" },
    { { { 0, 8, 100, 0, 0 }, { 8, 16, 100, 0, 0 }, { 24, 8, 112, 0, 0 } },
      "100+8: 0, 8; 112+4: 20, 24" },
    /* Of other files. */
    { { { 0, 8, 100, 0, 0 }, { 8, 8, 100, 1, 0 }, { 16, 8, 100, 0, 1 } }, "" },
    { { { 0, 8, 9, 1, 1 }, { 8, 8, 9, 0, 1 }, { 16, 8, 9, 1, 1 } },
      "9+8: 0, 16" },
  };
  size_t i, k;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    CLEANUP_OVERLAPS struct vf_overlaps overlaps = { .count = 0 };

    for (k = 0; k < 4 && rows[i].spans[k].length; k++)
      take (&overlaps, rows[i].spans[k].start, rows[i].spans[k].length,
            rows[i].spans[k].offset, rows[i].spans[k].depth,
            rows[i].spans[k].file);
    ck_assert_int_eq (vf_overlaps_find (&overlaps, &err), 0);
    ck_assert_str_eq (text_of (&overlaps), rows[i].wanted);
  }
}
END_TEST

START_TEST (only_plain_data_counts)
{
  CLEANUP_OVERLAPS struct vf_overlaps overlaps = { .count = 0 };
  const struct vf_span spans[] = {
    { .length = 8, .kind = VF_SPAN_DATA, .has_offset = true },
    { .length = 8, .kind = VF_SPAN_ZERO, .has_offset = true },
    { .length = 8, .kind = VF_SPAN_DATA },
    { .length = 8,
      .kind = VF_SPAN_DATA,
      .has_offset = true,
      .is_compressed = true },
  };
  size_t i;

  for (i = 0; i < sizeof spans / sizeof spans[0]; i++)
    ck_assert_int_eq (vf_overlaps_take (&overlaps, &spans[i], &err), 0);
  ck_assert_uint_eq (overlaps.n_places, 1);
}
END_TEST

START_TEST (memory_is_bounded)
{
  CLEANUP_OVERLAPS struct vf_overlaps overlaps = { .count = 0 };
  uint64_t i;

  for (i = 0; i < VF_OVERLAPS_MAX_PLACES; i++)
    take (&overlaps, 8 * i, 8, 0, 0, 0);
  ck_assert_uint_le (overlaps.places.capacity * sizeof (struct vf_place),
                     6 << 20);
  ck_assert_int_eq (vf_overlaps_find (&overlaps, &err), 0);
  ck_assert_uint_eq (overlaps.count, VF_OVERLAPS_MAX);
  ck_assert_uint_eq (overlaps.n_found, VF_OVERLAPS_MAX_PLACES - 1);
  vf_overlaps_clear (&overlaps);
  for (i = 0; i <= VF_OVERLAPS_MAX_PLACES + 1; i++)
    take (&overlaps, 8 * i, 8, 0, 0, 0);
  ck_assert_ptr_null (overlaps.places.items);
  ck_assert_int_eq (vf_overlaps_find (&overlaps, &err), 0);
  ck_assert_uint_eq (overlaps.n_found, 0);
}
END_TEST

/* Takes more places than are kept, of which the last is moved by AWAY bytes,
 * and compares whether that is told with GAVE_UP. */
static void
take_too_many (uint64_t away, bool gave_up)
{
  CLEANUP_OVERLAPS struct vf_overlaps overlaps = { .count = 0 };
  CLEANUP_JSON struct vf_json *json = vf_json_object ();
  CLEANUP_FREE char *text = NULL;
  uint64_t i;

  for (i = 0; i <= VF_OVERLAPS_MAX_PLACES + 1; i++)
    take (&overlaps, 16 * i, 8,
          16 * i + 512 + (i > VF_OVERLAPS_MAX_PLACES ? away : 0), 0, 0);
  ck_assert_int_eq (vf_overlaps_find (&overlaps, &err), 0);
  ck_assert_int_eq (vf_overlaps_gave_up (&overlaps), gave_up);
  vf_overlaps_put_json (&overlaps, NULL, json);
  text = vf_json_text (json, true, &err);
  ck_assert_str_eq (text,
                    gave_up ? "{\"overlaps\":null}" : "{\"overlaps\":[]}");
}

/* Where data lies as the guest has it, none of it can lie on other data. */
START_TEST (too_many_places_are_told)
{
  take_too_many (0, false);
  take_too_many (8, true);
}
END_TEST

UNIT_MAIN ("formats/overlaps", places_are_compared, only_plain_data_counts,
           memory_is_bounded, too_many_places_are_told)
