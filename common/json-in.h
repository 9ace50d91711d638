/* vmferry: JSON from someone else.  Values are passed as jansson's, whose type
 * is not told here; all belong to their document.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_JSON_IN_H
#define VF_COMMON_JSON_IN_H

#include <stdint.h>
#include <stddef.h>

#include "common/cleanup.h"

struct json_t;
struct vf_error;

enum vf_json_kind {
  VF_JSON_NULL,
  VF_JSON_BOOL,
  VF_JSON_INTEGER,
  VF_JSON_REAL,
  VF_JSON_TEXT,
  VF_JSON_ARRAY,
  VF_JSON_OBJECT,
};

/* Parses N bytes of UTF-8 (with or without a byte order mark) or UTF-16 (of
 * either byte order; known by its mark or by the first character).
 * Owner:   the caller frees the document with vf_json_document_free.
 * Errors:  CORRUPT, naming the line, also where a name stands twice in an
 *          object; LIMIT, NOMEM */
struct json_t *vf_json_parse (const char *bytes, size_t n,
                              struct vf_error *err);

/* What VALUE is.  A number without a fraction is an INTEGER up to 2^53, and
 * where all numbers of the text fit into 64 bits with a sign, up to those;
 * else it is a REAL. */
enum vf_json_kind vf_json_kind (const struct json_t *value);

/* The number of an INTEGER, 0 or 1 of a BOOL; else 0. */
int64_t vf_json_integer (const struct json_t *value);

/* The number of a REAL; else 0. */
double vf_json_real (const struct json_t *value);

/* The text of a TEXT, without NULs; else NULL.  Owner: the document. */
const char *vf_json_text_of (const struct json_t *value);

/* Calls VISIT with each item of an ARRAY or OBJECT, in their order, NAME of an
 * ARRAY's being NULL, until one returns other than 0.
 * Returns: what the last call did; 0 without one. */
int vf_json_each (struct json_t *container,
                  int (*visit) (void *context, const char *name,
                                struct json_t *item, struct vf_error *err),
                  void *context, struct vf_error *err);

/* Frees a document; NULL is allowed. */
void vf_json_document_free (struct json_t *document);

VF_DEFINE_CLEANUP (json_document, struct json_t, vf_json_document_free)
#define CLEANUP_JSON_DOCUMENT VF_CLEANUP (vf_cleanup_json_document)

#endif
