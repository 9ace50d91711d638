/* vmferry: the list of what changes between source and target.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/difference.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "convert/vm/hardware/difference-priv.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/account.h"

int
vf_differences_add (struct vf_differences *list, const char *what,
                    char *source, char *target, struct vf_error *err)
{
  struct vf_difference item
      = { .what = strdup (what), .source = source, .target = target };

  if (item.what && vf_vector_push (&list->items, item) == 0)
    return 0;
  free (item.what);
  free (source);
  free (target);
  return vf_error_nomem (err, "the list of what changes");
}

int
vf_differences_find (const struct vf_machine *machine,
                     const struct vf_emit_options *options,
                     const struct vf_account *report,
                     struct vf_differences *ret, struct vf_error *err)
{
  __attribute__ ((cleanup (vf_account_clear))) struct vf_account again = { 0 };
  CLEANUP_HARDWARE struct vf_hardware *hardware
      = vf_hardware_new (machine, options, &again, err);

  if (!hardware || vf_differences_add_board (ret, hardware, err))
    return -1;
  return vf_differences_add_devices (ret, hardware, options, report, err);
}

struct vf_json *
vf_differences_to_json (const struct vf_differences *differences)
{
  struct vf_json *list = vf_json_array (), *object;
  size_t i;

  for (i = 0; i < differences->items.count; i++) {
    const struct vf_difference *item = &differences->items.items[i];

    object = vf_json_object ();
    vf_json_put_text (object, "what", item->what);
    vf_json_put_text (object, "source", item->source);
    vf_json_put_text (object, "target", item->target);
    vf_json_add (list, object);
  }
  return list;
}

void
vf_differences_clear (struct vf_differences *differences)
{
  size_t i;

  for (i = 0; i < differences->items.count; i++) {
    free (differences->items.items[i].what);
    free (differences->items.items[i].source);
    free (differences->items.items[i].target);
  }
  free (differences->items.items);
  *differences = (struct vf_differences){ 0 };
}
