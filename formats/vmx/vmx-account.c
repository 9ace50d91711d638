/* vmferry: the account of a whole .vmx, and the judgement on what no family
 * has read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-secret.h"
#include "formats/vmx/vmx-table.h"

static const struct vf_vmx_pattern *
find_pattern (const char *key)
{
  const struct vf_vmx_pattern *pattern = vf_vmx_patterns;

  while (pattern->key && !vf_vmx_matches (pattern->key, key))
    pattern++;
  return pattern->key ? pattern : NULL;
}

static int
judge_by_patterns (struct vf_vmx_entry *entry, struct vf_error *err)
{
  const struct vf_vmx_pattern *pattern = find_pattern (entry->lower);

  if (!pattern)
    return vf_vmx_judge (entry, VF_FATE_UNKNOWN, NULL, err);
  if (pattern->fate == VF_FATE_LOSS && vf_vmx_is_default (entry->value))
    return vf_vmx_judge (entry, VF_FATE_IRRELEVANT, "the default", err);
  return vf_vmx_judge (entry, pattern->fate, pattern->note, err);
}

static int
add_entry (struct vf_account *account, const struct vf_vmx_entry *entry,
           struct vf_error *err)
{
  const char *key = entry->key, *value = entry->value;
  const char *note = entry->note ? entry->note : entry->fault;
  char line[32];

  snprintf (line, sizeof line, "line %u", entry->line);
  if (entry->key && vf_vmx_is_secret (entry->lower))
    value = NULL;
  return vf_account_add (account, entry->fate, key ? key : line, value, note,
                         err);
}

int
vf_vmx_read_account (struct vf_vmx *vmx, struct vf_machine *machine,
                     struct vf_error *err)
{
  size_t i;

  for (i = 0; i < vmx->entries.count; i++) {
    struct vf_vmx_entry *entry = &vmx->entries.items[i];

    if (!entry->is_judged && judge_by_patterns (entry, err))
      return -1;
    if (add_entry (&machine->account, entry, err))
      return -1;
  }
  return 0;
}
