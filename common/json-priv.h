/* vmferry: what a JSON value is, for those who write it in another notation.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_JSON_PRIV_H
#define VF_COMMON_JSON_PRIV_H

#include <stdbool.h>

struct json_t; /* jansson's */

struct vf_json {
  struct json_t *value;
  bool failed; /* a part of it could not be built */
};

#endif
