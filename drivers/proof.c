/* vmferry: the static proof.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/proof.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "common/text.h"
#include "common/vector.h"
#include "drivers/rename.h"
#include "drivers/target.h"
#include "inspect/device-names.h"
#include "inspect/grub-config.h"
#include "inspect/guest.h"

struct prover {
  struct vf_proof *proof;
  const struct vf_guest *guest;
  const struct vf_target *target;
};

void
vf_proof_free (struct vf_proof *proof)
{
  if (!proof)
    return;
  for (size_t i = 0; i < proof->count; i++) {
    free (proof->checks[i].subject);
    free (proof->checks[i].detail);
  }
  free (proof->checks);
  free (proof);
}

/* Adds a check; takes DETAIL, whatever happens. */
static int
add (struct prover *prover, const char *subject, const char *name, bool ok,
     char *detail)
{
  struct vf_proof *proof = prover->proof;
  struct vf_proof_check check
      = { strdup (subject), name, ok, detail };

  if (!check.subject || !detail
      || vf_vector_grow ((void **)&proof->checks, &proof->capacity,
                         proof->count, sizeof *proof->checks)
             == -1) {
    free (check.subject);
    free (detail);
    return -1;
  }
  proof->checks[proof->count++] = check;
  return 0;
}

/* The filesystem that SPEC is on the target, or NULL. */
static const struct vf_guest_filesystem *
resolve_on_target (const struct prover *prover, const char *spec)
{
  struct vf_slice name = { spec, strlen (spec) };
  struct vf_slice found;
  size_t disk;
  unsigned partition;

  if (vf_target_parse_name (prover->target, spec, &disk, &partition))
    return vf_guest_find_partition (prover->guest, disk, partition);
  /* Any other name of that kind means nothing there. */
  if (vf_device_name_find (name, &found))
    return NULL;
  return vf_guest_find_filesystem (prover->guest, spec);
}

static int
check_kernel (struct prover *prover, const struct vf_guest_boot_entry *entry)
{
  return add (prover, entry->title, "kernel", entry->kernel_exists,
              vf_text_printf ("%s %s", entry->kernel,
                              entry->kernel_exists ? "is there"
                                                   : "is not there"));
}

static int
check_initrd (struct prover *prover, const struct vf_guest_boot_entry *entry)
{
  if (!entry->initrd)
    return 0;
  return add (prover, entry->title, "initramfs", entry->initrd_exists,
              vf_text_printf ("%s %s", entry->initrd,
                              entry->initrd_exists ? "is there"
                                                   : "is not there"));
}

static int
check_root (struct prover *prover, const struct vf_guest_boot_entry *entry)
{
  const struct vf_guest_filesystem *fs
      = entry->root ? resolve_on_target (prover, entry->root) : NULL;
  bool ok = fs && strcmp (fs->device, prover->guest->root_device) == 0;

  if (!entry->root)
    return add (prover, entry->title, "root", false,
                strdup ("the kernel's command line has no root="));
  if (!fs)
    return add (prover, entry->title, "root", false,
                vf_text_printf ("root=%s will be on no disk of the guest",
                                entry->root));
  return add (prover, entry->title, "root", ok,
              vf_text_printf ("root=%s is %s, the %s", entry->root, fs->device,
                              ok ? "guest's root"
                                 : "wrong one: it is not the guest's root"));
}

/* The initramfs that ENTRY loads is its kernel's, and has DRIVER. */
static int
check_driver (struct prover *prover, const struct vf_guest_boot_entry *entry,
              const struct vf_guest_kernel *kernel,
              enum vf_guest_virtio virtio)
{
  const struct vf_guest_driver *driver = &kernel->virtio[virtio];
  const char *name = vf_guest_virtio_name (virtio);

  if (driver->state == VF_DRIVER_ABSENT)
    return add (prover, entry->title, "virtio", false,
                vf_text_printf ("kernel %s has no %s", kernel->version, name));
  if (driver->state == VF_DRIVER_BUILT_IN)
    return add (prover, entry->title, "virtio", true,
                vf_text_printf ("%s is built into the kernel", name));
  if (kernel->initramfs_problem)
    return add (prover, entry->title, "virtio", false,
                vf_text_printf ("%s cannot be read: %s", kernel->initramfs,
                                kernel->initramfs_problem));
  if (!entry->initrd || !kernel->initramfs
      || strcmp (entry->initrd, kernel->initramfs) != 0)
    return add (prover, entry->title, "virtio", false,
                vf_text_printf ("%s is a module, and %s is not the initramfs "
                                "of kernel %s",
                                name, entry->initrd ? entry->initrd : "none",
                                kernel->version));
  if (driver->in_initramfs)
    return add (prover, entry->title, "virtio", true,
                vf_text_printf ("%s has %s and what it needs",
                                kernel->initramfs, name));
  return add (prover, entry->title, "virtio", false,
              vf_text_printf ("%s lacks %s for %s", kernel->initramfs,
                              driver->missing ? driver->missing : name, name));
}

/* A kernel under a name that is not vmlinuz-VERSION is not known. */
static int
check_drivers (struct prover *prover, const struct vf_guest_boot_entry *entry)
{
  const struct vf_guest_kernel *kernel
      = vf_guest_find_kernel (prover->guest, entry->kernel);

  if (!entry->kernel_exists)
    return 0;
  if (!kernel)
    return add (prover, entry->title, "virtio", false,
                vf_text_printf ("%s: not known which kernel this is",
                                entry->kernel));
  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    if (i != VF_VIRTIO_NET && check_driver (prover, entry, kernel, i) == -1)
      return -1;
  return 0;
}

