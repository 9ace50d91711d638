/* vmferry: GUIDs as they lie in Microsoft's formats.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_GUID_H
#define VF_COMMON_GUID_H

#include <stdbool.h>
#include <stdint.h>

/* The 16 bytes in their order on disk: the first three fields little-endian. */
struct vf_guid {
  uint8_t byte[16];
};

/* Whether all bytes are zero. */
bool vf_guid_is_zero (const struct vf_guid *guid);

/* Whether two are the same. */
bool vf_guid_equal (const struct vf_guid *a, const struct vf_guid *b);

/* "2dc27766-f623-4200-9d64-115e9bfd4a08".
 * Params:  buf - at least 37 bytes
 * Returns: BUF. */
const char *vf_guid_text (const struct vf_guid *guid, char buf[37]);

/* From that text, with or without braces, any case.
 * Returns: false when TEXT is no GUID. */
bool vf_guid_parse (const char *text, struct vf_guid *ret_guid);

#endif
