/* vmferry: what ends an appliance that nobody wants to wait for any more: the
 * job was cancelled, or a program of the guest does not end.  libguestfs has
 * no way to give up a call; without its QEMU, the call fails.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_APPLIANCE_GUARD_H
#define VF_INSPECT_APPLIANCE_GUARD_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_guard;
struct vf_job;

/* Watches over process PID, a child of ours, and kills it when JOB is
 * cancelled.
 * Owner:   the caller frees it with vf_guard_free, before it reaps PID.
 * Threads: starts one
 * Errors:  NOMEM, EXTERNAL */
struct vf_guard *vf_guard_new (pid_t pid, struct vf_job *job,
                               struct vf_error *err);

/* Kills it TIMEOUT_MS from now as well; 0: whenever. */
void vf_guard_limit (struct vf_guard *guard, unsigned timeout_ms);

/* Whether it was killed because its time was up. */
bool vf_guard_has_expired (struct vf_guard *guard);

/* Stops watching; NULL is allowed. */
void vf_guard_free (struct vf_guard *guard);

VF_DEFINE_CLEANUP (guard, struct vf_guard, vf_guard_free)
#define CLEANUP_GUARD VF_CLEANUP (vf_cleanup_guard)

#endif
