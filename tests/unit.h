/* vmferry: what unit tests share: their main, and folders and programs that
 * they need.  What fails here fails the test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_UNIT_H
#define VF_TESTS_UNIT_H

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { UNIT_TIMEOUT_S = 60, UNIT_SKIPPED = 77 };

/* Runs SUITE.
 * Returns: the exit status for main. */
static inline int
unit_run_suite (Suite *suite)
{
  SRunner *runner = srunner_create (suite);
  int failed;

  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Runs the tests, each in a process of its own.
 * Returns: the exit status for main. */
static inline int
unit_run (const char *name, const TTest *const *tests, size_t count)
{
  TCase *tcase = tcase_create (name);
  Suite *suite = suite_create (name);
  size_t i;

  tcase_set_timeout (tcase, UNIT_TIMEOUT_S);
  suite_add_tcase (suite, tcase);
  for (i = 0; i < count; i++)
    tcase_add_test (tcase, tests[i]);
  return unit_run_suite (suite);
}

/* Runs one test for each number below COUNT, which it has as _i, each in a
 * process of its own.
 * Returns: the exit status for main. */
static inline int
unit_run_loop (const char *name, const TTest *test, int count)
{
  TCase *tcase = tcase_create (name);
  Suite *suite = suite_create (name);

  tcase_set_timeout (tcase, UNIT_TIMEOUT_S);
  suite_add_tcase (suite, tcase);
  tcase_add_loop_test (tcase, test, 0, count);
  return unit_run_suite (suite);
}

/* The main of a test program: UNIT_MAIN ("common/text", test_a, test_b) */
#define UNIT_MAIN(name, ...)                                                  \
  int main (void)                                                             \
  {                                                                           \
    const TTest *const tests[] = { __VA_ARGS__ };                             \
                                                                              \
    return unit_run (name, tests, sizeof tests / sizeof tests[0]);            \
  }

/* Whether a program is to be had in PATH. */
static inline bool
unit_has_program (const char *name)
{
  char command[256];

  snprintf (command, sizeof command, "command -v %s >/dev/null 2>&1", name);
  return system (command) == 0;
}

#endif
