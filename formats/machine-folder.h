/* vmferry: a folder with the definitions of VMs, as Hyper-V exports one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_FOLDER_H
#define VF_FORMATS_MACHINE_FOLDER_H

#include <stdbool.h>

struct vf_error;
struct vf_machine;
struct vf_machine_format;
struct vf_machine_names;
struct vf_machine_params;

/* Whether PATH is a folder. */
bool vf_machine_is_folder (const char *path);

/* Reads the definition in FOLDER, in its "Virtual Machines", or in one of a
 * folder in it; of several the one that PARAMS (may be NULL) name, by the
 * file's name without its ending (where two have that, by the file's path in
 * FOLDER), or by the VM's name, id or UUID where only one has it.
 * Owner:   the caller frees the machine.
 * Errors:  as vf_machine_read_file; NOT_FOUND when there is none */
struct vf_machine *
vf_machine_read_folder (const char *folder,
                        const struct vf_machine_format *format,
                        const struct vf_machine_params *params,
                        struct vf_error *err);

/* Appends the machines of all definitions that vf_machine_read_folder would
 * choose from; one that cannot be read has no name.
 * Errors:  NOT_FOUND when there is none, PERMISSION, NOMEM */
int vf_machine_list_folder (const char *folder,
                            const struct vf_machine_format *format,
                            struct vf_machine_names *names,
                            struct vf_error *err);

#endif
