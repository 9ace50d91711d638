/* vmferry: VHDX: how a differencing disk names its parent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_LOCATOR_H
#define VF_FORMATS_VHDX_LOCATOR_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;

/* As [MS-VHDX] has five keys, far more than any. */
enum { VF_VHDX_MAX_LOCATOR_PAIRS = 256 };

/* One key and its value, UTF-8. */
struct vf_vhdx_locator_pair {
  char *key;
  char *value;
};

/* Start it as all zeros. */
struct vf_vhdx_locator {
  struct vf_vhdx_locator_pair *pairs;
  size_t count;
};

/* Decodes the parent locator item in LENGTH bytes (20 or more).
 * Params:  offset - where they lie in the file, for messages
 * Owner:   the caller frees what is in RET with vf_vhdx_locator_clear.
 * Errors:  CORRUPT, UNSUPPORTED for another type of locator, NOMEM
 * Source:  [MS-VHDX] 2.6.2.6 */
int vf_vhdx_locator_decode (const uint8_t *bytes, uint32_t length,
                            uint64_t offset, struct vf_vhdx_locator *ret,
                            struct vf_error *err);

/* The value of KEY.
 * Returns: NULL when there is none.  Owner: the locator. */
const char *vf_vhdx_locator_get (const struct vf_vhdx_locator *locator,
                                 const char *key);

/* Frees what LOCATOR owns; it is empty after it. */
void vf_vhdx_locator_clear (struct vf_vhdx_locator *locator);

#endif
