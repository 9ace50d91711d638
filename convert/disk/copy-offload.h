/* vmferry: the part of a copy that is neither read nor written here: data that
 * lies plain in a file of the source, which the file system of the target can
 * share or copy by itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_COPY_OFFLOAD_H
#define VF_CONVERT_DISK_COPY_OFFLOAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_copy;
struct vf_error;
struct vf_image;
struct vf_io;

/* What the threads of a copy share for it. */
struct vf_copy_offload {
  struct vf_io *target;  /* where the writer of the copy writes */
  atomic_bool has_ended; /* it failed once, and is not tried again */
};

/* Whether TARGET may take over data of SOURCE, or of an image that it stands
 * on. */
bool vf_copy_may_offload (const struct vf_image *source,
                          const struct vf_io *target);

/* Looks at N bytes from OFFSET on, and offloads what it can of their start.
 * Params:  buf - of N bytes, where it has to read after all
 *          ret_n - how many bytes that are, or, when it is nothing, how many
 *          are best read and written before the next look
 * Returns: 1 when they are in the target, 0 when they are the caller's to
 *          copy, -1 on errors of source and target. */
int vf_copy_offload (const struct vf_copy *copy, void *buf, size_t n,
                     uint64_t offset, size_t *ret_n, struct vf_error *err);

#endif
