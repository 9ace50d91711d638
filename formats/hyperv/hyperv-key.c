/* vmferry: the tree of Hyper-V's keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/hyperv/hyperv-key.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/text.h"

struct vf_hyperv_key *
vf_hyperv_root_new (struct vf_error *err)
{
  struct vf_hyperv_key *root = calloc (1, sizeof *root);

  if (!root)
    vf_error_nomem (err, "the keys of a definition");
  return root;
}

void
vf_hyperv_key_free (struct vf_hyperv_key *key)
{
  size_t i;

  if (!key)
    return;
  for (i = 0; i < key->children.count; i++)
    vf_hyperv_key_free (key->children.items[i]);
  free (key->children.items);
  free (key->name);
  free (key->text);
  free (key->bytes);
  free (key->note);
  free (key);
}

struct vf_hyperv_key *
vf_hyperv_key_add (struct vf_hyperv_key *parent, const char *name,
                   struct vf_error *err)
{
  CLEANUP_HYPERV_KEY struct vf_hyperv_key *key = vf_hyperv_root_new (err);

  if (!key)
    return NULL;
  key->depth = parent->depth + 1;
  if (key->depth > VF_HYPERV_MAX_DEPTH) {
    vf_error_set (err, VF_ERROR_LIMIT,
                  "key \"%.40s\" lies deeper than %d keys", name,
                  VF_HYPERV_MAX_DEPTH);
    return NULL;
  }
  key->name = vf_text_to_utf8 (name, strlen (name));
  if (!key->name || vf_vector_push (&parent->children, key)) {
    vf_error_nomem (err, "the keys of a definition");
    return NULL;
  }
  return TAKE (key);
}

int
vf_hyperv_set_text (struct vf_hyperv_key *key, const char *text,
                    struct vf_error *err)
{
  key->kind = VF_HYPERV_TEXT;
  key->text = vf_text_to_utf8 (text, strlen (text));
  return key->text ? 0 : vf_error_nomem (err, "the value of a key");
}

int
vf_hyperv_set_other (struct vf_hyperv_key *key, const char *text,
                     struct vf_error *err)
{
  int failed = vf_hyperv_set_text (key, text, err);

  key->kind = VF_HYPERV_OTHER;
  return failed;
}

int
vf_hyperv_set_number (struct vf_hyperv_key *key, int64_t number,
                      struct vf_error *err)
{
  char text[32];
  int failed;

  snprintf (text, sizeof text, "%" PRId64, number);
  failed = vf_hyperv_set_text (key, text, err);
  key->kind = VF_HYPERV_NUMBER;
  key->number = number;
  return failed;
}

int
vf_hyperv_set_truth (struct vf_hyperv_key *key, bool truth,
                     struct vf_error *err)
{
  int failed = vf_hyperv_set_text (key, truth ? "True" : "False", err);

  key->kind = VF_HYPERV_TRUTH;
  key->number = truth;
  return failed;
}

int
vf_hyperv_set_bytes (struct vf_hyperv_key *key, const uint8_t *bytes,
                     size_t n, struct vf_error *err)
{
  static const char digits[] = "0123456789abcdef";
  size_t i;

  key->kind = VF_HYPERV_BYTES;
  key->text = malloc (2 * n + 1);
  key->bytes = malloc (n ? n : 1);
  if (!key->text || !key->bytes)
    return vf_error_nomem (err, "the value of a key");
  for (i = 0; i < n; i++) {
    key->bytes[i] = bytes[i];
    key->text[2 * i] = digits[bytes[i] >> 4];
    key->text[2 * i + 1] = digits[bytes[i] & 15];
  }
  key->text[2 * n] = '\0';
  key->n_bytes = n;
  return 0;
}

/* The first child whose name is the first N bytes of NAME. */
static struct vf_hyperv_key *
find_child (const struct vf_hyperv_key *key, const char *name, size_t n)
{
  size_t i;

  for (i = 0; i < key->children.count; i++) {
    struct vf_hyperv_key *child = key->children.items[i];

    if (strncasecmp (child->name, name, n) == 0 && !child->name[n])
      return child;
  }
  return NULL;
}

struct vf_hyperv_key *
vf_hyperv_find (const struct vf_hyperv_key *key, const char *path)
{
  struct vf_hyperv_key *child = NULL;
  size_t n;

  while (key && *path) {
    n = strcspn (path, "/");
    key = child = find_child (key, path, n);
    path += n + (path[n] != '\0');
  }
  return key ? child : NULL;
}

const char *
vf_hyperv_get_text (const struct vf_hyperv_key *key, const char *path)
{
  const struct vf_hyperv_key *child = vf_hyperv_find (key, path);

  return child && child->text && *child->text ? child->text : NULL;
}

bool
vf_hyperv_is_true (const struct vf_hyperv_key *key, const char *path)
{
  const struct vf_hyperv_key *child = vf_hyperv_find (key, path);

  return child
         && (child->kind == VF_HYPERV_TRUTH || child->kind == VF_HYPERV_NUMBER)
         && child->number != 0;
}

int
vf_hyperv_judge (struct vf_hyperv_key *key, enum vf_fate fate,
                 const char *note, struct vf_error *err)
{
  char *copy = NULL;

  if (!key)
    return 0;
  if (note && !(copy = strdup (note)))
    return vf_error_nomem (err, "the account");
  free (key->note);
  key->note = copy;
  key->fate = fate;
  key->is_judged = true;
  return 0;
}

int
vf_hyperv_judge_rest (struct vf_hyperv_key *key, enum vf_fate fate,
                      const char *note, struct vf_error *err)
{
  size_t i;

  if (!key)
    return 0;
  if (!key->is_judged && vf_hyperv_judge (key, fate, note, err))
    return -1;
  for (i = 0; i < key->children.count; i++)
    if (vf_hyperv_judge_rest (key->children.items[i], fate, note, err))
      return -1;
  return 0;
}

int
vf_hyperv_lose (struct vf_hyperv_key *key, const char *note,
                struct vf_error *err)
{
  if (vf_hyperv_judge (key, VF_FATE_LOSS, note, err))
    return -1;
  return vf_hyperv_judge_rest (key, VF_FATE_IRRELEVANT,
                               "a part of what is lost", err);
}
