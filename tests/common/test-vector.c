/* vmferry: tests of growable arrays, spans and jobs, which are too small for a
 * program each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/vector.h"

#include <string.h>

#include "common/error.h"
#include "common/job.h"
#include "common/span.h"
#include "tests/unit.h"

struct pair {
  int a, b;
};

START_TEST (vector_grows)
{
  VF_VECTOR (struct pair) vector = { 0 };
  int i;

  for (i = 0; i < 1000; i++)
    ck_assert_int_eq (
        vf_vector_push (&vector, (struct pair){ i, -i }), 0);
  ck_assert_uint_eq (vector.count, 1000);
  for (i = 0; i < 1000; i++)
    ck_assert (vector.items[i].a == i && vector.items[i].b == -i);
  free (vector.items);
}
END_TEST

START_TEST (vector_that_cannot_grow_is_as_it_was)
{
  void *items = malloc (1), *before = items;
  size_t capacity = SIZE_MAX / 8;

  ck_assert_int_eq (vf_vector_grow (&items, &capacity, SIZE_MAX / 8, 8), -1);
  ck_assert_ptr_eq (items, before);
  ck_assert_uint_eq (capacity, SIZE_MAX / 8);
  free (items);
}
END_TEST

START_TEST (span_is_cut)
{
  struct vf_span span = { .start = 100,
                          .length = 50,
                          .kind = VF_SPAN_DATA,
                          .has_offset = true,
                          .offset = 1000 };

  vf_span_cut (&span, 110, 500);
  ck_assert_uint_eq (span.start, 110);
  ck_assert_uint_eq (span.length, 40);
  ck_assert_uint_eq (span.offset, 1010);
  vf_span_cut (&span, 120, 130);
  ck_assert_uint_eq (span.start, 120);
  ck_assert_uint_eq (span.length, 10);
  ck_assert_uint_eq (span.offset, 1020);
}
END_TEST

static void
remember_log (void *data, enum vf_log_level level, const char *text)
{
  snprintf (data, 100, "%d %.90s", level, text);
}

START_TEST (job_is_silent_or_tells)
{
  struct vf_job job = { .log = NULL };
  struct vf_error err;
  char seen[100] = "";

  vf_job_log (&job, VF_LOG_STAGE, "nobody hears %d", 1);
  vf_job_progress (&job, "copy", 1, 2);
  ck_assert_int_eq (vf_job_check (&job, &err), 0);
  job.log = remember_log;
  job.data = seen;
  vf_job_log (&job, VF_LOG_DETAIL, "because %s", "of that");
  ck_assert_str_eq (seen, "2 because of that");
  atomic_store (&job.cancelled, true);
  ck_assert_int_eq (vf_job_check (&job, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CANCELLED);
}
END_TEST

UNIT_MAIN ("common/vector", vector_grows, vector_that_cannot_grow_is_as_it_was,
           span_is_cut, job_is_silent_or_tells)
