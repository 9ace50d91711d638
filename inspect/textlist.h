/* vmferry: a list of texts that owns them.  Starts as all zeros.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_TEXTLIST_H
#define VF_INSPECT_TEXTLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_json;

struct vf_text_list {
  char **items;
  size_t count;
  size_t capacity;
};

/* Appends a copy of TEXT.
 * Errors:  NOMEM */
int vf_text_list_add (struct vf_text_list *list, const char *text,
                      struct vf_error *err);

/* Appends TEXT itself, and takes it, whatever happens.  A NULL is taken for
 * memory that was out.
 * Errors:  NOMEM */
int vf_text_list_take (struct vf_text_list *list, char *text,
                       struct vf_error *err);

/* Whether TEXT is in the list. */
bool vf_text_list_has (const struct vf_text_list *list, const char *text);

/* Sorts it by bytes. */
void vf_text_list_sort (struct vf_text_list *list);

/* The items with SEPARATOR between them.
 * Returns: a malloc'd string, or NULL when memory is out. */
char *vf_text_list_join (const struct vf_text_list *list,
                         const char *separator);

/* The list as a JSON array.  Owner: the caller. */
struct vf_json *vf_text_list_json (const struct vf_text_list *list);

/* Frees all items; the list is empty again. */
void vf_text_list_clear (struct vf_text_list *list);

#define CLEANUP_TEXT_LIST VF_CLEANUP (vf_text_list_clear)

#endif
