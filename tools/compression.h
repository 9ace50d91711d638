/* vmferry: the words for compression on the command line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_COMPRESSION_H
#define VF_TOOLS_COMPRESSION_H

#include "formats/writer.h"

/* The choices of -c, NULL-terminated. */
extern const char *const vf_compression_names[];

/* What NAME, one of them or NULL for none, stands for. */
enum vf_compression vf_compression_by_name (const char *name);

#endif
