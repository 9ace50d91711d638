/* vmferry: what the parts of the static proof share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_PROOF_PRIV_H
#define VF_DRIVERS_PROOF_PRIV_H

#include <stdbool.h>

struct vf_guest;
struct vf_guest_filesystem;
struct vf_proof;
struct vf_target;

struct vf_prover {
  struct vf_proof *proof;
  const struct vf_guest *guest;
  const struct vf_target *target;
};

/* Adds a check; takes DETAIL, whatever happens.
 * Returns: 0, or -1 when memory is out. */
int vf_proof_add (struct vf_prover *prover, const char *subject,
                  const char *name, bool ok, char *detail);

/* The filesystem that SPEC ("UUID=...", "/dev/vda1") means on the target.
 * Returns: a part of the guest, or NULL. */
const struct vf_guest_filesystem *
vf_proof_resolve (const struct vf_prover *prover, const char *spec);

/* Checks every boot entry.
 * Returns: 0, or -1 when memory is out. */
int vf_proof_check_entries (struct vf_prover *prover);

/* Checks fstab and crypttab.
 * Returns: 0, or -1 when memory is out. */
int vf_proof_check_tabs (struct vf_prover *prover);

#endif
