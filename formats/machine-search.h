/* vmferry: finding the files that define VMs in a folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_SEARCH_H
#define VF_FORMATS_MACHINE_SEARCH_H

struct vf_error;
struct vf_name_list;

/* The paths of the definitions in FOLDER, in its "Virtual Machines", or in one
 * of a folder in it, sorted.
 * Owner:   the caller clears them
 * Errors:  NOT_FOUND when there is none, PERMISSION, LIMIT, NOMEM */
int vf_machine_search (const char *folder, struct vf_name_list *ret_paths,
                       struct vf_error *err);

/* What PATH has behind its last slash. */
const char *vf_machine_last_part (const char *path);

#endif
