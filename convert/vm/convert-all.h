/* vmferry: all VMs of a definition, one after the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_CONVERT_ALL_H
#define VF_CONVERT_VM_CONVERT_ALL_H

struct vf_conversion_set;
struct vf_convert_options;
struct vf_error;
struct vf_job;

/* Converts every VM of the definition as vf_convert does one, each into a
 * folder of its name in that of OPTIONS, where a report on all is written,
 * too, if any was converted.  When one fails, nothing of it is left and the
 * next one is begun; cancelling ends all, and leaves those that are finished.
 * Params:  options - of one VM, but for machine.vm, name and locations, which
 *          are not set
 *          set - zeroed; filled as far as it came
 * Owner:   the caller clears SET, also on error.
 * Errors:  of the first that failed, with the sentences of all; EXISTS when
 * the report is there already; those of vf_vm_list_read; CANCELLED */
int vf_convert_all (const struct vf_convert_options *options,
                    struct vf_job *job, struct vf_conversion_set *set,
                    struct vf_error *err);

#endif
