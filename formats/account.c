/* vmferry: the list of what became of each thing a source says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/account.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/json.h"

static void
clear_entry (struct vf_account_entry *entry)
{
  free (entry->key);
  free (entry->value);
  free (entry->note);
}

/* Copies TEXT unless it is NULL; 0, or -1 when memory is out. */
static int
copy_text (const char *text, char **ret_copy)
{
  if (!text)
    return 0;
  *ret_copy = strdup (text);
  return *ret_copy ? 0 : -1;
}

int
vf_account_add (struct vf_account *account, enum vf_fate fate, const char *key,
                const char *value, const char *note, struct vf_error *err)
{
  struct vf_account_entry entry = {.fate = fate};

  if (copy_text (key, &entry.key) || copy_text (value, &entry.value)
      || copy_text (note, &entry.note)
      || vf_vector_push (&account->entries, entry)) {
    clear_entry (&entry);
    return vf_error_nomem (err, "the account");
  }
  return 0;
}

int
vf_account_lose (struct vf_account *account, struct vf_error *err,
                 const char *key, const char *fmt, ...)
{
  CLEANUP_FREE char *note = NULL;
  va_list args;
  int n;

  va_start (args, fmt);
  n = vasprintf (&note, fmt, args);
  va_end (args);
  if (n < 0) {
    note = NULL;
    return vf_error_nomem (err, "the account");
  }
  return vf_account_add (account, VF_FATE_LOSS, key, NULL, note, err);
}

size_t
vf_account_count (const struct vf_account *account, enum vf_fate fate)
{
  size_t i, count = 0;

  for (i = 0; i < account->entries.count; i++)
    if (account->entries.items[i].fate == fate)
      count++;
  return count;
}

const char *
vf_fate_name (enum vf_fate fate)
{
  static const char *const names[] = {
    [VF_FATE_MAPPED] = "mapped",
    [VF_FATE_LOSS] = "loss",
    [VF_FATE_IRRELEVANT] = "irrelevant",
    [VF_FATE_UNKNOWN] = "unknown",
  };

  return names[fate];
}

struct vf_json *
vf_account_entry_to_json (const struct vf_account_entry *entry)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "key", entry->key);
  vf_json_put_text (object, "value", entry->value);
  vf_json_put_text (object, "fate", vf_fate_name (entry->fate));
  vf_json_put_text (object, "note", entry->note);
  return object;
}

struct vf_json *
vf_account_to_json (const struct vf_account *account)
{
  struct vf_json *list = vf_json_array ();
  size_t i;

  for (i = 0; i < account->entries.count; i++)
    vf_json_add (list, vf_account_entry_to_json (&account->entries.items[i]));
  return list;
}

void
vf_account_clear (struct vf_account *account)
{
  size_t i;

  for (i = 0; i < account->entries.count; i++)
    clear_entry (&account->entries.items[i]);
  free (account->entries.items);
  *account = (struct vf_account){0};
}