static int
check_resume (struct prover *prover, const struct vf_guest_boot_entry *entry)
{
  CLEANUP_FREE char *resume = vf_cmdline_value (entry->cmdline, "resume");

  if (!resume)
    return 0;
  return add (prover, entry->title, "resume",
              resolve_on_target (prover, resume) != NULL,
              vf_text_printf ("resume=%s", resume));
}

static int
check_entry (struct prover *prover, const struct vf_guest_boot_entry *entry)
{
  if (check_kernel (prover, entry) == -1 || check_initrd (prover, entry) == -1
      || check_root (prover, entry) == -1
      || check_resume (prover, entry) == -1)
    return -1;
  return check_drivers (prover, entry);
}

static bool
has_option (const struct vf_guest_tab_entry *entry, const char *option)
{
  const char *at = entry->options;
  size_t n = strlen (option);

  while (at && (at = strstr (at, option))) {
    bool starts = at == entry->options || at[-1] == ',';

    at += n;
    if (starts && (*at == ',' || *at == '\0'))
      return true;
  }
  return false;
}

/* Whether the boot waits for it: a disk, mounted or used as swap. */
static bool
is_needed (const struct vf_guest_tab_entry *entry)
{
  static const char *const specs[]
      = { "UUID=", "LABEL=", "PARTUUID=", "/dev/" };
  static const char *const removable[]
      = { "/dev/sr", "/dev/cdrom", "/dev/dvd", "/dev/fd", "/dev/scd" };

  for (size_t i = 0; i < sizeof removable / sizeof removable[0]; i++)
    if (strncmp (entry->spec, removable[i], strlen (removable[i])) == 0)
      return false;
  if (has_option (entry, "noauto") || has_option (entry, "nofail"))
    return false;
  for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++)
    if (strncmp (entry->spec, specs[i], strlen (specs[i])) == 0)
      return true;
  return false;
}

/* What crypttab opens appears under /dev/mapper only when the guest runs. */
static bool
is_opened_by_crypttab (const struct vf_guest *guest, const char *spec)
{
  static const char mapper[] = "/dev/mapper/";

  if (strncmp (spec, mapper, strlen (mapper)) != 0)
    return false;
  for (size_t i = 0; i < guest->crypttab_count; i++)
    if (strcmp (guest->crypttab[i].target, spec + strlen (mapper)) == 0)
      return true;
  return false;
}

static int
check_tab (struct prover *prover, const char *file,
           const struct vf_guest_tab_entry *entry)
{
  const struct vf_guest_filesystem *fs
      = resolve_on_target (prover, entry->spec);
  bool is_mapped = is_opened_by_crypttab (prover->guest, entry->spec);
  CLEANUP_FREE char *subject
      = vf_text_printf ("%s line %u", file, entry->line);

  if (!subject)
    return -1;
  if (fs)
    return add (prover, subject, "fstab", true,
                vf_text_printf ("%s is %s", entry->spec, fs->device));
  return add (prover, subject, "fstab", is_mapped,
              vf_text_printf (is_mapped ? "%s is opened by crypttab"
                                        : "%s will be on no disk of the guest",
                              entry->spec));
}

static int
check_tabs (struct prover *prover)
{
  const struct vf_guest *guest = prover->guest;

  for (size_t i = 0; i < guest->fstab_count; i++)
    if (is_needed (&guest->fstab[i])
        && check_tab (prover, "/etc/fstab", &guest->fstab[i]) == -1)
      return -1;
  for (size_t i = 0; i < guest->crypttab_count; i++)
    if (is_needed (&guest->crypttab[i])
        && check_tab (prover, "/etc/crypttab", &guest->crypttab[i]) == -1)
      return -1;
  return 0;
}

static int
prove (struct prover *prover)
{
  const struct vf_guest_boot *boot = &prover->guest->boot;

  if (!boot->entry_count
      && add (prover, boot->config ? boot->config : "boot loader", "entries",
              false, strdup ("no entry that loads a Linux kernel was found"))
             == -1)
    return -1;
  for (size_t i = 0; i < boot->entry_count; i++)
    if (check_entry (prover, &boot->entries[i]) == -1)
      return -1;
  return check_tabs (prover);
}

struct vf_proof *
vf_proof_make (const struct vf_guest *guest, const struct vf_target *target,
               struct vf_error *err)
{
  CLEANUP_PROOF struct vf_proof *proof = calloc (1, sizeof *proof);
  struct prover prover = { proof, guest, target };

  if (!proof || prove (&prover) == -1) {
    vf_error_nomem (err, "the static proof");
    return NULL;
  }
  return TAKE (proof);
}

int
vf_proof_verdict (const struct vf_proof *proof, struct vf_error *err)
{
  for (size_t i = 0; i < proof->count; i++)
    if (!proof->checks[i].ok)
      return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                           "static proof: %s: %s: %s",
                           proof->checks[i].subject, proof->checks[i].name,
                           proof->checks[i].detail);
  return 0;
}

struct vf_json *
vf_proof_json (const struct vf_proof *proof)
{
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < proof->count; i++) {
    struct vf_json *object = vf_json_object ();

    vf_json_put_text (object, "subject", proof->checks[i].subject);
    vf_json_put_text (object, "check", proof->checks[i].name);
    vf_json_put_bool (object, "ok", proof->checks[i].ok);
    vf_json_put_text (object, "detail", proof->checks[i].detail);
    vf_json_add (array, object);
  }
  return array;
}
