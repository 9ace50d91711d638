/* vmferry: the static proof: that what the boot loader will load is there,
 * and that it can find its root on the target.  A pure function of the guest,
 * inspected again after the steps, and the target.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_PROOF_H
#define VF_DRIVERS_PROOF_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_guest;
struct vf_json;
struct vf_target;

struct vf_proof_check {
  char *subject;    /* a boot entry's title, or "/etc/fstab line 3" */
  const char *name; /* "kernel", "initramfs", "root", "virtio", "fstab" */
  bool ok;
  char *detail; /* what was found: one sentence */
};

struct vf_proof {
  struct vf_proof_check *checks;
  size_t count;
  size_t capacity;
};

/* Checks every boot entry, and fstab.
 * Owner:   the caller frees it with vf_proof_free.
 * Errors:  NOMEM */
struct vf_proof *vf_proof_make (const struct vf_guest *guest,
                                const struct vf_target *target,
                                struct vf_error *err);

/* Whether every check holds.
 * Returns: 0, or -1 with UNSUPPORTED and the first check that does not. */
int vf_proof_verdict (const struct vf_proof *proof, struct vf_error *err);

/* Frees PROOF and all in it; NULL is allowed. */
void vf_proof_free (struct vf_proof *proof);

/* PROOF as a JSON array of {subject, check, ok, detail}.
 * Owner: the caller. */
struct vf_json *vf_proof_json (const struct vf_proof *proof);

VF_DEFINE_CLEANUP (proof, struct vf_proof, vf_proof_free)
#define CLEANUP_PROOF VF_CLEANUP (vf_cleanup_proof)

#endif
