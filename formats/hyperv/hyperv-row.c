/* vmferry: reading tables of Hyper-V's keys into structs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/hyperv/hyperv-row.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/machine-cpu.h"

const char *
vf_hyperv_word (const struct vf_hyperv_key *key,
                const struct vf_hyperv_words *words)
{
  size_t i;

  for (i = 0; words->words[i]; i++)
    if (key->kind == VF_HYPERV_NUMBER
            ? key->number == words->first + (int64_t)i
            : key->text && strcasecmp (key->text, words->words[i]) == 0)
      return words->words[i];
  return NULL;
}

/* 1 read, 0 not of its kind, -1 with NOMEM: so all of the following. */
static int
read_string (const char *text, char **member, struct vf_error *err)
{
  char *copy;

  if (!text)
    return 0;
  if (!*text)
    return 1;
  copy = strdup (text);
  if (!copy)
    return vf_error_nomem (err, "a value");
  free (*member);
  *member = copy;
  return 1;
}

static int
read_tristate (const struct vf_hyperv_key *key, enum vf_tristate *member)
{
  static const struct vf_hyperv_words words = { 0, { "False", "True" } };
  const char *word = vf_hyperv_word (key, &words);

  if (!word)
    return 0;
  *member = strcmp (word, "True") == 0 ? VF_YES : VF_NO;
  return 1;
}

static int
read_on_off (const struct vf_hyperv_key *key, enum vf_tristate *member)
{
  static const struct vf_hyperv_words words = { 0, { "On", "Off" } };
  const char *word = vf_hyperv_word (key, &words);

  if (!word)
    return read_tristate (key, member);
  *member = strcmp (word, "On") == 0 ? VF_YES : VF_NO;
  return 1;
}

static int
read_count (const struct vf_hyperv_key *key, unsigned *member)
{
  if (key->kind != VF_HYPERV_NUMBER || key->number < 0
      || key->number > VF_HYPERV_MAX_COUNT)
    return 0;
  *member = (unsigned)key->number;
  return 1;
}

static int
read_size (const struct vf_hyperv_key *key, uint64_t scale, uint64_t *member)
{
  uint64_t size;

  if (key->kind != VF_HYPERV_NUMBER || key->number < 0
      || !vf_mul_u64 ((uint64_t)key->number, scale, &size)
      || size > INT64_MAX)
    return 0;
  *member = size;
  return 1;
}

static int
read_limit (const struct vf_hyperv_key *key, uint64_t scale, int64_t *member)
{
  uint64_t size;

  if (!read_size (key, scale, &size))
    return 0;
  *member = size ? (int64_t)size : -1;
  return 1;
}

static int
read_value (const struct vf_hyperv_row *row, const struct vf_hyperv_key *key,
            void *target, struct vf_error *err)
{
  void *member = (char *)target + row->offset;
  uint64_t scale = row->scale ? row->scale : 1;

  switch (row->member) {
  case VF_HYPERV_JUDGE:
  case VF_HYPERV_LOST:
    break;
  case VF_HYPERV_STRING:
    return read_string (key->text, member, err);
  case VF_HYPERV_TRISTATE:
    return read_tristate (key, member);
  case VF_HYPERV_ONOFF:
    return read_on_off (key, member);
  case VF_HYPERV_COUNT:
    return read_count (key, member);
  case VF_HYPERV_SIZE:
    return read_size (key, scale, member);
  case VF_HYPERV_LIMIT:
    return read_limit (key, scale, member);
  case VF_HYPERV_WORD:
    return read_string (vf_hyperv_word (key, row->words), member, err);
  }
  return 1;
}

/* Whether KEY says what it does when nobody has touched it. */
static bool
is_normal (const struct vf_hyperv_row *row, const struct vf_hyperv_key *key)
{
  return !key->text || !*key->text
         || (row->normal && strcasecmp (key->text, row->normal) == 0);
}

static int
read_row (const struct vf_hyperv_row *row, struct vf_hyperv_key *key,
          void *target, struct vf_error *err)
{
  int done;

  if (row->member == VF_HYPERV_LOST && is_normal (row, key))
    return vf_hyperv_judge (key, VF_FATE_IRRELEVANT, "the default", err);
  if (row->member == VF_HYPERV_LOST)
    return vf_hyperv_judge (key, VF_FATE_LOSS, row->note, err);
  done = read_value (row, key, target, err);
  if (done < 0)
    return -1;
  if (!done)
    return vf_hyperv_judge (key, VF_FATE_LOSS,
                            "not a value of this key, taken as absent", err);
  return vf_hyperv_judge (key, row->fate, row->note, err);
}

int
vf_hyperv_read_rows (struct vf_hyperv_key *key,
                     const struct vf_hyperv_row *rows, void *target,
                     struct vf_error *err)
{
  struct vf_hyperv_key *found;

  for (; rows->path; rows++) {
    found = vf_hyperv_find (key, rows->path);
    if (found && read_row (rows, found, target, err))
      return -1;
  }
  return 0;
}
