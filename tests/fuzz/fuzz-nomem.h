/* vmferry: memory that runs out when the input says so.  An input may end in
 * four bytes: a number (le16) and "NM".  The number counts allocations: that
 * one fails, and with its highest bit set all behind it fail too.  The rest
 * of the input is what the target reads; other inputs are whole.
 *
 * Only calls from what is linked into the target are seen, none from shared
 * libraries.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FUZZ_FUZZ_NOMEM_H
#define VF_TESTS_FUZZ_FUZZ_NOMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FUZZ_NOMEM_TRAILER = 4, FUZZ_NOMEM_LASTING = 0x8000 };

/* Remembers what the end of an input of SIZE bytes says about memory: the
 * first thing that a target does.
 * Returns: the size without it. */
size_t fuzz_nomem_take (const uint8_t *data, size_t size);

/* From here on allocations are counted, to the end of the input or to
 * fuzz_nomem_disarm. */
void fuzz_nomem_arm (void);

/* Memory is to be had again. */
void fuzz_nomem_disarm (void);

/* Whether an allocation of the last input failed. */
bool fuzz_nomem_has_failed (void);

#endif
