/* vmferry: JSON out.  Values are built bottom up and never fail half way: a
 * value that could not be built makes its container fail at vf_json_text, so
 * that only one call has to be checked.  Every text put in is made valid
 * UTF-8 (bytes that are not become U+FFFD).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_JSON_H
#define VF_COMMON_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_json;

/* An empty object.  Owner: the caller, until it is put into a container. */
struct vf_json *vf_json_object (void);

/* An empty array.  Owner: the caller, until it is put into a container. */
struct vf_json *vf_json_array (void);

/* Frees a value and all in it; NULL is allowed. */
void vf_json_free (struct vf_json *value);

/* Puts VALUE under KEY, replacing what was there.  Takes VALUE. */
void vf_json_put (struct vf_json *object, const char *key,
                  struct vf_json *value);

/* Puts a text; NULL becomes null. */
void vf_json_put_text (struct vf_json *object, const char *key,
                       const char *text);

/* Puts a count or a size. */
void vf_json_put_u64 (struct vf_json *object, const char *key, uint64_t n);

/* Puts a number that may be negative. */
void vf_json_put_i64 (struct vf_json *object, const char *key, int64_t n);

/* Puts a time in seconds, to the millisecond. */
void vf_json_put_seconds (struct vf_json *object, const char *key,
                          double seconds);

/* Puts a truth value. */
void vf_json_put_bool (struct vf_json *object, const char *key, bool truth);

/* Appends VALUE to an array.  Takes VALUE. */
void vf_json_add (struct vf_json *array, struct vf_json *value);

/* Appends a text to an array; NULL becomes null. */
void vf_json_add_text (struct vf_json *array, const char *text);

/* Appends a number to ARRAY. */
void vf_json_add_u64 (struct vf_json *array, uint64_t n);

/* The JSON text, without a newline at the end; indented by two spaces unless
 * COMPACT.
 * Returns: a malloc'd string, or NULL with NOMEM when any part of VALUE could
 * not be built. */
char *vf_json_text (const struct vf_json *value, bool compact,
                    struct vf_error *err);

/* The same value as a YAML document, without "---".  Each text stands for
 * itself whatever YAML 1.1 or 1.2 would take it for ("no", "1e3"), and nothing
 * but printable characters is in it.
 * Returns: a malloc'd string, or NULL with NOMEM when any part of VALUE could
 * not be built. */
char *vf_json_yaml (const struct vf_json *value, struct vf_error *err);

VF_DEFINE_CLEANUP (json, struct vf_json, vf_json_free)
#define CLEANUP_JSON VF_CLEANUP (vf_cleanup_json)

#endif
