/* vmferry: an OVF as a VM definition.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_MACHINE_H
#define VF_FORMATS_OVF_OVF_MACHINE_H

struct vf_error;
struct vf_io;
struct vf_machine;
struct vf_machine_names;
struct vf_machine_params;

/* An .ovf in a folder. */
extern const struct vf_machine_format vf_machine_format_ovf;

/* Reads the machine that PARAMS mean from the OVF in IO; no other file is
 * opened.
 * Params:  path - of the package, to which its disks point
 * Owner:   the caller frees the machine.
 * Errors:  CORRUPT, UNSUPPORTED, LIMIT, USAGE, NOMEM
 * Source:  DSP0243 1.1.1 and 2.1.1; OVF 0.9; seen in files of VMware,
 *          VirtualBox, oVirt and XenServer */
struct vf_machine *vf_ovf_read_machine (struct vf_io *io, const char *path,
                                        const struct vf_machine_params *params,
                                        struct vf_error *err);

/* Appends the virtual systems of the OVF in IO.
 * Errors:  as vf_ovf_read_machine */
int vf_ovf_list_machines (struct vf_io *io, struct vf_machine_names *names,
                          struct vf_error *err);

#endif
