/* vmferry: virtio in the list from which later initramfs are made.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/initramfs-lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "drivers/plan.h"
#include "drivers/step.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"

#define PERSISTED "/etc/initramfs-tools/modules"
#define PERSISTED_MAX ((size_t)4 << 20)

/* Whether the guest's next initramfs would lack DRIVER, some kernel having it
 * as a module. */
static bool
must_persist (const struct vf_guest *guest, enum vf_guest_virtio driver)
{
  if (guest->initramfs_tool != VF_GUEST_INITRAMFS_TOOLS
      || vf_text_list_has (&guest->initramfs_modules,
                           vf_guest_virtio_name (driver)))
    return false;
  for (size_t i = 0; i < guest->kernel_count; i++)
    if (guest->kernels[i].virtio[driver].state == VF_DRIVER_MODULE)
      return true;
  return false;
}

char *
vf_initramfs_join_names (const bool lacks[VF_VIRTIO_COUNT])
{
  CLEANUP_TEXT_LIST struct vf_text_list names = { 0 };
  struct vf_error why = { 0 };

  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    if (lacks[i]
        && vf_text_list_add (&names, vf_guest_virtio_name (i), &why) == -1)
      return NULL;
  return vf_text_list_join (&names, ", ");
}

int
vf_initramfs_plan_lists (const struct vf_guest *guest,
                         struct vf_plan_item *item, struct vf_error *err)
{
  bool lacks[VF_VIRTIO_COUNT];
  CLEANUP_FREE char *names = NULL;

  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    lacks[i] = must_persist (guest, i);
  names = vf_initramfs_join_names (lacks);
  if (!names)
    return vf_error_nomem (err, "the plan");
  if (!*names)
    return 0;
  return vf_text_list_take (
      &item->changes,
      vf_text_printf (PERSISTED ": %s, so that every later initramfs has "
                                "them",
                      names),
      err);
}

/* TEXT with our modules behind it. */
static char *
extend_list (const struct vf_guest *guest, const char *text)
{
  char *longer = NULL;
  size_t size;
  size_t n = strlen (text);
  FILE *out = open_memstream (&longer, &size);

  if (!out)
    return NULL;
  fprintf (out, "%s%s# The disks and network cards of KVM.\n", text,
           n && text[n - 1] != '\n' ? "\n" : "");
  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    if (must_persist (guest, i))
      fprintf (out, "%s\n", vf_guest_virtio_name (i));
  if (fclose (out) != 0) {
    free (longer);
    return NULL;
  }
  return longer;
}

int
vf_initramfs_write_lists (const struct vf_step_context *context,
                          struct vf_text_list *done, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  CLEANUP_FREE char *longer = NULL;
  struct vf_error why = { 0 };
  bool is_needed = false;

  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    is_needed |= must_persist (context->guest, i);
  if (!is_needed)
    return 0;
  text = vf_appliance_read_text (context->appliance, PERSISTED, PERSISTED_MAX,
                                 &why);
  if (!text && why.code != VF_ERROR_NOT_FOUND) {
    *err = why;
    return -1;
  }
  longer = extend_list (context->guest, text ? text : "");
  if (!longer)
    return vf_error_nomem (err, PERSISTED);
  if (vf_appliance_write_file (context->appliance, PERSISTED, longer,
                               strlen (longer), err)
      == -1)
    return -1;
  return vf_text_list_add (done, PERSISTED ": written", err);
}
