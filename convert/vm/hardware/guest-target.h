/* vmferry: what the guest's steps have to know of the machine that the guest
 * will find itself in, from the conversion's machine and disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_GUEST_TARGET_H
#define VF_CONVERT_VM_HARDWARE_GUEST_TARGET_H

#include "common/cleanup.h"

struct vf_conversion;
struct vf_error;
struct vf_guest_target;
struct vf_target;

/* Works it out: the disks' new names, the cards' MACs and old slots.
 * Params:  conversion - must outlive the result
 * Owner:   the caller frees it with vf_guest_target_free.
 * Errors:  NOMEM */
struct vf_guest_target *
vf_guest_target_new (const struct vf_conversion *conversion,
                     struct vf_error *err);

/* As the steps take it.  Owner: the guest target. */
const struct vf_target *
vf_guest_target_get (const struct vf_guest_target *target);

/* Frees it; NULL is allowed. */
void vf_guest_target_free (struct vf_guest_target *target);

VF_DEFINE_CLEANUP (guest_target, struct vf_guest_target, vf_guest_target_free)
#define CLEANUP_GUEST_TARGET VF_CLEANUP (vf_cleanup_guest_target)

#endif
