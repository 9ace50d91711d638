/* vmferry: parsing JSON by jansson.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/json-in.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/charset.h"
#include "common/error.h"

/* UTF-16, as PowerShell writes files, as UTF-8.
 * Returns: malloc'd; NULL when it is none, or with NOMEM and *ret_failed. */
static char *
from_utf16 (const char *bytes, size_t n, int *ret_failed, struct vf_error *err)
{
  char *text = NULL;

  *ret_failed = 0;
  if (n < 2)
    return NULL;
  if (memcmp (bytes, "\xff\xfe", 2) == 0)
    text = vf_charset_from_utf16le (bytes + 2, n - 2, err);
  else if (memcmp (bytes, "\xfe\xff", 2) == 0)
    text = vf_charset_from_utf16be (bytes + 2, n - 2, err);
  else if (bytes[0] && !bytes[1])
    text = vf_charset_from_utf16le (bytes, n, err);
  else if (!bytes[0] && bytes[1])
    text = vf_charset_from_utf16be (bytes, n, err);
  else
    return NULL;
  *ret_failed = !text;
  return text;
}

struct json_t *
vf_json_parse (const char *bytes, size_t n, struct vf_error *err)
{
  CLEANUP_FREE char *utf8 = NULL;
  json_error_t error;
  json_t *value;
  int failed;

  utf8 = from_utf16 (bytes, n, &failed, err);
  if (failed)
    return NULL;
  if (utf8) {
    bytes = utf8;
    n = strlen (utf8);
  } else if (n >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0) {
    bytes += 3;
    n -= 3;
  }
  value = json_loadb (bytes, n, JSON_REJECT_DUPLICATES, &error);
  if (!value && json_error_code (&error) == json_error_numeric_overflow)
    value = json_loadb (
        bytes, n, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
  if (!value && json_error_code (&error) == json_error_out_of_memory)
    vf_error_nomem (err, "JSON");
  else if (!value)
    vf_error_set (err, VF_ERROR_CORRUPT, "line %d: no valid JSON: %s",
                  error.line, error.text);
  return value;
}

/* Whether VALUE is an integer that was read as a real beside one that does not
 * fit: up to 2^53 that loses nothing. */
static bool
is_whole (const json_t *value)
{
  const double most = (double)((int64_t)1 << 53);
  double number = json_real_value (value);

  return number >= -most && number <= most
         && number == (double)(int64_t)number;
}

enum vf_json_kind
vf_json_kind (const json_t *value)
{
  switch (json_typeof (value)) {
  case JSON_OBJECT:
    return VF_JSON_OBJECT;
  case JSON_ARRAY:
    return VF_JSON_ARRAY;
  case JSON_STRING:
    return VF_JSON_TEXT;
  case JSON_INTEGER:
    return VF_JSON_INTEGER;
  case JSON_REAL:
    return is_whole (value) ? VF_JSON_INTEGER : VF_JSON_REAL;
  case JSON_TRUE:
  case JSON_FALSE:
    return VF_JSON_BOOL;
  case JSON_NULL:
    break;
  }
  return VF_JSON_NULL;
}

int64_t
vf_json_integer (const json_t *value)
{
  if (json_is_real (value))
    return is_whole (value) ? (int64_t)json_real_value (value) : 0;
  return json_is_true (value) ? 1 : json_integer_value (value);
}

double
vf_json_real (const json_t *value)
{
  return json_real_value (value);
}

const char *
vf_json_text_of (const json_t *value)
{
  return json_string_value (value);
}

int
vf_json_each (json_t *container,
              int (*visit) (void *, const char *, json_t *, struct vf_error *),
              void *context, struct vf_error *err)
{
  const char *name;
  json_t *item;
  size_t i;
  int result = 0;

  json_array_foreach (container, i, item)
  {
    result = visit (context, NULL, item, err);
    if (result)
      return result;
  }
  json_object_foreach (container, name, item)
  {
    result = visit (context, name, item, err);
    if (result)
      return result;
  }
  return 0;
}

void
vf_json_document_free (json_t *document)
{
  json_decref (document);
}
