/* vmferry: CRC-32C (Castagnoli), as VHDX uses it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_CRC32C_H
#define VF_COMMON_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of BYTES, continuing CRC (0 to start).
 * Source:  RFC 3720, appendix B.4 (test vectors) */
uint32_t vf_crc32c (uint32_t crc, const void *bytes, size_t n);

#endif
