/* vmferry: the guest's kernels, and what their initramfs can drive.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "inspect/appliance.h"
#include "inspect/device-names.h"
#include "inspect/guest.h"
#include "inspect/initramfs.h"
#include "inspect/inspect-priv.h"
#include "inspect/lines.h"
#include "inspect/modules.h"

#define VMLINUZ "vmlinuz-"
/* modules.dep of a distribution's kernel has some 600 KiB. */
#define MODULES_DEP_MAX ((size_t)64 << 20)


static char *
name_initramfs (size_t i, const char *version)
{
  switch (i) {
  case 0:
    return vf_text_printf ("/boot/initrd.img-%s", version);
  case 1:
    return vf_text_printf ("/boot/initramfs-%s.img", version);
  default:
    return vf_text_printf ("/boot/initrd-%s", version);
  }
}

enum { INITRAMFS_NAMES = 3 };

static int
find_initramfs (struct vf_inspection *in, struct vf_guest_kernel *kernel,
                struct vf_error *err)
{
  for (size_t i = 0; i < INITRAMFS_NAMES; i++) {
    CLEANUP_FREE char *path = name_initramfs (i, kernel->version);

    if (!path)
      return vf_error_nomem (err, "a kernel");
    if (vf_appliance_exists (in->appliance, path)) {
      kernel->initramfs = TAKE (path);
      return 0;
    }
  }
  return 0;
}

/* The text of FILE in the modules' folder, or NULL. */
static char *
read_modules_file (struct vf_inspection *in,
                   const struct vf_guest_kernel *kernel, const char *file)
{
  struct vf_error why = { 0 };
  CLEANUP_FREE char *path
      = vf_text_printf ("%s/%s", kernel->modules_dir, file);

  return path ? vf_appliance_read_text (in->appliance, path, MODULES_DEP_MAX,
                                        &why)
              : NULL;
}

/* Sets what the initramfs lacks for DRIVER, the kernel having it as a
 * module. */
static int
check_driver (const struct vf_modules *modules, enum vf_guest_virtio virtio,
              const struct vf_initramfs *initramfs,
              struct vf_guest_driver *driver, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list files = { 0 };

  if (vf_modules_driver_files (modules, virtio, &files, err) == -1)
    return -1;
  for (size_t i = 0; i < files.count; i++)
    if (!vf_initramfs_has_module (initramfs, files.items[i])) {
      driver->missing = TAKE (files.items[i]);
      return 0;
    }
  driver->in_initramfs = true;
  return 0;
}

static int
check_drivers (const struct vf_modules *modules,
               const struct vf_initramfs *initramfs,
               struct vf_guest_kernel *kernel, struct vf_error *err)
{
  for (int i = 0; i < VF_VIRTIO_COUNT; i++) {
    struct vf_guest_driver *driver = &kernel->virtio[i];

    driver->state = vf_modules_state (modules, vf_guest_virtio_name (i));
    driver->in_initramfs = driver->state == VF_DRIVER_BUILT_IN;
    if (driver->state == VF_DRIVER_MODULE
        && check_driver (modules, i, initramfs, driver, err) == -1)
      return -1;
  }
  return 0;
}

/* Reads the initramfs; that it cannot be read is a fact as well. */
static int
read_initramfs (struct vf_inspection *in, struct vf_guest_kernel *kernel,
                struct vf_initramfs *initramfs, struct vf_error *err)
{
  struct vf_error why = { 0 };
  size_t size;
  CLEANUP_FREE void *bytes = NULL;

  if (!kernel->initramfs)
    return 0;
  bytes = vf_appliance_read_file (in->appliance, kernel->initramfs,
                                  VF_INITRAMFS_MAX, &size, &why);
  if (bytes
      && vf_initramfs_read (bytes, size, kernel->version, initramfs, &why) == 0)
    return 0;
  if (why.code == VF_ERROR_NOMEM || why.code == VF_ERROR_CANCELLED) {
    *err = why;
    return -1;
  }
  kernel->initramfs_is_damaged = why.code == VF_ERROR_CORRUPT;
  kernel->initramfs_problem = strdup (why.text);
  return kernel->initramfs_problem ? 0 : vf_error_nomem (err, "a kernel");
}

