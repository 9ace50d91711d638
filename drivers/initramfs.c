/* vmferry: virtio in every initramfs, now and later.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/initramfs.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "drivers/initramfs-addon.h"
#include "drivers/initramfs-lists.h"
#include "drivers/network-names.h"
#include "drivers/plan.h"
#include "drivers/rename.h"
#include "drivers/step.h"
#include "drivers/target.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"

static bool
lacks_modules (const struct vf_guest_kernel *kernel,
               bool ret_lacks[VF_VIRTIO_COUNT])
{
  bool any = false;

  for (int i = 0; i < VF_VIRTIO_COUNT; i++) {
    ret_lacks[i] = kernel->virtio[i].state == VF_DRIVER_MODULE
                   && !kernel->virtio[i].in_initramfs;
    any |= ret_lacks[i];
  }
  return any;
}

/* Whether a setting in the initramfs names a disk that will be called
 * otherwise. */
static bool
has_old_name (const struct vf_guest *guest, const struct vf_target *target,
              const struct vf_guest_kernel *kernel)
{
  struct vf_rename rename = { guest, target };

  for (size_t i = 0; i < kernel->initramfs_names.count; i++) {
    const char *name = kernel->initramfs_names.items[i];
    struct vf_slice slice = { name, strlen (name) };
    struct vf_rename_place place = { kernel->initramfs, 0, slice };
    struct vf_error why = { 0 };
    CLEANUP_FREE char *renamed
        = vf_rename_device (&rename, &place, slice, &why);

    if (renamed && strcmp (renamed, name) != 0)
      return true;
  }
  return false;
}

/* Returns: 1 when a link is missing, 0 when none is, or -1. */
static int
lacks_link (const struct vf_guest *guest, const struct vf_target *target,
            const struct vf_guest_kernel *kernel, struct vf_error *err)
{
  CLEANUP_NETWORK_LINKS struct vf_network_links links = { 0 };

  if (vf_network_links_make (guest, target, &links, err) == -1)
    return -1;
  for (size_t i = 0; i < links.count; i++)
    if (!vf_text_list_has (&kernel->initramfs_links, links.items[i].file))
      return 1;
  return 0;
}

/* What is put into the initramfs of KERNEL, in words; an empty text when
 * nothing is. */
static char *
describe (const struct vf_guest *guest, const struct vf_target *target,
          const struct vf_guest_kernel *kernel, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list parts = { 0 };
  bool lacks[VF_VIRTIO_COUNT];
  int links = lacks_link (guest, target, kernel, err);

  if (links == -1
      || (lacks_modules (kernel, lacks)
          && vf_text_list_take (&parts, vf_initramfs_join_names (lacks), err)
                 == -1)
      || (has_old_name (guest, target, kernel)
          && vf_text_list_add (&parts, "renamed disks", err) == -1)
      || (links
          && vf_text_list_add (&parts, "names of interfaces", err) == -1))
    return NULL;
  return vf_text_list_join (&parts, ", ");
}

/* The driver that the target's disks need: by their names. */
static enum vf_guest_virtio
disk_driver (const struct vf_target *target)
{
  return target->disk_count && strncmp (target->disk_names[0], "sd", 2) == 0
             ? VF_VIRTIO_SCSI
             : VF_VIRTIO_BLK;
}

/* Why KERNEL cannot be made to boot, or NULL. */
static char *
obstacle (const struct vf_target *target, const struct vf_guest_kernel *kernel)
{
  enum vf_guest_virtio driver = disk_driver (target);

  if (target->has_plain_disks)
    return NULL;
  if (kernel->virtio[VF_VIRTIO_PCI].state == VF_DRIVER_ABSENT)
    driver = VF_VIRTIO_PCI;
  if (kernel->virtio[driver].state == VF_DRIVER_ABSENT)
    return vf_text_printf ("kernel %s has no driver %s", kernel->version,
                           vf_guest_virtio_name (driver));
  if (kernel->virtio[driver].state == VF_DRIVER_BUILT_IN)
    return NULL;
  if (!kernel->initramfs)
    return vf_text_printf ("kernel %s has %s as a module, and no initramfs "
                           "to load it from",
                           kernel->version, vf_guest_virtio_name (driver));
  if (kernel->initramfs_problem)
    return vf_text_printf ("%s: %s", kernel->initramfs,
                           kernel->initramfs_problem);
  if (!kernel->initramfs_is_of_tools && !kernel->virtio[driver].in_initramfs)
    return vf_text_printf ("%s lacks %s, and was not made by initramfs-tools; "
                           "others cannot be extended yet",
                           kernel->initramfs, vf_guest_virtio_name (driver));
  return NULL;
}

