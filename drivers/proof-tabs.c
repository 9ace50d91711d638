/* vmferry: the static proof of fstab and crypttab: what the boot waits for is
 * there, and is what was meant.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/text.h"
#include "drivers/proof-priv.h"
#include "inspect/guest.h"

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

static bool
is_mounted_on (const struct vf_guest *guest, const char *mount_point)
{
  for (size_t i = 0; i < guest->filesystem_count; i++)
    if (guest->filesystems[i].mount_point
        && strcmp (guest->filesystems[i].mount_point, mount_point) == 0)
      return true;
  return false;
}

/* What is wrong with an entry that means FS, or NULL.  What was looked for in
 * /boot while that was not mounted proves nothing. */
static const char *
mount_problem (const struct vf_prover *prover,
               const struct vf_guest_tab_entry *entry,
               const struct vf_guest_filesystem *fs)
{
  if (strcmp (entry->target, "/") == 0
      && strcmp (fs->device, prover->guest->root_device) != 0)
    return ", which is not the guest's root";
  if (strcmp (entry->target, "/boot") == 0
      && !is_mounted_on (prover->guest, "/boot"))
    return ", which cannot be mounted";
  return NULL;
}

static int
check_tab (struct vf_prover *prover, const char *file,
           const struct vf_guest_tab_entry *entry)
{
  const struct vf_guest_filesystem *fs
      = vf_proof_resolve (prover, entry->spec);
  bool is_mapped = is_opened_by_crypttab (prover->guest, entry->spec);
  const char *problem = fs ? mount_problem (prover, entry, fs) : NULL;
  CLEANUP_FREE char *subject
      = vf_text_printf ("%s line %u", file, entry->line);

  if (!subject)
    return -1;
  if (fs)
    return vf_proof_add (prover, subject, "fstab", !problem,
                         vf_text_printf ("%s is %s%s", entry->spec, fs->device,
                                         problem ? problem : ""));
  return vf_proof_add (prover, subject, "fstab", is_mapped,
                       vf_text_printf (is_mapped
                                           ? "%s is opened by crypttab"
                                           : "%s will be on no disk of the "
                                             "guest",
                                       entry->spec));
}

int
vf_proof_check_tabs (struct vf_prover *prover)
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
