/* vmferry: units of amounts in an OVF: DSP0004's programmatic units, which
 * OVF 1.x and 2.x use ("byte * 2^20", "hertz * 10^6"), and the words of 0.9
 * and of tools that go on with them ("MegaBytes").
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_UNIT_H
#define VF_FORMATS_OVF_UNIT_H

#include <stdbool.h>
#include <stdint.h>

enum vf_ovf_base {
  VF_OVF_BASE_COUNT,
  VF_OVF_BASE_BYTE,
  VF_OVF_BASE_HERTZ,
};

struct vf_ovf_unit {
  enum vf_ovf_base base;
  uint64_t factor; /* how many of the base; at least 1 */
};

/* What TEXT stands for: a base and factors with "*" between them, each a
 * number or a power, blanks anywhere, any case.  A multiple of bytes that is a
 * word is binary, as its writers mean it.
 * Returns: false when it is no such unit, or too large for 64 bits.
 * Source:  DSP0004 annex C.1; OVF 0.9 section 8.2 */
bool vf_ovf_unit_parse (const char *text, struct vf_ovf_unit *ret_unit);

#endif
