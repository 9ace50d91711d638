/* vmferry: what tar members are called.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_TAR_NAME_H
#define VF_FORMATS_OVA_TAR_NAME_H

#include <stddef.h>

struct vf_error;
struct vf_tar_header;

/* The longest name that fits into a header: prefix, slash and name. */
enum { VF_TAR_SHORT_NAME = 155 + 1 + 100 };

/* The name in the header itself, of which ustar has two parts.
 * Returns: its length in BUF, without a NUL behind it. */
size_t vf_tar_short_name (const struct vf_tar_header *header,
                          char buf[VF_TAR_SHORT_NAME]);

/* What follows the last separator in NAME, also of Windows. */
const char *vf_tar_last_part (const char *name);

/* The name in N bytes, in UTF-8, without "." and empty parts.  Bytes that are
 * not UTF-8 are taken for windows-1252.
 * Returns: malloc'd, or NULL.
 * Errors:  CORRUPT for control bytes; PERMISSION for a name that is absolute
 *          or has ".."; NOMEM */
char *vf_tar_make_name (const char *bytes, size_t n, struct vf_error *err);

#endif
