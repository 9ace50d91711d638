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

/* Writes the name of a THING of the machine, as "db01-vda", as one word.
 * Errors:  NOMEM */
int vf_openstack_write_name (struct vf_openstack_out *out, const char *thing,
                             struct vf_error *err);

/* Writes the command that makes the port of NIC number I, and reports where it
 * leads.
 * Errors:  NOMEM */
int vf_openstack_write_port (struct vf_openstack_out *out, size_t i,
                             struct vf_error *err);

#endif
