/* vmferry: tests of lists of lost ranges.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/losses.h"

#include <inttypes.h>

#include "common/error.h"
#include "common/json.h"
#include "tests/unit.h"

static struct vf_losses losses;
static struct vf_error err;

static void
add (uint64_t start, uint64_t length, const char *reason)
{
  ck_assert_int_eq (vf_losses_add (&losses, start, length, reason, &err), 0);
}

/* The ranges and their reasons: "0+5 a, 9+1 b". */
static const char *
text (void)
{
  static char buf[512];
  size_t i;
  int n = 0;

  buf[0] = '\0';
  for (i = 0; i < losses.count; i++)
    n += snprintf (buf + n, sizeof buf - n, "%s%" PRIu64 "+%" PRIu64 " %s",
                   i ? ", " : "", losses.items[i].start,
                   losses.items[i].length, losses.items[i].reason);
  return buf;
}

START_TEST (ranges_are_sorted)
{
  vf_losses_init (&losses);
  add (50, 5, "b");
  add (10, 5, "a");
  add (90, 5, "d");
  add (70, 5, "c");
  ck_assert_str_eq (text (), "10+5 a, 50+5 b, 70+5 c, 90+5 d");
  ck_assert_uint_eq (vf_losses_total (&losses), 20);
  vf_losses_clear (&losses);
}
END_TEST

START_TEST (ranges_that_touch_are_one)
{
  vf_losses_init (&losses);
  add (10, 10, "a");
  add (20, 10, "b");
  ck_assert_str_eq (text (), "10+20 a");
  add (5, 5, "c");
  ck_assert_str_eq (text (), "5+25 a");
  add (31, 1, "d");
  ck_assert_str_eq (text (), "5+25 a, 31+1 d");
  add (12, 3, "e"); /* known */
  ck_assert_str_eq (text (), "5+25 a, 31+1 d");
  vf_losses_clear (&losses);
}
END_TEST

START_TEST (a_range_joins_those_it_covers)
{
  vf_losses_init (&losses);
  add (10, 5, "a");
  add (20, 5, "b");
  add (30, 5, "c");
  add (40, 5, "d");
  add (22, 15, "e");
  ck_assert_str_eq (text (), "10+5 a, 20+17 b, 40+5 d");
  add (0, 100, "f");
  ck_assert_str_eq (text (), "0+100 a");
  vf_losses_clear (&losses);
}
END_TEST

START_TEST (a_full_list_leaves_nothing_out)
{
  uint64_t i;

  vf_losses_init (&losses);
  for (i = 0; i < VF_LOSSES_MAX; i++)
    add (10 + i * 10, 1, "a");
  ck_assert_uint_eq (losses.count, VF_LOSSES_MAX);
  add (15, 1, "b");
  ck_assert_uint_eq (losses.count, VF_LOSSES_MAX);
  ck_assert_uint_eq (losses.items[0].start, 10);
  ck_assert_uint_eq (losses.items[0].length, 6);
  add (0, 1, "c");
  ck_assert_uint_eq (losses.count, VF_LOSSES_MAX);
  ck_assert_uint_eq (losses.items[0].start, 0);
  ck_assert_uint_eq (losses.items[0].length, 16);
  vf_losses_clear (&losses);
}
END_TEST

START_TEST (damage_is_what_one_may_go_on_behind)
{
  vf_error_set (&err, VF_ERROR_CORRUPT, "x");
  ck_assert (vf_losses_may_go_on (&err));
  vf_error_set (&err, VF_ERROR_IO, "x");
  ck_assert (vf_losses_may_go_on (&err));
  vf_error_nomem (&err, "x");
  ck_assert (!vf_losses_may_go_on (&err));
  vf_error_set (&err, VF_ERROR_CANCELLED, "x");
  ck_assert (!vf_losses_may_go_on (&err));
}
END_TEST

START_TEST (json_has_ranges_and_their_sum)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();
  CLEANUP_FREE char *compact = NULL;

  vf_losses_init (&losses);
  add (512, 512, "table: entry 1 is bad");
  vf_losses_put_json (&losses, json);
  compact = vf_json_text (json, true, &err);
  ck_assert_str_eq (compact,
                    "{\"lost_bytes\":512,\"lost\":[{\"start\":512,\"length\":"
                    "512,\"reason\":\"table: entry 1 is bad\"}]}");
  vf_losses_clear (&losses);
}
END_TEST

UNIT_MAIN ("formats/losses", ranges_are_sorted, ranges_that_touch_are_one,
           a_range_joins_those_it_covers, a_full_list_leaves_nothing_out,
           damage_is_what_one_may_go_on_behind, json_has_ranges_and_their_sum)
