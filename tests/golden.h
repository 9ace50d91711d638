/* vmferry: golden tests: for each CASE.vmx in fixtures/machine/vmx a text that
 * was looked at once and must stay as it is.  With VMFERRY_REWRITE=1 in the
 * environment the expectations are written instead of compared; look at the
 * difference before it is committed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_GOLDEN_H
#define VF_TESTS_GOLDEN_H

#include <glob.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "common/outfile.h"
#include "common/text.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "tests/unit.h"

/* All of the file at PATH, as a malloc'd string. */
static inline char *
golden_slurp (const char *path, size_t *ret_n)
{
  struct vf_error err;
  CLEANUP_IO struct vf_io *io = vf_io_open_file (path, &err);
  char *text;

  ck_assert_msg (io != NULL, "%s", err.text);
  *ret_n = vf_io_size (io);
  text = malloc (*ret_n + 1);
  ck_assert_ptr_nonnull (text);
  ck_assert_msg (vf_io_read (io, text, *ret_n, 0, &err) == 0, "%s", err.text);
  text[*ret_n] = '\0';
  return text;
}

/* The machine of a case, as if it lay in a folder called "vm". */
static inline struct vf_machine *
golden_machine (const char *path)
{
  CLEANUP_FREE char *text = NULL, *name = NULL;
  CLEANUP_IO struct vf_io *io = NULL;
  struct vf_machine *machine;
  struct vf_error err;
  size_t n;

  text = golden_slurp (path, &n);
  name = vf_text_printf ("vm/%s", strrchr (path, '/') + 1);
  io = vf_io_from_memory (text, n, name, &err);
  machine = vf_machine_read (io, name, NULL, NULL, &err);
  ck_assert_msg (machine != NULL, "%s", err.text);
  return machine;
}

/* The first line of TEXT that is not EXPECTED's, as it stands in TEXT. */
static inline const char *
golden_first_difference (const char *expected, const char *text)
{
  const char *line = text;

  for (; *text && *text == *expected; text++, expected++)
    if (*text == '\n')
      line = text + 1;
  return line;
}

/* Compares TEXT with CASE's expectation (CASE.vmx without "vmx", and ENDING),
 * or writes it. */
static inline void
golden_compare (const char *path, const char *ending, const char *text)
{
  CLEANUP_FREE char *expected_path = NULL, *expected = NULL;
  struct vf_error err;
  size_t n;

  expected_path
      = vf_text_printf ("%.*s%s", (int)strlen (path) - 3, path, ending);
  if (getenv ("VMFERRY_REWRITE")) {
    ck_assert_int_eq (
        vf_outfile_write_all (expected_path, text, strlen (text), &err), 0);
    return;
  }
  expected = golden_slurp (expected_path, &n);
  ck_assert_msg (strcmp (expected, text) == 0,
                 "%s is not what is made now, from here on:\n%.400s",
                 expected_path, golden_first_difference (expected, text));
}

/* Calls CHECK for each case. */
static inline void
golden_loop (void (*check) (const char *path))
{
  CLEANUP_FREE char *pattern = NULL;
  glob_t found;
  size_t i;

  pattern = vf_text_printf ("%s/fixtures/machine/vmx/*.vmx",
                            getenv ("top_srcdir"));
  ck_assert_int_eq (glob (pattern, 0, NULL, &found), 0);
  ck_assert_uint_gt (found.gl_pathc, 10);
  for (i = 0; i < found.gl_pathc; i++)
    check (found.gl_pathv[i]);
  globfree (&found);
}

#endif
