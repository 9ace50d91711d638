/* vmferry: tests of what the nbdkit plugin is told of an image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/plugin-params.h"

#include <string.h>

#include "common/error.h"
#include "formats/source.h"
#include "tests/unit.h"

static struct vf_error err;

/* The parameters, with blanks between. */
static const char *
text_of (const struct vf_source_params *source)
{
  static char buf[256];
  char **params = vf_plugin_params (source, &err), **param;

  ck_assert_ptr_nonnull (params);
  buf[0] = '\0';
  for (param = params; *param; param++) {
    strcat (buf, param == params ? "" : " ");
    strcat (buf, *param);
  }
  vf_plugin_params_free (params);
  return buf;
}

START_TEST (only_what_is_said_is_handed_on)
{
  const struct vf_source_params source = { .location = "a" };

  ck_assert_str_eq (text_of (&source), "image=a");
}
END_TEST

START_TEST (all_that_is_said_is_handed_on)
{
  const char *const dirs[] = { "/x", "/y" };
  const struct vf_source_params source = {
    .location = "a",
    .format_name = "ova",
    .allowed_dirs = dirs,
    .n_allowed_dirs = 2,
    .snapshot = "s",
    .member = "2",
    .size_rule = "chs",
    .no_digests = true,
    .ignore_parent_id = true,
    .salvage = true,
  };

  ck_assert_str_eq (text_of (&source),
                    "image=a format=ova snapshot=s disk=2 vhd-size=chs "
                    "no-manifest=yes ignore-cid=yes salvage=yes "
                    "allow-path=/x allow-path=/y");
}
END_TEST

UNIT_MAIN ("convert/disk/plugin-params", only_what_is_said_is_handed_on,
           all_that_is_said_is_handed_on)
