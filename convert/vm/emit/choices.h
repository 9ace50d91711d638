/* vmferry: which of a person's choices a target takes.  One that its language
 * has no word for must not be dropped in silence.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_CHOICES_H
#define VF_CONVERT_VM_EMIT_CHOICES_H

struct vf_error;

/* Checks that TARGET ("qemu") takes OPTION ("numa-bind", without dashes).
 * Options of which nothing is known here are taken by all.
 * Errors:  USAGE, naming the targets that take it */
int vf_choice_check (const char *option, const char *target,
                     struct vf_error *err);

#endif
