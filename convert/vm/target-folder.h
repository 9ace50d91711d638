/* vmferry: the folder that a converted VM goes to: made when it is not there,
 * taken back when nothing came of it, and looked at before the work starts,
 * so that nobody waits for an error that was clear from the beginning.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_TARGET_FOLDER_H
#define VF_CONVERT_VM_TARGET_FOLDER_H

#include <stdbool.h>

struct vf_error;
struct vf_tempdir;
struct vf_work;

/* Makes FOLDER unless it is there.
 * Params:  ret_made - set when it was made; vf_tempdir_remove takes it back if
 *          nothing has come into it
 * Owner:   the caller removes *RET_MADE, also on error.
 * Errors:  EXISTS when it is no folder, NOT_FOUND, PERMISSION */
int vf_target_folder_make (const char *folder, struct vf_tempdir **ret_made,
                           struct vf_error *err);

/* Makes the folder unless it is there, or only a plan is wanted, and sets its
 * absolute name in the conversion.
 * Errors:  EXISTS when it is no folder, NOT_FOUND, PERMISSION */
int vf_target_folder_prepare (struct vf_work *work, struct vf_error *err);

/* Checks that the files of the target are not there, unless they may be
 * overwritten, and that none of them is one that is read.
 * Errors:  EXISTS */
int vf_target_folder_check (const struct vf_work *work, struct vf_error *err);

/* Whether A and B name one file, which is there; NULL names none. */
bool vf_target_is_same_file (const char *a, const char *b);

/* Removes the folder when it was made and nothing has come into it. */
void vf_target_folder_drop (struct vf_work *work);

#endif
