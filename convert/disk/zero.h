/* vmferry: finding zeros in memory, as fast as memory is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_ZERO_H
#define VF_CONVERT_DISK_ZERO_H

#include <stdbool.h>
#include <stddef.h>

/* Whether N bytes are all zero; no bytes are. */
bool vf_is_zero (const void *bytes, size_t n);

/* How far N (not 0) bytes go on as they begin: all zeros, or not, looked at in
 * pieces of GRANULE bytes (the last may be shorter).
 * Returns: bytes, a multiple of GRANULE or N. */
size_t vf_zero_run (const void *bytes, size_t n, size_t granule,
                    bool *ret_is_zero);

#endif
