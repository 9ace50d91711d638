/* vmferry: where the disks of a VM are that its definition only names: in
 * folders that the user allows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_DISK_LOCATION_H
#define VF_CONVERT_VM_DISK_LOCATION_H

struct vf_convert_options;
struct vf_error;
struct vf_machine;
struct vf_machine_disk;

/* Looks for DISK of MACHINE in the folders that OPTIONS allow, if it is not
 * where the reader of the definition, which knows of none, has it.  The path
 * policy of extents and parents (formats/resolver.h) holds for it.
 * Returns: 0, and a malloc'd path, or NULL where it is in none
 * Errors:  NOT_FOUND when an allowed folder is not there, NOMEM */
int vf_disk_location_find (const struct vf_machine *machine,
                           const struct vf_machine_disk *disk,
                           const struct vf_convert_options *options,
                           char **ret_path, struct vf_error *err);

#endif
