/* vmferry: results on standard output.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/output.h"

#include <stdio.h>

#include "common/json.h"

int
vf_output_json (const struct vf_json *value, struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_json_text (value, false, err);

  if (!text)
    return -1;
  puts (text);
  return 0;
}
