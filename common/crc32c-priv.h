/* vmferry: the way without CRC instructions, for the tests.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_CRC32C_PRIV_H
#define VF_COMMON_CRC32C_PRIV_H

#include <stddef.h>
#include <stdint.h>

/* As vf_crc32c, by table on every machine. */
uint32_t vf_crc32c_by_table (uint32_t crc, const void *bytes, size_t n);

#endif
