/* vmferry: the parts of what is told to OpenStack, one file each.  Inside the
 * openstack emitter only; everyone else calls it by its table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_OPENSTACK_H
#define VF_CONVERT_VM_EMIT_OPENSTACK_H

#include <stdio.h>

struct vf_account;
struct vf_emit_options;
struct vf_emitter;
struct vf_error;
struct vf_hardware;

/* The emitter itself, for the list in convert/vm/emit/emit.c. */
extern const struct vf_emitter vf_emitter_openstack;

/* Commands that are being written. */
struct vf_openstack_out {
  FILE *file;
  const struct vf_hardware *hardware;
  const struct vf_emit_options *options;
  struct vf_account *report;
};

/* Writes the properties of the image that the server boots from, each as an
 * argument.
 * Errors:  NOMEM */
int vf_openstack_write_properties (struct vf_openstack_out *out,
                                   struct vf_error *err);

#endif
