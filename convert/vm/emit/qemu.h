/* vmferry: the parts of QEMU's command line, one file each.  Inside the qemu
 * emitter only; everyone else calls it by its table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_QEMU_H
#define VF_CONVERT_VM_EMIT_QEMU_H

struct vf_account;
struct vf_args;
struct vf_device_choices;
struct vf_emit_options;
struct vf_emitter;
struct vf_error;
struct vf_hardware;

/* The emitter itself, for the list in convert/vm/emit/emit.c. */
extern const struct vf_emitter vf_emitter_qemu;

/* Appends the board: vCPUs, memory, NUMA nodes, SMBIOS, identifiers. */
void vf_qemu_add_board (struct vf_args *args,
                        const struct vf_hardware *hardware);

/* Appends disks, drives and their controllers.
 * Errors:  NOMEM */
int vf_qemu_add_disks (struct vf_args *args,
                       const struct vf_hardware *hardware,
                       struct vf_error *err);

/* Appends NICs, and reports where they lead and what they are called.
 * Errors:  NOMEM */
int vf_qemu_add_nics (struct vf_args *args, const struct vf_hardware *hardware,
                      const struct vf_emit_options *options,
                      struct vf_account *report, struct vf_error *err);

/* Appends input, ports, the devices of the host that CHOICES name, and the
 * rest. */
void vf_qemu_add_devices (struct vf_args *args,
                          const struct vf_hardware *hardware,
                          const struct vf_device_choices *choices);

#endif
