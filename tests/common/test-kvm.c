/* vmferry: tests of the KVM trial: it gives an answer and a reason, quickly,
 * and the answer is the same twice.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/kvm.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"

static double
now_s (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

START_TEST (answers_quickly_and_with_a_reason)
{
  struct vf_error reason = { 0 };
  double start = now_s ();
  bool usable = vf_kvm_usable (&reason);

  ck_assert (now_s () - start < 3);
  ck_assert_int_eq (usable, reason.code == VF_ERROR_NONE);
  if (!usable)
    ck_assert_ptr_nonnull (strstr (reason.text, "/dev/kvm"));
  ck_assert_int_eq (usable, vf_kvm_usable (&reason));
}
END_TEST

START_TEST (leaves_no_child)
{
  struct vf_error reason = { 0 };

  vf_kvm_usable (&reason);
  ck_assert_int_eq (waitpid (-1, NULL, WNOHANG), -1);
}
END_TEST

int
main (void)
{
  TCase *tcase = tcase_create ("kvm");
  Suite *suite = suite_create ("common/kvm");
  SRunner *runner = srunner_create (suite);
  int failed;

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, answers_quickly_and_with_a_reason);
  tcase_add_test (tcase, leaves_no_child);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
