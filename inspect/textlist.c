/* vmferry: lists of texts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/textlist.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "common/vector.h"

int
vf_text_list_take (struct vf_text_list *list, char *text,
                   struct vf_error *err)
{
  if (!text || vf_vector_push (list, text) == -1) {
    free (text);
    return vf_error_nomem (err, "a list");
  }
  return 0;
}

int
vf_text_list_add (struct vf_text_list *list, const char *text,
                  struct vf_error *err)
{
  return vf_text_list_take (list, strdup (text), err);
}

bool
vf_text_list_has (const struct vf_text_list *list, const char *text)
{
  for (size_t i = 0; i < list->count; i++)
    if (strcmp (list->items[i], text) == 0)
      return true;
  return false;
}

static int
compare (const void *a, const void *b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

void
vf_text_list_sort (struct vf_text_list *list)
{
  if (list->count > 1)
    qsort (list->items, list->count, sizeof *list->items, compare);
}

char *
vf_text_list_join (const struct vf_text_list *list, const char *separator)
{
  size_t size = 1;
  char *text, *end;

  for (size_t i = 0; i < list->count; i++)
    size += strlen (list->items[i]) + strlen (separator);
  text = malloc (size);
  if (!text)
    return NULL;
  end = text;
  *end = '\0';
  for (size_t i = 0; i < list->count; i++) {
    if (i)
      end = stpcpy (end, separator);
    end = stpcpy (end, list->items[i]);
  }
  return text;
}

struct vf_json *
vf_text_list_json (const struct vf_text_list *list)
{
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < list->count; i++)
    vf_json_add_text (array, list->items[i]);
  return array;
}

void
vf_text_list_clear (struct vf_text_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    free (list->items[i]);
  free (list->items);
  memset (list, 0, sizeof *list);
}
