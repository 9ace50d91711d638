/* vmferry: reading tables of keys into structs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-row.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine-cpu.h"

#define MIB ((int64_t) 1 << 20)

bool
vf_vmx_is_default (const char *value)
{
  static const char *const words[] = {
    "",    "0",    "normal", "unlimited", "-1",    "all",
    "any", "none", "off",    "max",       "false", "opportunistic",
  };
  size_t i;

  for (i = 0; i < sizeof words / sizeof *words; i++)
    if (strcasecmp (value, words[i]) == 0)
      return true;
  return false;
}

static bool
parse_number (const char *text, int64_t *ret_number)
{
  long long number;
  char *end;

  errno = 0;
  number = strtoll (text, &end, 10);
  if (errno || end == text || *end)
    return false;
  *ret_number = number;
  return true;
}

/* 1 read, 0 not of its kind, -1 with NOMEM. */
static int
read_text (const char *value, char **member, struct vf_error *err)
{
  char *copy;

  if (!*value)
    return 1;
  copy = strdup (value);
  if (!copy)
    return vf_error_nomem (err, "a value");
  free (*member);
  *member = copy;
  return 1;
}

static int
read_tristate (const char *value, enum vf_tristate *member)
{
  bool truth;

  if (!vf_vmx_parse_bool (value, &truth))
    return !*value;
  *member = truth ? VF_YES : VF_NO;
  return 1;
}

static int
read_limit (const char *value, int64_t unit, int64_t *member)
{
  int64_t number;

  if (strcasecmp (value, "unlimited") == 0 || strcasecmp (value, "max") == 0)
    number = -1;
  else if (!parse_number (value, &number) || number > INT64_MAX / unit)
    return 0;
  *member = number < 0 ? -1 : number * unit;
  return 1;
}

static int
read_count (const char *value, unsigned *member)
{
  int64_t number;

  if (!parse_number (value, &number) || number < 0
      || number >= VF_VMX_MAX_COUNT)
    return 0;
  *member = (unsigned) number;
  return 1;
}

static int
read_slot (const char *value, int *member)
{
  int64_t number;

  if (!parse_number (value, &number) || number >= VF_VMX_MAX_COUNT)
    return 0;
  *member = number < 0 ? -1 : (int) number;
  return 1;
}

/* 1 read, 0 not of its kind, -1 with NOMEM. */
static int
read_value (const struct vf_vmx_row *row, const char *value, void *target,
            struct vf_error *err)
{
  void *member = (char *) target + row->offset;

  switch (row->kind) {
  case VF_VMX_NOTHING:
  case VF_VMX_LOST:
    break;
  case VF_VMX_TEXT:
    return read_text (value, member, err);
  case VF_VMX_TRISTATE:
    return read_tristate (value, member);
  case VF_VMX_COUNT:
    return read_count (value, member);
  case VF_VMX_SLOT:
    return read_slot (value, member);
  case VF_VMX_LIMIT:
    return read_limit (value, 1, member);
  case VF_VMX_LIMIT_MIB:
    return read_limit (value, MIB, member);
  }
  return 1;
}

static int
read_row (const struct vf_vmx_row *row, struct vf_vmx_entry *entry,
          void *target, struct vf_error *err)
{
  int done;

  if (row->kind == VF_VMX_LOST)
    return vf_vmx_is_default (entry->value)
             ? vf_vmx_judge (entry, VF_FATE_IRRELEVANT, "the default", err)
             : vf_vmx_judge (entry, VF_FATE_LOSS, row->note, err);
  done = read_value (row, entry->value, target, err);
  if (done < 0)
    return -1;
  if (!done)
    return vf_vmx_judge (entry, VF_FATE_LOSS,
                         "not a value of this key, taken as absent", err);
  return vf_vmx_judge (entry, row->fate, row->note, err);
}

int
vf_vmx_read_rows (struct vf_vmx *vmx, const char *prefix,
                  const struct vf_vmx_row *rows, void *target,
                  struct vf_error *err)
{
  struct vf_vmx_entry *entry;

  for (; rows->key; rows++) {
    entry = vf_vmx_find (vmx, prefix, rows->key);
    if (entry && read_row (rows, entry, target, err))
      return -1;
  }
  return 0;
}
