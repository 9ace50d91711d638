/* vmferry: tests of sets of vCPUs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt-vcpus.h"

#include <stdlib.h>

#include "tests/unit.h"

static struct vf_libvirt_vcpus set;

START_TEST (sets_are_told_in_order)
{
  static const struct {
    const char *list, *text;
    unsigned first, last, count;
  } rows[] = {
    { "0", "0", 0, 0, 1 },
    { "0-3", "0-3", 0, 3, 4 },
    { "3,0-2,^1", "0,2-3", 0, 3, 3 },
    { "5,1", "1,5", 1, 5, 2 },
    { "4095", "4095", 4095, 4095, 1 },
    { "", "", 0, 0, 0 },
    { "1,^1", "", 0, 0, 0 },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *text;

    ck_assert (vf_libvirt_parse_vcpus (rows[i].list, &set));
    text = vf_libvirt_format_vcpus (&set);
    ck_assert_str_eq (text, rows[i].text);
    ck_assert_uint_eq (set.first, rows[i].first);
    ck_assert_uint_eq (set.last, rows[i].last);
    ck_assert_uint_eq (set.count, rows[i].count);
    free (text);
  }
}
END_TEST

START_TEST (other_texts_are_none)
{
  static const char *const texts[]
      = { "a", "1-", "3-1", "4096", "0-4096", "-1", "1 2", ",1", "^" };
  size_t i;

  for (i = 0; i < sizeof texts / sizeof *texts; i++)
    ck_assert_msg (!vf_libvirt_parse_vcpus (texts[i], &set), "%s", texts[i]);
}
END_TEST

START_TEST (no_vcpu_is_in_two)
{
  static struct vf_libvirt_vcpus all;

  ck_assert (vf_libvirt_parse_vcpus ("0,2", &set));
  ck_assert (vf_libvirt_join_vcpus (&all, &set));
  ck_assert (vf_libvirt_parse_vcpus ("1,3", &set));
  ck_assert (vf_libvirt_join_vcpus (&all, &set));
  ck_assert_uint_eq (all.count, 4);
  ck_assert (!vf_libvirt_join_vcpus (&all, &set));
}
END_TEST

UNIT_MAIN ("formats/libvirt/libvirt-vcpus", sets_are_told_in_order,
           other_texts_are_none, no_vcpu_is_in_two)
