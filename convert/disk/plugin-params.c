/* vmferry: what our nbdkit plugin is told of an image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/plugin-params.h"

#include <stddef.h>
#include <stdlib.h>

#include "common/error.h"
#include "common/text.h"
#include "formats/source.h"

#define MEMBER(name) offsetof (struct vf_source_params, name)

static const struct {
  const char *key;
  size_t member; /* a const char * */
} texts[] = {
  { "image", MEMBER (location) },     { "format", MEMBER (format_name) },
  { "snapshot", MEMBER (snapshot) },  { "disk", MEMBER (member) },
  { "vhd-size", MEMBER (size_rule) },
};

static const struct {
  const char *key;
  size_t member; /* a bool */
} flags[] = {
  { "no-manifest", MEMBER (no_digests) },
  { "ignore-cid", MEMBER (ignore_parent_id) },
  { "salvage", MEMBER (salvage) },
};

enum {
  N_TEXTS = sizeof texts / sizeof texts[0],
  N_FLAGS = sizeof flags / sizeof flags[0],
};

/* A list under construction. */
struct list {
  char **items;
  size_t count;
  bool failed;
};

static void
add (struct list *list, const char *key, const char *value)
{
  char *word = vf_text_printf ("%s=%s", key, value);

  if (word)
    list->items[list->count++] = word;
  else
    list->failed = true;
}

char **
vf_plugin_params (const struct vf_source_params *source, struct vf_error *err)
{
  struct list list
      = { .items = calloc (N_TEXTS + N_FLAGS + source->n_allowed_dirs + 1,
                           sizeof *list.items) };
  const char *bytes = (const char *)source, *text;
  size_t i;

  list.failed = !list.items;
  for (i = 0; i < N_TEXTS && !list.failed; i++) {
    text = *(const char *const *)(bytes + texts[i].member);
    if (text)
      add (&list, texts[i].key, text);
  }
  for (i = 0; i < N_FLAGS && !list.failed; i++)
    if (*(const bool *)(bytes + flags[i].member))
      add (&list, flags[i].key, "yes");
  for (i = 0; i < source->n_allowed_dirs && !list.failed; i++)
    add (&list, "allow-path", source->allowed_dirs[i]);
  if (!list.failed)
    return list.items;
  vf_plugin_params_free (list.items);
  vf_error_nomem (err, "the parameters of the plugin");
  return NULL;
}

void
vf_plugin_params_free (char **params)
{
  char **param;

  for (param = params; param && *param; param++)
    free (*param);
  free (params);
}
