/* vmferry: what the parts of the check of a VHDX share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_CHECK_PRIV_H
#define VF_FORMATS_VHDX_CHECK_PRIV_H

#include <stdbool.h>
#include <stdint.h>

struct vf_check_report;
struct vf_error;
struct vf_vhdx_image;

/* A check under way. */
struct vf_vhdx_check {
  const struct vf_vhdx_image *vhdx;
  struct vf_check_report *report;
  uint64_t n_mibs; /* of the file that are watched, rounded up */
  uint64_t *taken; /* a bit per MiB: everything starts at a multiple of one */
};

/* Marks the MiBs of a range of the file as taken.
 * Returns: false when one of them was before. */
bool vf_vhdx_check_take (struct vf_vhdx_check *check, uint64_t offset,
                         uint64_t length);

/* Looks at each entry of the block allocation table, and counts data.
 * Errors:  NOMEM, IO */
int vf_vhdx_check_blocks (struct vf_vhdx_check *check, struct vf_error *err);

#endif
