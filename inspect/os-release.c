/* vmferry: reading os-release.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/os-release.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "inspect/guest.h"
#include "inspect/lines.h"

static void
set_value (const char *text, const char *key, char **field)
{
  char *value = vf_lines_value (text, key);

  if (!value)
    return;
  free (*field);
  *field = value;
}

int
vf_os_release_parse (const char *text, struct vf_guest_os *os,
                     struct vf_error *err)
{
  set_value (text, "ID", &os->id);
  set_value (text, "ID_LIKE", &os->id_like);
  set_value (text, "VERSION_ID", &os->version);
  set_value (text, "PRETTY_NAME", &os->name);
  if (!os->id && !(os->id = strdup ("linux")))
    return vf_error_nomem (err, "os-release");
  return 0;
}
