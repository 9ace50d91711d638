/* vmferry: small things done to strings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_TEXT_H
#define VF_COMMON_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_error;

/* printf into new memory.
 * Returns: a malloc'd string, or NULL when memory is out. */
char *vf_text_printf (const char *fmt, ...)
    __attribute__ ((format (printf, 1, 2)));

/* The same with its arguments in a list. */
char *vf_text_vprintf (const char *fmt, va_list args)
    __attribute__ ((format (printf, 1, 0)));

/* N bytes as valid UTF-8: each byte that is not part of a valid sequence
 * becomes U+FFFD.
 * Returns: a malloc'd string, or NULL when memory is out. */
char *vf_text_to_utf8 (const char *bytes, size_t n);

/* TEXT as a part of a URI: each byte that is not a letter, a digit or one of
 * "-._~/" becomes %XX.
 * Returns: a malloc'd string, or NULL when memory is out. */
char *vf_text_uri_escape (const char *text);

/* Whether N bytes are valid UTF-8 (no surrogates, no overlong forms). */
bool vf_text_is_utf8 (const char *bytes, size_t n);

/* The bytes, at most three, that the character at the start of TEXT takes when
 * it is not printable: a control, a separator of lines or paragraphs, the byte
 * order mark, or none at all (U+FFFE, U+FFFF); else 0.  TEXT is valid UTF-8.
 * Source:  YAML 1.2, section 5.1 */
size_t vf_text_unprintable (const char *text);

/* The value of a hexadecimal digit in either case, or -1. */
int vf_text_hex_value (char c);

/* A number from the whole of TEXT, decimal or 0x hexadecimal, between MIN and
 * MAX.
 * Errors:  USAGE when TEXT is no number, has a tail, or is out of range. */
int vf_text_parse_u64 (const char *text, uint64_t min, uint64_t max,
                       uint64_t *ret_value, struct vf_error *err);

/* A size in bytes from the whole of TEXT: a number and optionally one of the
 * suffixes b, k, M, G, T, P, E (powers of 1024, any case), as qemu-img has it.
 * Errors:  USAGE when TEXT is no size or does not fit. */
int vf_text_parse_size (const char *text, uint64_t *ret_bytes,
                        struct vf_error *err);

/* BYTES for a person: "512 B", "1.5 GiB".
 * Params:  buf - at least 32 bytes
 * Returns: BUF. */
const char *vf_text_human_size (uint64_t bytes, char buf[32]);

/* 16 bytes from "56 4d 33 01 ...-8b 7d ...": hexadecimal digits in pairs, with
 * any blanks and dashes between, in their order. */
bool vf_text_parse_uuid (const char *text, uint8_t uuid[16]);

#endif
