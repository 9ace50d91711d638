/* vmferry: a conversion as JSON, for programs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/json.h"
#include "convert/vm/boot/boot.h"
#include "convert/vm/conversion.h"
#include "drivers/plan.h"
#include "drivers/proof.h"
#include "drivers/steps.h"
#include "formats/machine.h"
#include "inspect/guest.h"

static struct vf_json *
disks_json (const struct vf_conversion *conversion)
{
  struct vf_json *list = vf_json_array ();
  const struct vf_conversion_disk *disk;
  struct vf_json *object;
  size_t i;

  for (i = 0; i < conversion->disks.count; i++) {
    disk = &conversion->disks.items[i];
    object = vf_json_object ();
    vf_json_put_text (object, "key", disk->key);
    vf_json_put_text (object, "source", disk->source_path);
    vf_json_put_text (object, "source_disk", disk->member);
    vf_json_put_text (object, "source_format", disk->source_format);
    vf_json_put_u64 (object, "virtual_size", disk->virtual_size);
    vf_json_put_text (object, "target", disk->target_path);
    vf_json_put_text (object, "target_format", conversion->disk_format);
    vf_json_put_text (object, "target_name", disk->target_name);
    vf_json_put_u64 (object, "target_bytes", disk->target_bytes);
    vf_json_add (list, object);
  }
  return list;
}

static struct vf_json *
times_json (const struct vf_conversion *conversion)
{
  struct vf_json *list = vf_json_array ();
  struct vf_json *object;
  size_t i;

  for (i = 0; i < conversion->times.count; i++) {
    object = vf_json_object ();
    vf_json_put_text (object, "stage", conversion->times.items[i].name);
    vf_json_put_seconds (object, "seconds",
                         conversion->times.items[i].seconds);
    vf_json_add (list, object);
  }
  return list;
}

/* What the guest stages made, as far as they came. */
static void
put_guest (const struct vf_conversion *conversion, struct vf_json *json)
{
  if (conversion->guest)
    vf_json_put (json, "guest", vf_guest_json (conversion->guest));
  if (conversion->plan)
    vf_json_put (json, "plan", vf_plan_json (conversion->plan));
  if (conversion->steps)
    vf_json_put (json, "steps", vf_step_results_json (conversion->steps));
  if (conversion->proof)
    vf_json_put (json, "proof", vf_proof_json (conversion->proof));
}

struct vf_json *
vf_conversion_json (const struct vf_conversion *conversion)
{
  struct vf_json *json = vf_json_object ();

  vf_json_put_bool (json, "success", !conversion->failure);
  vf_json_put_text (json, "failure", conversion->failure);
  vf_json_put_text (json, "source", conversion->source_path);
  vf_json_put_text (json, "vm", conversion->vm);
  vf_json_put_text (json, "name", conversion->name);
  vf_json_put_text (json, "definition",
                    conversion->xml ? conversion->xml_path : NULL);
  vf_json_put_text (json, "nvram", conversion->nvram_path);
  vf_json_put_text (json, "defined_at", conversion->defined_at);
  vf_json_put (json, "disks", disks_json (conversion));
  vf_json_put_u64 (json, "losses", vf_conversion_loss_count (conversion));
  vf_json_put (json, "changes", vf_account_to_json (&conversion->changes));
  vf_json_put (json, "hardware",
               vf_differences_to_json (&conversion->hardware));
  if (conversion->machine)
    vf_json_put (json, "machine",
                 vf_machine_to_json (conversion->machine, true));
  put_guest (conversion, json);
  if (conversion->boot)
    vf_json_put (json, "boot", vf_boot_result_to_json (conversion->boot));
  vf_json_put (json, "times", times_json (conversion));
  vf_json_put_seconds (json, "seconds", conversion->seconds);
  return json;
}
