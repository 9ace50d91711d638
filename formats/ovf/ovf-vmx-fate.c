/* vmferry: what became of VMware's keys in an OVF, as the tables of the .vmx
 * say, and what they tell of devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/vmx/vmx-dict.h"
#include "formats/vmx/vmx-parts.h"

/* What the tables say of cores that do not divide. */
static int
judge_cores (struct vf_ovf *ovf, struct vf_error *err)
{
  const struct vf_vmx_entry *entry
      = vf_vmx_find (ovf->vmx, "", "cpuid.corespersocket");
  size_t i;

  if (!entry || entry->fate != VF_FATE_LOSS)
    return 0;
  for (i = 0; i < ovf->items.count; i++)
    if (ovf->items.items[i].type == VF_OVF_CPU
        && vf_ovf_judge (&ovf->fates, ovf->items.items[i].places[VF_OVF_CORES],
                         entry->fate, entry->note, err))
      return -1;
  return 0;
}

static void
merge_disk (const struct vf_machine_disk *from, struct vf_machine_disk *to)
{
  if (from->ssd != VF_UNSET)
    to->ssd = from->ssd;
  if (from->multi_writer != VF_UNSET)
    to->multi_writer = from->multi_writer;
  if (to->write_through == VF_UNSET)
    to->write_through = from->write_through;
  to->mode = from->mode;
  to->shares = from->shares;
  to->limit_iops = from->limit_iops;
  to->reservation_iops = from->reservation_iops;
}

/* What keys say of disks that items do not. */
static void
merge_disks (const struct vf_machine *from, struct vf_machine *to)
{
  size_t i, j;

  for (i = 0; i < from->disks.count; i++)
    for (j = 0; j < to->disks.count; j++)
      if (strcmp (from->disks.items[i].key, to->disks.items[j].key) == 0)
        merge_disk (&from->disks.items[i], &to->disks.items[j]);
}

int
vf_ovf_judge_vmx_keys (struct vf_ovf *ovf, struct vf_machine *machine,
                       struct vf_error *err)
{
  static int (*const parts[]) (struct vf_vmx *, struct vf_machine *,
                               struct vf_error *)
      = { vf_vmx_read_storage, vf_vmx_read_nics, vf_vmx_read_devices,
          vf_vmx_read_display, vf_vmx_read_account };
  CLEANUP_MACHINE struct vf_machine *judged = vf_machine_new (err);
  const struct vf_vmx_entry *entries;
  size_t i, at;

  /* Into another machine, for what keys say of devices, and into its account:
   * here the elements stand for their keys. */
  if (!judged || !(judged->source_path = strdup (machine->source_path)))
    return judged ? vf_error_nomem (err, "a path") : -1;
  for (i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i](ovf->vmx, judged, err))
      return -1;
  merge_disks (judged, machine);
  entries = ovf->vmx->entries.items;
  for (i = 0; i < ovf->vmx_elements.count; i++) {
    at = ovf->vmx_first + i;
    if (at >= ovf->vmx->entries.count)
      break;
    if (vf_ovf_judge (&ovf->fates, ovf->vmx_elements.items[i],
                      entries[at].fate, entries[at].note, err))
      return -1;
  }
  return judge_cores (ovf, err);
}
