/* vmferry: comparing a source with the digests that came with it, beside the
 * copy of it: a thread reads its files once more, which the page cache has.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_VERIFY_H
#define VF_CONVERT_DISK_VERIFY_H

struct vf_error;
struct vf_image;
struct vf_job;
struct vf_verify;

/* Starts to verify IMAGE, which must stay open until the end.
 * Returns: 0, and NULL where no digests came with it.
 * Errors:  NOMEM */
int vf_verify_start (struct vf_image *image, struct vf_verify **ret_verify,
                     struct vf_error *err);

/* Waits for the end of it; NULL is allowed.
 * Errors:  as vf_image_verify; CANCELLED with JOB */
int vf_verify_finish (struct vf_verify *verify, struct vf_job *job,
                      struct vf_error *err);

/* Ends it without a result; NULL is allowed. */
void vf_verify_abandon (struct vf_verify *verify);

#endif
