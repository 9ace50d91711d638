/* vmferry: looking into a guest: the disks in an appliance become a guest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_INSPECT_H
#define VF_INSPECT_INSPECT_H

struct vf_appliance;
struct vf_error;
struct vf_guest;
struct vf_job;

/* Finds the guest's root, mounts its filesystems (they stay mounted, so that
 * steps can follow), and reads what is in them.  May be called again after
 * steps have changed the guest.
 * Owner:   the caller frees it with vf_guest_free.
 * Errors:  NOT_FOUND when no disk holds an operating system, UNSUPPORTED when
 *          several do, IO, CANCELLED */
struct vf_guest *vf_inspect (struct vf_appliance *appliance,
                             struct vf_job *job, struct vf_error *err);

#endif
