/* vmferry: tests of error values: one sentence from the outside in, whatever
 * its length, and codes that follow from errno.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"

#include <errno.h>
#include <string.h>

#include "tests/unit.h"

static struct vf_error err;

START_TEST (prefixes_stand_in_front)
{
  err.errnum = EIO;
  ck_assert_int_eq (vf_error_set (&err, VF_ERROR_CORRUPT, "size is %d", 3),
                    -1);
  ck_assert_int_eq (err.errnum, 0);
  ck_assert_int_eq (vf_error_prefix (&err, "header at %d", 512), -1);
  ck_assert_int_eq (vf_error_prefix (&err, "disk.vmdk"), -1);
  ck_assert_str_eq (err.text, "disk.vmdk: header at 512: size is 3");
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
}
END_TEST

START_TEST (a_file_is_named_once)
{
  static const struct {
    const char *text, *wanted;
  } rows[] = {
    { "header: bad", "d.vmdk: header: bad" },
    { "d.vmdk: ends", "d.vmdk: ends" },
    { "header: d.vmdk: ends", "d.vmdk: header: ends" },
    { "old-d.vmdk: ends", "d.vmdk: old-d.vmdk: ends" },
    { "parent: d.vmdk.old: ends", "d.vmdk: parent: d.vmdk.old: ends" },
    { "names d.vmdk: twice", "d.vmdk: names d.vmdk: twice" },
    { "d.vmdk", "d.vmdk: d.vmdk" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    vf_error_set (&err, VF_ERROR_CORRUPT, "%s", rows[i].text);
    ck_assert_int_eq (vf_error_prefix_file (&err, "d.vmdk"), -1);
    ck_assert_str_eq (err.text, rows[i].wanted);
  }
}
END_TEST

START_TEST (codes_follow_from_errno)
{
  static const struct {
    int errnum;
    enum vf_error_code code;
  } rows[] = {
    { ENOENT, VF_ERROR_NOT_FOUND },  { ENOTDIR, VF_ERROR_NOT_FOUND },
    { EEXIST, VF_ERROR_EXISTS },     { EACCES, VF_ERROR_PERMISSION },
    { EROFS, VF_ERROR_PERMISSION },  { EPERM, VF_ERROR_PERMISSION },
    { ENOMEM, VF_ERROR_NOMEM },      { ECANCELED, VF_ERROR_CANCELLED },
    { EIO, VF_ERROR_IO },            { ENOSPC, VF_ERROR_IO },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    vf_error_set_errno (&err, rows[i].errnum, "cannot open %s", "x");
    ck_assert_int_eq (err.code, rows[i].code);
    ck_assert_int_eq (err.errnum, rows[i].errnum);
    ck_assert_int_eq (strncmp (err.text, "cannot open x: ", 15), 0);
    ck_assert_str_eq (err.text + 15, strerror (rows[i].errnum));
  }
  vf_error_nomem (&err, "the table");
  ck_assert_str_eq (err.text, "out of memory for the table");
  ck_assert_int_eq (err.code, VF_ERROR_NOMEM);
}
END_TEST

START_TEST (long_texts_lose_their_tail)
{
  char text[2000];

  memset (text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  vf_error_set (&err, VF_ERROR_IO, "%s", text);
  ck_assert_uint_eq (strlen (err.text), sizeof err.text - 1);
  vf_error_prefix (&err, "outer");
  ck_assert_uint_eq (strlen (err.text), sizeof err.text - 1);
  ck_assert_int_eq (strncmp (err.text, "outer: xxx", 10), 0);
  vf_error_prefix (&err, "%s", text);
  vf_error_set_errno (&err, EIO, "%s", text);
  ck_assert_uint_eq (strlen (err.text), sizeof err.text - 1);
}
END_TEST

START_TEST (own_text_may_be_an_argument)
{
  vf_error_set (&err, VF_ERROR_IO, "inner");
  vf_error_set (&err, VF_ERROR_EXTERNAL, "outer said: %s", err.text);
  ck_assert_str_eq (err.text, "outer said: inner");
}
END_TEST

START_TEST (every_code_has_a_name)
{
  int code;

  for (code = VF_ERROR_NONE; code <= VF_ERROR_EXTERNAL; code++)
    ck_assert_ptr_nonnull (vf_error_code_name (code));
  ck_assert_str_eq (vf_error_code_name (VF_ERROR_NOT_FOUND), "not-found");
}
END_TEST

UNIT_MAIN ("common/error", prefixes_stand_in_front, a_file_is_named_once,
           codes_follow_from_errno,
           long_texts_lose_their_tail, own_text_may_be_an_argument,
           every_code_has_a_name)
