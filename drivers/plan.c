/* vmferry: making and printing the plan.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/error.h"
#include "common/json.h"
#include "drivers/step.h"
#include "drivers/steps.h"

static size_t
count_steps (void)
{
  size_t count = 0;

  while (vf_steps[count])
    count++;
  return count;
}

struct vf_plan *
vf_plan_make (const struct vf_guest *guest, const struct vf_target *target,
              struct vf_error *err)
{
  CLEANUP_PLAN struct vf_plan *plan = calloc (1, sizeof *plan);

  if (plan)
    plan->items = calloc (count_steps (), sizeof *plan->items);
  if (!plan || !plan->items) {
    vf_error_nomem (err, "the plan");
    return NULL;
  }
  for (size_t i = 0; vf_steps[i]; i++) {
    plan->items[plan->count++].step = vf_steps[i];
    if (vf_steps[i]->plan (guest, target, &plan->items[i], err) == -1)
      return NULL;
  }
  return TAKE (plan);
}

void
vf_plan_free (struct vf_plan *plan)
{
  if (!plan)
    return;
  for (size_t i = 0; i < plan->count; i++) {
    free (plan->items[i].reason);
    vf_text_list_clear (&plan->items[i].changes);
    vf_text_list_clear (&plan->items[i].losses);
  }
  free (plan->items);
  free (plan);
}

const struct vf_plan_item *
vf_plan_obstacle (const struct vf_plan *plan)
{
  for (size_t i = 0; i < plan->count; i++)
    if (plan->items[i].need == VF_PLAN_IMPOSSIBLE)
      return &plan->items[i];
  return NULL;
}

bool
vf_plan_has_work (const struct vf_plan *plan)
{
  for (size_t i = 0; i < plan->count; i++)
    if (plan->items[i].need == VF_PLAN_NEEDED)
      return true;
  return false;
}

const char *
vf_plan_need_name (enum vf_plan_need need)
{
  switch (need) {
  case VF_PLAN_NEEDED:
    return "needed";
  case VF_PLAN_IMPOSSIBLE:
    return "impossible";
  default:
    return "not-needed";
  }
}

static void
print_lines (FILE *out, const char *mark, const struct vf_text_list *lines)
{
  for (size_t i = 0; i < lines->count; i++)
    fprintf (out, "    %s %s\n", mark, lines->items[i]);
}

char *
vf_plan_text (const struct vf_plan *plan)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream (&text, &size);

  if (!out)
    return NULL;
  for (size_t i = 0; i < plan->count; i++) {
    const struct vf_plan_item *item = &plan->items[i];

    fprintf (out, "%s: %s: %s\n", item->step->name,
             vf_plan_need_name (item->need), item->reason);
    print_lines (out, "-", &item->changes);
    print_lines (out, "!", &item->losses);
  }
  if (fclose (out) != 0) {
    free (text);
    return NULL;
  }
  return text;
}

struct vf_json *
vf_plan_json (const struct vf_plan *plan)
{
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < plan->count; i++) {
    const struct vf_plan_item *item = &plan->items[i];
    struct vf_json *object = vf_json_object ();

    vf_json_put_text (object, "step", item->step->name);
    vf_json_put_text (object, "summary", item->step->summary);
    vf_json_put_text (object, "need", vf_plan_need_name (item->need));
    vf_json_put_text (object, "reason", item->reason);
    vf_json_put (object, "changes", vf_text_list_json (&item->changes));
    vf_json_put (object, "losses", vf_text_list_json (&item->losses));
    vf_json_add (array, object);
  }
  return array;
}
