/* vmferry: JSON that PowerShell wrote, as a tree of keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_PS_JSON_H
#define VF_FORMATS_HYPERV_PS_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct vf_error;
struct vf_hyperv_key;

/* The keys in N bytes of JSON.  Items of an array are called "0", "1", ...
 * Owner:   the caller frees the tree with vf_hyperv_key_free.
 * Errors:  CORRUPT, LIMIT, NOMEM */
struct vf_hyperv_key *vf_ps_json_parse (const char *bytes, size_t n,
                                        struct vf_error *err);

/* Item INDEX of KEY, which may be NULL: of an array, or KEY itself where
 * PowerShell made no array of a single one.  Returns: NULL for none. */
struct vf_hyperv_key *vf_ps_item (struct vf_hyperv_key *key, size_t index);

#endif
