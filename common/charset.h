/* vmferry: texts in the charsets that definitions and descriptors name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_CHARSET_H
#define VF_COMMON_CHARSET_H

#include <stddef.h>

struct vf_error;

/* N bytes in CHARSET (a name as iconv and VMware have them: "UTF-8", "GBK",
 * "windows-1252", "Shift_JIS", "windows-949"; any case) as UTF-8.  NULL or an
 * unknown name stands for UTF-8 where the bytes are that, else windows-1252;
 * so does anything that starts with the byte order mark of UTF-8, which is
 * dropped.  Bytes that mean nothing in the charset become U+FFFD, and so do
 * NULs, except that those at the end are dropped.
 * Returns: a malloc'd string, or NULL with NOMEM. */
char *vf_charset_to_utf8 (const char *bytes, size_t n, const char *charset,
                          struct vf_error *err);

/* N bytes of little-endian UTF-16, up to the first NUL, as UTF-8.
 * Returns: a malloc'd string, or NULL with NOMEM. */
char *vf_charset_from_utf16le (const void *bytes, size_t n,
                               struct vf_error *err);

/* The same of big-endian UTF-16. */
char *vf_charset_from_utf16be (const void *bytes, size_t n,
                               struct vf_error *err);

#endif
