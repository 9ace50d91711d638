/* vmferry: the parts of a KubeVirt manifest, one file each.  Inside the
 * kubevirt emitter only; everyone else calls it by its table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_KUBEVIRT_H
#define VF_CONVERT_VM_EMIT_KUBEVIRT_H

struct vf_account;
struct vf_emit_options;
struct vf_emitter;
struct vf_error;
struct vf_hardware;
struct vf_json;

/* The emitter itself, for the list in convert/vm/emit/emit.c. */
extern const struct vf_emitter vf_emitter_kubevirt;

/* A manifest that is being built. */
struct vf_kubevirt_out {
  const struct vf_hardware *hardware;
  const struct vf_emit_options *options;
  struct vf_account *report;
  char *name; /* as Kubernetes takes it */
};

/* TEXT as the name of a thing in Kubernetes: lower case letters, digits and
 * dashes, at most 50, so that a disk's name fits behind it; "vm" when nothing
 * is left.
 * Returns: a malloc'd string.
 * Source:  RFC 1123, labels of at most 63 characters */
char *vf_kubevirt_name (const char *text, struct vf_error *err);

/* Puts vCPUs and memory into DOMAIN.
 * Errors:  NOMEM */
int vf_kubevirt_put_size (struct vf_kubevirt_out *out, struct vf_json *domain,
                          struct vf_error *err);

/* Puts machine type, firmware, clock and features into DOMAIN.
 * Errors:  NOMEM */
int vf_kubevirt_put_board (struct vf_kubevirt_out *out, struct vf_json *domain,
                           struct vf_error *err);

/* Puts disks into DEVICES, and what they are made of into SPEC.
 * Errors:  NOMEM */
int vf_kubevirt_put_disks (struct vf_kubevirt_out *out,
                           struct vf_json *devices, struct vf_json *spec,
                           struct vf_error *err);

/* Puts interfaces into DEVICES, and their networks into SPEC.
 * Errors:  NOMEM */
int vf_kubevirt_put_nics (struct vf_kubevirt_out *out, struct vf_json *devices,
                          struct vf_json *spec, struct vf_error *err);

/* Puts all other devices. */
void vf_kubevirt_put_devices (struct vf_kubevirt_out *out,
                              struct vf_json *devices);

#endif
