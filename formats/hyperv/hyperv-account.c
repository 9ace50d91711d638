/* vmferry: what became of each of Hyper-V's keys, in the order of the source.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/hyperv/hyperv-account.h"

#include <stdio.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-key.h"

struct telling {
  struct vf_account *account;
  const struct vf_hyperv_key *trunk;
  struct vf_error *err;
  char path[VF_HYPERV_MAX_PATH];
};

static int
tell (struct telling *telling, const struct vf_hyperv_key *key)
{
  enum vf_fate fate = key->is_judged ? key->fate : VF_FATE_UNKNOWN;

  if (key->kind == VF_HYPERV_NODE && fate != VF_FATE_LOSS) {
    if (key->children.count)
      return 0;
    if (!key->is_judged)
      return vf_account_add (telling->account, VF_FATE_IRRELEVANT,
                             telling->path, NULL, "empty", telling->err);
  }
  return vf_account_add (telling->account, fate, telling->path, key->text,
                         key->note, telling->err);
}

/* Tells the children of KEY, whose own path has USED bytes. */
static int
tell_children (struct telling *telling, const struct vf_hyperv_key *key,
               size_t used)
{
  size_t i;

  for (i = 0; i < key->children.count; i++) {
    const struct vf_hyperv_key *child = key->children.items[i];
    size_t space = sizeof telling->path - used;
    int n = 0;

    if (child != telling->trunk)
      n = snprintf (telling->path + used, space, "%s%s", used ? "/" : "",
                    child->name);
    if (n < 0 || (size_t)n >= space)
      return vf_error_set (telling->err, VF_ERROR_LIMIT,
                           "key \"%.40s...\": its path is longer than %d "
                           "bytes",
                           telling->path, VF_HYPERV_MAX_PATH);
    if ((child != telling->trunk && tell (telling, child))
        || tell_children (telling, child, used + (size_t)n))
      return -1;
  }
  return 0;
}

int
vf_hyperv_account (const struct vf_hyperv_key *root,
                   const struct vf_hyperv_key *trunk,
                   struct vf_account *account, struct vf_error *err)
{
  struct telling telling
      = { .account = account, .trunk = trunk, .err = err };

  return tell_children (&telling, root, 0);
}
