/* vmferry: disks' names in the guest's files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/device-names.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "drivers/plan.h"
#include "drivers/rename.h"
#include "drivers/step.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"

#define GRUB_DEFAULTS "/etc/default/grub"
#define FILE_MAX ((size_t)4 << 20)

/* Adds what becomes of one name to the plan. */
static int
plan_ref (const struct vf_rename *rename,
          const struct vf_guest_device_ref *ref, struct vf_plan_item *item,
          struct vf_error *err)
{
  struct vf_slice name = { ref->name, strlen (ref->name) };
  /* The line itself is not known here; as the reader of most files does, the
   * name is taken for a whole field. */
  struct vf_rename_place place = { ref->file, ref->line, name };
  struct vf_error why = { 0 };
  CLEANUP_FREE char *renamed = vf_rename_device (rename, &place, name, &why);

  if (renamed && strcmp (renamed, ref->name) == 0)
    return 0;
  if (renamed)
    return vf_text_list_take (&item->changes,
                              vf_text_printf ("%s line %u: %s becomes %s",
                                              ref->file, ref->line, ref->name,
                                              renamed),
                              err);
  return vf_text_list_take (&item->losses,
                            vf_text_printf ("%s line %u: %s", ref->file,
                                            ref->line, why.text),
                            err);
}

static int
plan (const struct vf_guest *guest, const struct vf_target *target,
      struct vf_plan_item *item, struct vf_error *err)
{
  struct vf_rename rename = { guest, target };

  for (size_t i = 0; i < guest->device_ref_count; i++)
    if (plan_ref (&rename, &guest->device_refs[i], item, err) == -1)
      return -1;
  if (guest->boot.grub_defaults.disables_uuid
      && vf_text_list_add (&item->changes,
                           GRUB_DEFAULTS
                           ": update-grub writes root=UUID= from now on",
                           err)
             == -1)
    return -1;
  item->need = item->changes.count ? VF_PLAN_NEEDED : VF_PLAN_NOT_NEEDED;
  item->reason
      = strdup (item->changes.count
                    ? "the guest names disks by the order of their "
                      "controllers, which changes"
                    : "no file names a disk by the order of its controller");
  return item->reason ? 0 : vf_error_nomem (err, "the plan");
}

/* Gives FILE new contents, when they differ. */
static int
replace (const struct vf_step_context *context, const char *file,
         const char *old, const char *new, struct vf_text_list *done,
         struct vf_error *err)
{
  if (strcmp (old, new) == 0)
    return 0;
  if (vf_appliance_write_file (context->appliance, file, new, strlen (new),
                               err)
      == -1)
    return -1;
  return vf_text_list_take (done, vf_text_printf ("%s: written", file), err);
}

static int
rename_file (const struct vf_step_context *context, const char *file,
             struct vf_text_list *done, struct vf_error *err)
{
  struct vf_rename rename = { context->guest, context->target };
  CLEANUP_FREE char *text
      = vf_appliance_read_text (context->appliance, file, FILE_MAX, err);
  CLEANUP_FREE char *renamed = NULL;

  if (!text)
    return -1;
  renamed = vf_rename_text (&rename, file, text, true, err);
  return renamed ? replace (context, file, text, renamed, done, err) : -1;
}

/* GRUB_DISABLE_LINUX_UUID=true becomes false. */
static int
enable_uuid (const struct vf_step_context *context, struct vf_text_list *done,
             struct vf_error *err)
{
  static const char key[] = "GRUB_DISABLE_LINUX_UUID=";
  CLEANUP_FREE char *text = vf_appliance_read_text (
      context->appliance, GRUB_DEFAULTS, FILE_MAX, err);
  CLEANUP_FREE char *changed = NULL;
  char *at;
  size_t head;

  if (!text)
    return -1;
  for (at = text; (at = strstr (at, key)); at += strlen (key))
    if (at == text || at[-1] == '\n')
      break;
  if (!at)
    return 0;
  head = (size_t)(at - text) + strlen (key);
  changed = vf_text_printf ("%.*sfalse%s", (int)head, text,
                            text + head + strcspn (text + head, "\n"));
  if (!changed)
    return vf_error_nomem (err, GRUB_DEFAULTS);
  return replace (context, GRUB_DEFAULTS, text, changed, done, err);
}

static int
apply (const struct vf_step_context *context, struct vf_text_list *done,
       struct vf_error *err)
{
  const struct vf_guest *guest = context->guest;

  for (size_t i = 0; i < guest->device_ref_count; i++) {
    const char *file = guest->device_refs[i].file;

    /* The names of one file follow each other. */
    if (i && strcmp (file, guest->device_refs[i - 1].file) == 0)
      continue;
    if (rename_file (context, file, done, err) == -1)
      return -1;
  }
  if (guest->boot.grub_defaults.disables_uuid)
    return enable_uuid (context, done, err);
  return 0;
}

const struct vf_step vf_step_device_names = {
  .name = "device-names",
  .summary = "give disks names that do not depend on their controller",
  .plan = plan,
  .apply = apply,
};
