/* vmferry: the life of a conversion's data.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/conversion.h"

#include "convert/vm/boot/boot.h"
#include "drivers/plan.h"
#include "drivers/proof.h"
#include "drivers/steps.h"
#include "formats/machine.h"
#include "inspect/guest.h"

void
vf_conversion_free (struct vf_conversion *conversion)
{
  size_t i;

  if (!conversion)
    return;
  for (i = 0; i < conversion->disks.count; i++) {
    free (conversion->disks.items[i].key);
    free (conversion->disks.items[i].source_path);
    free (conversion->disks.items[i].member);
    free (conversion->disks.items[i].target_path);
  }
  free (conversion->disks.items);
  vf_machine_free (conversion->machine);
  vf_guest_free (conversion->guest);
  vf_plan_free (conversion->plan);
  vf_step_results_free (conversion->steps);
  vf_proof_free (conversion->proof);
  vf_account_clear (&conversion->changes);
  vf_differences_clear (&conversion->hardware);
  if (conversion->boot)
    vf_boot_result_clear (conversion->boot);
  free (conversion->boot);
  free (conversion->source_path);
  free (conversion->vm);
  free (conversion->name);
  free (conversion->folder);
  free (conversion->xml);
  free (conversion->xml_path);
  free (conversion->nvram_path);
  free (conversion->defined_at);
  free (conversion->times.items);
  free (conversion->failure);
  free (conversion);
}

static size_t
plan_losses (const struct vf_plan *plan)
{
  size_t i, n = 0;

  for (i = 0; plan && i < plan->count; i++)
    n += plan->items[i].losses.count;
  return n;
}

size_t
vf_conversion_loss_count (const struct vf_conversion *conversion)
{
  size_t n = plan_losses (conversion->plan)
             + vf_account_count (&conversion->changes, VF_FATE_LOSS);

  if (conversion->machine)
    n += vf_account_count (&conversion->machine->account, VF_FATE_LOSS);
  return n;
}
