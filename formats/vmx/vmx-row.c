/* vmferry: reading tables of keys into structs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-row.h"

static int
read_row (const struct vf_vmx_row *row, struct vf_vmx_entry *entry,
          void *target, struct vf_error *err)
{
  int done;

  if (row->kind == VF_VMX_LOST)
    return vf_vmx_is_default (entry->value)
               ? vf_vmx_judge (entry, VF_FATE_IRRELEVANT, "the default", err)
               : vf_vmx_judge (entry, VF_FATE_LOSS, row->note, err);
  done = vf_vmx_read_value (row->kind, entry->value,
                            (char *)target + row->offset, err);
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