static bool
is_default (const struct vf_guest *guest, const struct vf_guest_kernel *kernel)
{
  for (size_t i = 0; i < guest->boot.entry_count; i++)
    if (guest->boot.entries[i].is_default)
      return strcmp (guest->boot.entries[i].kernel, kernel->vmlinuz) == 0;
  return guest->kernel_count && kernel == &guest->kernels[0];
}

/* A kernel that cannot boot stops all when it is the default one. */
static int
plan_obstacle (const struct vf_guest *guest,
               const struct vf_guest_kernel *kernel, char *text,
               struct vf_plan_item *item, struct vf_error *err)
{
  if (is_default (guest, kernel) && !item->reason) {
    item->reason = text;
    return 0;
  }
  return vf_text_list_take (&item->losses, text, err);
}

static int
plan_kernel (const struct vf_guest *guest, const struct vf_target *target,
             const struct vf_guest_kernel *kernel, struct vf_plan_item *item,
             struct vf_error *err)
{
  char *why = obstacle (target, kernel);
  CLEANUP_FREE char *what = NULL;

  if (why)
    return plan_obstacle (guest, kernel, why, item, err);
  if (!kernel->initramfs || kernel->initramfs_problem
      || !kernel->initramfs_is_of_tools)
    return 0;
  what = describe (guest, target, kernel, err);
  if (!what)
    return err->code ? -1 : vf_error_nomem (err, "the plan");
  if (!*what)
    return 0;
  return vf_text_list_take (
      &item->changes,
      vf_text_printf ("%s: %s put behind it", kernel->initramfs, what), err);
}

static int
plan (const struct vf_guest *guest, const struct vf_target *target,
      struct vf_plan_item *item, struct vf_error *err)
{
  if (!guest->kernel_count)
    item->reason = strdup ("there is no kernel in /boot");
  for (size_t i = 0; i < guest->kernel_count; i++)
    if (plan_kernel (guest, target, &guest->kernels[i], item, err) == -1)
      return -1;
  if (vf_initramfs_plan_lists (guest, item, err) == -1)
    return -1;
  if (item->reason) {
    item->need = VF_PLAN_IMPOSSIBLE;
    return 0;
  }
  item->need = item->changes.count ? VF_PLAN_NEEDED : VF_PLAN_NOT_NEEDED;
  item->reason = strdup (item->changes.count
                             ? "without virtio in its initramfs, a kernel "
                               "does not find its root"
                             : "every initramfs has virtio, and so will "
                               "those to come");
  return item->reason ? 0 : vf_error_nomem (err, "the plan");
}

static int
extend (const struct vf_step_context *context,
        const struct vf_guest_kernel *kernel, struct vf_text_list *done,
        struct vf_error *err)
{
  CLEANUP_FREE void *bytes = NULL;
  size_t size;
  CLEANUP_FREE char *what
      = describe (context->guest, context->target, kernel, err);

  if (!what)
    return err->code ? -1 : vf_error_nomem (err, "the initramfs");
  if (!*what)
    return 0;
  bytes = vf_initramfs_extend (context, kernel, &size, err);
  if (!bytes
      || vf_appliance_write_file (context->appliance, kernel->initramfs, bytes,
                                  size, err)
             == -1)
    return -1;
  return vf_text_list_take (
      done, vf_text_printf ("%s: %s put behind it", kernel->initramfs, what),
      err);
}

static int
apply (const struct vf_step_context *context, struct vf_text_list *done,
       struct vf_error *err)
{
  const struct vf_guest *guest = context->guest;

  for (size_t i = 0; i < guest->kernel_count; i++) {
    const struct vf_guest_kernel *kernel = &guest->kernels[i];

    if (kernel->initramfs && !kernel->initramfs_problem
        && kernel->initramfs_is_of_tools
        && extend (context, kernel, done, err) == -1)
      return -1;
  }
  return vf_initramfs_write_lists (context, done, err);
}

const struct vf_step vf_step_initramfs = {
  .name = "initramfs",
  .summary = "put virtio into every initramfs",
  .plan = plan,
  .apply = apply,
};
