/* vmferry: values of a .vmx, by their kinds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-value.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine-cpu.h"

/* What vf_vmx_settle_shares turns into numbers. */
enum { SHARES_LOW = -2, SHARES_HIGH = -3 };

/* What all kinds of a member's type have in common. */
enum type {
  TYPE_NONE,
  TYPE_TEXT,
  TYPE_TRISTATE,
  TYPE_COUNT,
  TYPE_SLOT,
  TYPE_BYTES,
  TYPE_LIMIT,
  TYPE_SHARES,
};

static const struct {
  enum type type;
  int64_t factor; /* from the file's unit to the struct's */
  const char *name;
} kinds[VF_VMX_N_KINDS] = {
  [VF_VMX_NOTHING] = { TYPE_NONE, 0, "any" },
  [VF_VMX_LOST] = { TYPE_NONE, 0, "any" },
  [VF_VMX_TEXT] = { TYPE_TEXT, 0, "text" },
  [VF_VMX_TRISTATE] = { TYPE_TRISTATE, 0, "truth" },
  [VF_VMX_NEGATED] = { TYPE_TRISTATE, -1, "truth, negated" },
  [VF_VMX_COUNT] = { TYPE_COUNT, 1, "count" },
  [VF_VMX_MILLISECONDS] = { TYPE_COUNT, 1, "ms" },
  [VF_VMX_SECONDS] = { TYPE_COUNT, 1000, "s" },
  [VF_VMX_SLOT] = { TYPE_SLOT, 1, "slot" },
  [VF_VMX_BYTES] = { TYPE_BYTES, 1, "bytes" },
  [VF_VMX_KIB] = { TYPE_BYTES, (int64_t)1 << 10, "KiB" },
  [VF_VMX_MIB] = { TYPE_BYTES, (int64_t)1 << 20, "MiB" },
  [VF_VMX_LIMIT_MHZ] = { TYPE_LIMIT, 1, "MHz or unlimited" },
  [VF_VMX_LIMIT_MIB] = { TYPE_LIMIT, (int64_t)1 << 20, "MiB or unlimited" },
  [VF_VMX_LIMIT_MBIT] = { TYPE_LIMIT, 1000000, "Mbit/s or unlimited" },
  [VF_VMX_LIMIT_IOPS] = { TYPE_LIMIT, 1, "IOPS or off" },
  [VF_VMX_SHARES] = { TYPE_SHARES, 0, "low, normal, high or a weight" },
};

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

bool
vf_vmx_parse_bool (const char *text, bool *ret_truth)
{
  static const char *const words[]
      = { "true", "yes", "on", "y", "1", "false", "no", "off", "n", "0" };
  size_t i;

  for (i = 0; i < 10; i++)
    if (strcasecmp (text, words[i]) == 0) {
      *ret_truth = i < 5;
      return true;
    }
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
read_tristate (const char *value, bool is_negated, enum vf_tristate *member)
{
  bool truth;

  if (!vf_vmx_parse_bool (value, &truth))
    return !*value;
  *member = truth != is_negated ? VF_YES : VF_NO;
  return 1;
}

static int
read_count (const char *value, int64_t factor, unsigned *member)
{
  int64_t number;

  if (!parse_number (value, &number) || number < 0
      || number >= VF_VMX_MAX_COUNT / factor)
    return 0;
  *member = (unsigned)(number * factor);
  return 1;
}

static int
read_slot (const char *value, int *member)
{
  int64_t number;

  if (!parse_number (value, &number) || number < -1
      || number > VF_VMX_MAX_SLOT)
    return 0;
  *member = (int)number;
  return 1;
}

static int
read_bytes (const char *value, int64_t factor, uint64_t *member)
{
  int64_t number;

  if (!parse_number (value, &number) || number < 0
      || number > INT64_MAX / factor)
    return 0;
  *member = (uint64_t)(number * factor);
  return 1;
}

static int
read_limit (const char *value, int64_t factor, int64_t *member)
{
  int64_t number;

  if (vf_vmx_is_default (value))
    number = 0;
  else if (!parse_number (value, &number) || number < 0
           || number > INT64_MAX / factor)
    return 0;
  *member = number ? number * factor : -1;
  return 1;
}

static int
read_shares (const char *value, int64_t *member)
{
  int64_t number;

  if (!*value || strcasecmp (value, "normal") == 0)
    *member = -1;
  else if (strcasecmp (value, "low") == 0)
    *member = SHARES_LOW;
  else if (strcasecmp (value, "high") == 0)
    *member = SHARES_HIGH;
  else if (parse_number (value, &number) && number >= 0)
    *member = number;
  else
    return 0;
  return 1;
}

int
vf_vmx_read_value (enum vf_vmx_kind kind, const char *value, void *member,
                   struct vf_error *err)
{
  int64_t factor = kinds[kind].factor;

  switch (kinds[kind].type) {
  case TYPE_NONE:
    break;
  case TYPE_TEXT:
    return read_text (value, member, err);
  case TYPE_TRISTATE:
    return read_tristate (value, factor < 0, member);
  case TYPE_COUNT:
    return read_count (value, factor, member);
  case TYPE_SLOT:
    return read_slot (value, member);
  case TYPE_BYTES:
    return read_bytes (value, factor, member);
  case TYPE_LIMIT:
    return read_limit (value, factor, member);
  case TYPE_SHARES:
    return read_shares (value, member);
  }
  return 1;
}

const char *
vf_vmx_kind_name (enum vf_vmx_kind kind)
{
  return kinds[kind].name;
}

void
vf_vmx_settle_shares (int64_t *shares, int64_t normal)
{
  if (*shares == SHARES_LOW)
    *shares = normal / 2;
  else if (*shares == SHARES_HIGH)
    *shares = normal * 2;
}
