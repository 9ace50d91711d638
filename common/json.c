/* vmferry: JSON out, on jansson.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/json-priv.h"
#include "common/text.h"

/* Takes the reference VALUE; NULL gives NULL. */
static struct vf_json *
wrap (json_t *value)
{
  struct vf_json *json = value ? calloc (1, sizeof *json) : NULL;

  if (json)
    json->value = value;
  else
    json_decref (value);
  return json;
}

struct vf_json *
vf_json_object (void)
{
  return wrap (json_object ());
}

struct vf_json *
vf_json_array (void)
{
  return wrap (json_array ());
}

void
vf_json_free (struct vf_json *value)
{
  if (!value)
    return;
  json_decref (value->value);
  free (value);
}

/* Keys may come from files, too. */
static void
put_value (struct vf_json *object, const char *key, json_t *value)
{
  CLEANUP_FREE char *valid = vf_text_to_utf8 (key, strlen (key));

  if (!object || !valid)
    json_decref (value);
  else if (json_object_set_new (object->value, valid, value) == 0)
    return;
  if (object)
    object->failed = true;
}

static void
add_value (struct vf_json *array, json_t *value)
{
  if (!array)
    json_decref (value);
  else if (json_array_append_new (array->value, value))
    array->failed = true;
}

/* Unwraps CHILD for CONTAINER, which inherits its failure. */
static json_t *
unwrap (struct vf_json *container, struct vf_json *child)
{
  json_t *value = child ? child->value : NULL;

  if (container && (!child || child->failed))
    container->failed = true;
  free (child);
  return value;
}

static json_t *
text_value (const char *text)
{
  CLEANUP_FREE char *valid = NULL;

  if (!text)
    return json_null ();
  valid = vf_text_to_utf8 (text, strlen (text));
  return valid ? json_string (valid) : NULL;
}

void
vf_json_put (struct vf_json *object, const char *key, struct vf_json *value)
{
  put_value (object, key, unwrap (object, value));
}

void
vf_json_put_text (struct vf_json *object, const char *key, const char *text)
{
  put_value (object, key, text_value (text));
}

/* JSON readers hold integers in 64 signed bits at best. */
static json_t *
number_value (uint64_t n)
{
  return n <= INT64_MAX ? json_integer ((json_int_t)n) : json_real ((double)n);
}

void
vf_json_put_u64 (struct vf_json *object, const char *key, uint64_t n)
{
  put_value (object, key, number_value (n));
}

void
vf_json_put_i64 (struct vf_json *object, const char *key, int64_t n)
{
  put_value (object, key, json_integer (n));
}

void
vf_json_put_seconds (struct vf_json *object, const char *key, double seconds)
{
  put_value (object, key,
             json_real ((double)(int64_t)(seconds * 1000) / 1000));
}

void
vf_json_put_bool (struct vf_json *object, const char *key, bool truth)
{
  put_value (object, key, json_boolean (truth));
}

void
vf_json_add (struct vf_json *array, struct vf_json *value)
{
  add_value (array, unwrap (array, value));
}

void
vf_json_add_text (struct vf_json *array, const char *text)
{
  add_value (array, text_value (text));
}

void
vf_json_add_u64 (struct vf_json *array, uint64_t n)
{
  add_value (array, number_value (n));
}

char *
vf_json_text (const struct vf_json *value, bool compact, struct vf_error *err)
{
  char *text = NULL;

  if (value && !value->failed)
    text = json_dumps (value->value, (compact ? JSON_COMPACT : JSON_INDENT (2))
                                       | JSON_REAL_PRECISION (15));
  if (!text)
    vf_error_nomem (err, "JSON text");
  return text;
}
