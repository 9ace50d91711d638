/* vmferry: finding the disks of a VM of Hyper-V where they are now.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_HYPERV_LOCATE_H
#define VF_FORMATS_HYPERV_HYPERV_LOCATE_H

struct vf_error;
struct vf_io;
struct vf_machine;

/* Sets the backing_path of each disk of MACHINE, whose definition IO is, to
 * the file of that name (in any case) beside the definition or in the folders
 * of an export, else its backing_fault.
 * Errors:  NOMEM */
int vf_hyperv_locate (struct vf_io *io, struct vf_machine *machine,
                      struct vf_error *err);

#endif
