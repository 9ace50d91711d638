/* vmferry: finding entries of a .vmx, and saying what became of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/vmx/vmx-dict.h"
#include "formats/vmx/vmx-value.h"

/* strcmp of KEY with PREFIX and SUFFIX joined. */
static int
compare_joined (const char *key, const char *prefix, const char *suffix)
{
  size_t n = strlen (prefix);
  int order = strncmp (key, prefix, n);

  return order ? order : strcmp (key + n, suffix);
}

static struct vf_vmx_entry *
indexed (const struct vf_vmx *vmx, size_t i)
{
  return &vmx->entries.items[vmx->index.items[i]];
}

/* Where in the index the keys start that are not below PREFIX + SUFFIX. */
static size_t
lower_bound (const struct vf_vmx *vmx, const char *prefix, const char *suffix)
{
  size_t low = 0, high = vmx->index.count, middle;

  while (low < high) {
    middle = low + (high - low) / 2;
    if (compare_joined (indexed (vmx, middle)->lower, prefix, suffix) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

struct vf_vmx_entry *
vf_vmx_find (const struct vf_vmx *vmx, const char *prefix, const char *suffix)
{
  size_t i = lower_bound (vmx, prefix, suffix);

  if (i < vmx->index.count
      && compare_joined (indexed (vmx, i)->lower, prefix, suffix) == 0)
    return indexed (vmx, i);
  return NULL;
}

const char *
vf_vmx_get (const struct vf_vmx *vmx, const char *prefix, const char *suffix)
{
  const struct vf_vmx_entry *entry = vf_vmx_find (vmx, prefix, suffix);

  return entry ? entry->value : NULL;
}

bool
vf_vmx_is_true (const struct vf_vmx *vmx, const char *prefix,
                const char *suffix)
{
  const char *value = vf_vmx_get (vmx, prefix, suffix);
  bool truth;

  return value && vf_vmx_parse_bool (value, &truth) && truth;
}

int
vf_vmx_judge (struct vf_vmx_entry *entry, enum vf_fate fate, const char *note,
              struct vf_error *err)
{
  char *copy = NULL;

  if (!entry)
    return 0;
  if (note && !(copy = strdup (note)))
    return vf_error_nomem (err, "a note");
  free (entry->note);
  entry->note = copy;
  entry->fate = fate;
  entry->is_judged = true;
  return 0;
}

static int
judge_prefix (struct vf_vmx *vmx, const char *prefix, bool is_rest,
              enum vf_fate fate, const char *note, struct vf_error *err)
{
  size_t i, n = strlen (prefix);

  for (i = lower_bound (vmx, prefix, ""); i < vmx->index.count; i++) {
    struct vf_vmx_entry *entry = indexed (vmx, i);

    if (strncmp (entry->lower, prefix, n))
      return 0;
    if (!(is_rest && entry->is_judged)
        && vf_vmx_judge (entry, fate, note, err))
      return -1;
  }
  return 0;
}

int
vf_vmx_judge_rest (struct vf_vmx *vmx, const char *prefix, enum vf_fate fate,
                   const char *note, struct vf_error *err)
{
  return judge_prefix (vmx, prefix, true, fate, note, err);
}

int
vf_vmx_judge_all (struct vf_vmx *vmx, const char *prefix, enum vf_fate fate,
                  const char *note, struct vf_error *err)
{
  return judge_prefix (vmx, prefix, false, fate, note, err);
}
