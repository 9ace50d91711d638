/* vmferry: whether KVM runs guests here.  That /dev/kvm exists says little: in
 * a container it may be closed to us, and in some virtual machines it is
 * served by an emulator that no operating system gets through.  So it is
 * tried out, with a few instructions of a guest, in about five milliseconds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_KVM_H
#define VF_COMMON_KVM_H

#include <stdbool.h>

struct vf_error;

/* Runs a tiny guest in a child process.
 * Returns: true when KVM executes guest code; false with a sentence in REASON
 * that says why not (NOT_FOUND: there is no /dev/kvm; PERMISSION: not for us;
 * UNSUPPORTED: it is there, but does not work).
 * Threads: forks; the child only makes system calls. */
bool vf_kvm_usable (struct vf_error *reason);

#endif
