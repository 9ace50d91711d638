/* vmferry: what a JSON value is, for those who write it in another notation.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_JSON_PRIV_H
#define VF_COMMON_JSON_PRIV_H

#include <jansson.h>
#include <stdbool.h>

struct vf_json {
  json_t *value;
  bool failed; /* a part of it could not be built */
};

#endif
