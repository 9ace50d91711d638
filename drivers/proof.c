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
#include "drivers/proof-priv.h"
#include "drivers/rename.h"
#include "drivers/target.h"
#include "inspect/device-names.h"
#include "inspect/guest.h"

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

int
vf_proof_add (struct vf_prover *prover, const char *subject, const char *name,
              bool ok, char *detail)
{
  struct vf_proof *proof = prover->proof;
  struct vf_proof_check check = { strdup (subject), name, ok, detail };

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

const struct vf_guest_filesystem *
vf_proof_resolve (const struct vf_prover *prover, const char *spec)
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

/* A BIOS starts one disk.  What that holds is not known where GRUB is not in
 * its first sector; that GRUB is on a later disk only is. */
static int
check_bios (struct vf_prover *prover)
{
  const struct vf_guest *guest = prover->guest;
  const struct vf_target *target = prover->target;
  size_t disk = guest->boot_disk;

  if (!guest->has_grub_in_mbr || disk >= target->disk_count)
    return 0;
  if (disk <= target->boot_disk)
    return vf_proof_add (
        prover, "firmware", "loader", true,
        vf_text_printf ("GRUB is on %s", target->disk_names[disk]));
  return vf_proof_add (
      prover, "firmware", "loader", false,
      vf_text_printf ("GRUB is on %s only, and the BIOS starts %s: the source "
                      "has to say which disk is started (bios.hddOrder)",
                      target->disk_names[disk],
                      target->disk_names[target->boot_disk]));
}

/* The target's firmware remembers no boot entries of the source's: it looks
 * for the one path that needs none.
 * Source: UEFI 2.10, 3.5.1.1 (removable media boot behavior) */
static int
check_firmware (struct vf_prover *prover)
{
  bool ok = prover->guest->boot.has_fallback_loader;

  if (!prover->target->is_uefi)
    return check_bios (prover);
  return vf_proof_add (
      prover, "firmware", "loader", ok,
      strdup (ok ? "the ESP has EFI/BOOT/BOOTX64.EFI"
                 : "the ESP has no EFI/BOOT/BOOTX64.EFI, and the target's "
                   "firmware looks for no other: make one in the source, "
                   "with grub-install --removable"));
}

static int
prove (struct vf_prover *prover)
{
  if (check_firmware (prover) == -1 || vf_proof_check_entries (prover) == -1)
    return -1;
  return vf_proof_check_tabs (prover);
}

struct vf_proof *
vf_proof_make (const struct vf_guest *guest, const struct vf_target *target,
               struct vf_error *err)
{
  CLEANUP_PROOF struct vf_proof *proof = calloc (1, sizeof *proof);
  struct vf_prover prover = { proof, guest, target };

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
