/* vmferry: the words for compression on the command line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/compression.h"

#include <string.h>

const char *const vf_compression_names[] = { "deflate", "zstd", NULL };

enum vf_compression
vf_compression_by_name (const char *name)
{
  if (!name)
    return VF_COMPRESSION_NONE;
  return strcmp (name, "zstd") == 0 ? VF_COMPRESSION_ZSTD
                                    : VF_COMPRESSION_DEFLATE;
}