/* Adds the names of disks that the settings in the initramfs have. */
static int
read_names (const struct vf_initramfs *initramfs, struct vf_text_list *names,
            struct vf_error *err)
{
  for (size_t i = 0; i + 1 < initramfs->texts.count; i += 2) {
    struct vf_lines lines = { initramfs->texts.items[i + 1], 0 };
    struct vf_slice line, name;

    while (vf_lines_next (&lines, &line))
      if (line.length && line.start[0] != '#'
          && vf_device_name_find (line, &name)
          && vf_text_list_take (names, vf_slice_dup (name), err) == -1)
        return -1;
  }
  return 0;
}

static int
look_into (struct vf_inspection *in, struct vf_guest_kernel *kernel,
           struct vf_error *err)
{
  CLEANUP_INITRAMFS struct vf_initramfs initramfs = { 0 };
  CLEANUP_FREE char *dep = NULL;
  CLEANUP_FREE char *builtin = NULL;
  struct vf_modules modules;

  if (read_initramfs (in, kernel, &initramfs, err) == -1
      || read_names (&initramfs, &kernel->initramfs_names, err) == -1)
    return -1;
  kernel->initramfs_is_of_tools = initramfs.is_initramfs_tools;
  kernel->initramfs_links = initramfs.links;
  memset (&initramfs.links, 0, sizeof initramfs.links);
  if (!kernel->modules_dir)
    return 0;
  dep = read_modules_file (in, kernel, "modules.dep");
  builtin = read_modules_file (in, kernel, "modules.builtin");
  modules.dep = dep ? dep : "";
  modules.builtin = builtin;
  return check_drivers (&modules, &initramfs, kernel, err);
}

/* Adds the kernel whose image is called NAME in /boot. */
static int
add_kernel (struct vf_inspection *in, const char *name, struct vf_error *err)
{
  struct vf_guest *guest = in->guest;
  struct vf_guest_kernel *items = reallocarray (
      guest->kernels, guest->kernel_count + 1, sizeof *guest->kernels);
  struct vf_guest_kernel *kernel;
  CLEANUP_FREE char *modules = NULL;

  if (!items)
    return vf_error_nomem (err, "a kernel");
  guest->kernels = items;
  kernel = &items[guest->kernel_count++];
  memset (kernel, 0, sizeof *kernel);
  kernel->version = strdup (name + strlen (VMLINUZ));
  kernel->vmlinuz = vf_text_printf ("/boot/%s", name);
  modules = vf_text_printf ("/lib/modules/%s", name + strlen (VMLINUZ));
  if (!kernel->version || !kernel->vmlinuz || !modules)
    return vf_error_nomem (err, "a kernel");
  if (vf_appliance_exists (in->appliance, modules))
    kernel->modules_dir = TAKE (modules);
  if (find_initramfs (in, kernel, err) == -1)
    return -1;
  return look_into (in, kernel, err);
}

static int
compare_kernels (const void *a, const void *b)
{
  return strverscmp (((const struct vf_guest_kernel *)b)->version,
                     ((const struct vf_guest_kernel *)a)->version);
}

/* The modules that initramfs-tools always puts in. */
static int
read_persisted (struct vf_inspection *in, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  struct vf_lines lines = { NULL, 0 };
  struct vf_slice line, word;
  int found
      = vf_inspect_text (in, "/etc/initramfs-tools/modules", &text, err);

  if (found != 1)
    return found;
  lines.next = text;
  while (vf_lines_next (&lines, &line))
    if (vf_slice_next_word (&line, &word) && word.start[0] != '#'
        && vf_text_list_take (&in->guest->initramfs_modules,
                              vf_slice_dup (word), err)
               == -1)
      return -1;
  return 0;
}

int
vf_inspect_kernels (struct vf_inspection *in, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list names = { 0 };
  struct vf_guest *guest = in->guest;

  if (vf_appliance_list_folder (in->appliance, "/boot", &names, err) == -1)
    return -1;
  for (size_t i = 0; i < names.count; i++)
    if (strncmp (names.items[i], VMLINUZ, strlen (VMLINUZ)) == 0
        && add_kernel (in, names.items[i], err) == -1)
      return -1;
  if (guest->kernel_count)
    qsort (guest->kernels, guest->kernel_count, sizeof *guest->kernels,
           compare_kernels);
  if (vf_appliance_exists (in->appliance, "/usr/sbin/update-initramfs"))
    guest->initramfs_tool = VF_GUEST_INITRAMFS_TOOLS;
  else if (vf_appliance_exists (in->appliance, "/usr/bin/dracut"))
    guest->initramfs_tool = VF_GUEST_INITRAMFS_DRACUT;
  return read_persisted (in, err);
}
