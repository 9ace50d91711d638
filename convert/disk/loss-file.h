/* vmferry: the list of what a salvage lost, as a file beside the target.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_LOSS_FILE_H
#define VF_CONVERT_DISK_LOSS_FILE_H

struct vf_error;
struct vf_image;
struct vf_losses;

/* The name of the list of the file at PATH: "PATH.lost.json".
 * Owner:   the caller frees it.
 * Errors:  NOMEM */
char *vf_loss_file_name (const char *path, struct vf_error *err);

/* Writes the list for the target at PATH, in one go: the lost ranges, and the
 * notes of SOURCE and its parents, which name what could not be opened.
 * Errors:  as vf_outfile_write_all */
int vf_loss_file_write (const char *path, const struct vf_losses *losses,
                        const struct vf_image *source, struct vf_error *err);

/* Removes the list that belongs to PATH, where there is one.
 * Errors:  NOMEM, IO, PERMISSION */
int vf_loss_file_remove (const char *path, struct vf_error *err);

#endif
