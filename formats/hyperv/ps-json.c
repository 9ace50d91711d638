/* vmferry: reading JSON of PowerShell into a tree of keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/hyperv/ps-json.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "common/json-in.h"
#include "formats/hyperv/hyperv-key.h"

/* Where items of a container go, and how many keys there are. */
struct adding {
  struct vf_hyperv_key *parent;
  size_t index; /* of the next item of an array */
  size_t *count;
};

static int add_items (struct json_t *container, struct vf_hyperv_key *parent,
                      size_t *count, struct vf_error *err);

static int
set_text (struct vf_hyperv_key *key, const char *text, struct vf_error *err)
{
  if (strlen (text) > VF_HYPERV_MAX_VALUE)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "\"%.40s\": its value is longer than 256 KiB",
                         key->name);
  return vf_hyperv_set_text (key, text, err);
}

static int
set_real (struct vf_hyperv_key *key, double number, struct vf_error *err)
{
  char text[40];

  snprintf (text, sizeof text, "%.15g", number);
  return vf_hyperv_set_other (key, text, err);
}

static int
set_value (struct vf_hyperv_key *key, struct json_t *value, size_t *count,
           struct vf_error *err)
{
  switch (vf_json_kind (value)) {
  case VF_JSON_NULL:
    return vf_hyperv_set_other (key, "", err);
  case VF_JSON_BOOL:
    return vf_hyperv_set_truth (key, vf_json_integer (value) != 0, err);
  case VF_JSON_INTEGER:
    return vf_hyperv_set_number (key, vf_json_integer (value), err);
  case VF_JSON_REAL:
    return set_real (key, vf_json_real (value), err);
  case VF_JSON_TEXT:
    return set_text (key, vf_json_text_of (value), err);
  case VF_JSON_ARRAY:
  case VF_JSON_OBJECT:
    break;
  }
  return add_items (value, key, count, err);
}

static int
add_item (void *context, const char *name, struct json_t *item,
          struct vf_error *err)
{
  struct adding *adding = context;
  struct vf_hyperv_key *key;
  char number[24];

  if (++*adding->count > VF_HYPERV_MAX_KEYS)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d keys",
                         VF_HYPERV_MAX_KEYS);
  snprintf (number, sizeof number, "%zu", adding->index++);
  key = vf_hyperv_key_add (adding->parent, name ? name : number, err);
  return key ? set_value (key, item, adding->count, err) : -1;
}

static int
add_items (struct json_t *container, struct vf_hyperv_key *parent,
           size_t *count, struct vf_error *err)
{
  struct adding adding = { .parent = parent, .count = count };

  return vf_json_each (container, add_item, &adding, err);
}

struct vf_hyperv_key *
vf_ps_json_parse (const char *bytes, size_t n, struct vf_error *err)
{
  CLEANUP_JSON_DOCUMENT struct json_t *document
      = vf_json_parse (bytes, n, err);
  CLEANUP_HYPERV_KEY struct vf_hyperv_key *root = NULL;
  size_t count = 0;

  if (!document)
    return NULL;
  root = vf_hyperv_root_new (err);
  if (!root || add_items (document, root, &count, err))
    return NULL;
  return TAKE (root);
}

struct vf_hyperv_key *
vf_ps_item (struct vf_hyperv_key *key, size_t index)
{
  if (!key || !key->children.count)
    return NULL;
  if (strcmp (key->children.items[0]->name, "0") != 0)
    return index == 0 ? key : NULL;
  return index < key->children.count ? key->children.items[index] : NULL;
}
