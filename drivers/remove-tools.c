/* vmferry: removing hypervisor tools with dpkg, in the appliance.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/remove-tools.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "drivers/plan.h"
#include "drivers/step.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"

/* What keeps maintainer scripts from starting and stopping services.
 * Source: Debian's invoke-rc.d(8) and policy-rc.d interface */
#define POLICY "/usr/sbin/policy-rc.d"
static const char policy_text[] = "#!/bin/sh\nexit 101\n";

static bool
can_purge (const struct vf_guest_tool *tool)
{
  return !tool->required_by;
}

static bool
any_stays (const struct vf_guest *guest)
{
  for (size_t i = 0; i < guest->tool_count; i++)
    if (!can_purge (&guest->tools[i]))
      return true;
  return false;
}

static int
plan_tool (const struct vf_guest_tool *tool, struct vf_plan_item *item,
           struct vf_error *err)
{
  if (can_purge (tool))
    return vf_text_list_take (&item->changes,
                              vf_text_printf ("package %s %s: purged",
                                              tool->package, tool->version),
                              err);
  return vf_text_list_take (
      &item->losses,
      vf_text_printf ("package %s %s stays, since %s needs it", tool->package,
                      tool->version, tool->required_by),
      err);
}

/* Services are switched off by themselves only where packages stay. */
static int
plan_services (const struct vf_guest *guest, struct vf_plan_item *item,
               struct vf_error *err)
{
  for (size_t i = 0; any_stays (guest) && i < guest->tool_services.count; i++)
    if (vf_text_list_take (&item->changes,
                           vf_text_printf ("service %s: masked",
                                           guest->tool_services.items[i]),
                           err)
        == -1)
      return -1;
  return 0;
}

/* Shared folders of VMware vanish with its tools. */
static int
plan_shared_folders (const struct vf_guest *guest, struct vf_plan_item *item,
                     struct vf_error *err)
{
  for (size_t i = 0; i < guest->fstab_count; i++) {
    const struct vf_guest_tab_entry *entry = &guest->fstab[i];

    if (entry->type && strstr (entry->type, "vmhgfs")
        && vf_text_list_take (
               &item->losses,
               vf_text_printf ("/etc/fstab line %u: the shared folder on %s "
                               "is VMware's, and will not be there",
                               entry->line, entry->target),
               err)
               == -1)
      return -1;
  }
  return 0;
}

/* Files that no package owns are named, not removed. */
static int
plan_leftovers (const struct vf_guest *guest, struct vf_plan_item *item,
                struct vf_error *err)
{
  for (size_t i = 0; !guest->tool_count && i < guest->tool_leftovers.count;
       i++)
    if (vf_text_list_take (&item->losses,
                           vf_text_printf ("%s belongs to no package, and "
                                           "stays",
                                           guest->tool_leftovers.items[i]),
                           err)
        == -1)
      return -1;
  return 0;
}

static int
plan (const struct vf_guest *guest, const struct vf_target *target,
      struct vf_plan_item *item, struct vf_error *err)
{
  (void)target;
  for (size_t i = 0; i < guest->tool_count; i++)
    if (plan_tool (&guest->tools[i], item, err) == -1)
      return -1;
  if (plan_services (guest, item, err) == -1
      || plan_shared_folders (guest, item, err) == -1
      || plan_leftovers (guest, item, err) == -1)
    return -1;
  item->need = item->changes.count ? VF_PLAN_NEEDED : VF_PLAN_NOT_NEEDED;
  item->reason = strdup (item->changes.count
                             ? "tools of the hypervisor that is left have "
                               "nothing to talk to"
                             : "there are no tools of another hypervisor to "
                               "remove");
  return item->reason ? 0 : vf_error_nomem (err, "the plan");
}

/* dpkg --purge with all packages that can go, in one run. */
static int
purge (const struct vf_step_context *context, struct vf_text_list *done,
       struct vf_error *err)
{
  const struct vf_guest *guest = context->guest;
  static const char *const command[]
      = { "env", "DEBIAN_FRONTEND=noninteractive", "dpkg", "--purge" };
  const size_t words = sizeof command / sizeof command[0];
  CLEANUP_FREE const char **argv
      = calloc (words + guest->tool_count + 1, sizeof *argv);
  CLEANUP_FREE char *output = NULL;
  size_t n = words;

  if (!argv)
    return vf_error_nomem (err, "a command");
  memcpy (argv, command, sizeof command);
  for (size_t i = 0; i < guest->tool_count; i++)
    if (can_purge (&guest->tools[i]))
      argv[n++] = guest->tools[i].package;
  if (n == words)
    return 0;
  output = vf_appliance_run (context->appliance, argv, err);
  if (!output)
    return vf_error_prefix (err, "dpkg --purge");
  for (size_t i = words; i < n; i++)
    if (vf_text_list_take (done, vf_text_printf ("package %s: purged", argv[i]),
                           err)
        == -1)
      return -1;
  return 0;
}

static int
purge_quietly (const struct vf_step_context *context,
               struct vf_text_list *done, struct vf_error *err)
{
  struct vf_error why = { 0 };
  bool has_policy = vf_appliance_exists (context->appliance, POLICY);
  int result;

  if (!has_policy
      && (vf_appliance_write_file (context->appliance, POLICY, policy_text,
                                   strlen (policy_text), err)
              == -1
          || vf_appliance_chmod (context->appliance, POLICY, 0755, err) == -1))
    return -1;
  result = purge (context, done, err);
  if (!has_policy
      && vf_appliance_remove (context->appliance, POLICY, &why) == -1
      && result == 0) {
    *err = why;
    return -1;
  }
  return result;
}

static int
mask_services (const struct vf_step_context *context,
               struct vf_text_list *done, struct vf_error *err)
{
  const struct vf_text_list *services = &context->guest->tool_services;

  for (size_t i = 0; i < services->count; i++) {
    const char *argv[]
        = { "systemctl", "mask", services->items[i], NULL };
    CLEANUP_FREE char *output
        = vf_appliance_run (context->appliance, argv, err);

    if (!output)
      return -1;
    if (vf_text_list_take (done,
                           vf_text_printf ("service %s: masked",
                                           services->items[i]),
                           err)
        == -1)
      return -1;
  }
  return 0;
}

static int
apply (const struct vf_step_context *context, struct vf_text_list *done,
       struct vf_error *err)
{
  if (purge_quietly (context, done, err) == -1)
    return -1;
  return any_stays (context->guest) ? mask_services (context, done, err) : 0;
}

const struct vf_step vf_step_remove_tools = {
  .name = "remove-tools",
  .summary = "remove the tools of the hypervisor that is left",
  .plan = plan,
  .apply = apply,
};
