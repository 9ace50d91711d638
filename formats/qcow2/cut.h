/* vmferry: a qcow2 file that ends inside a cluster.  A writer may leave the end
 * of the last cluster away where the guest has no bytes in it; where it has,
 * the file was cut, though its reader gives zeros.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_CUT_H
#define VF_FORMATS_QCOW2_CUT_H

#include <stdint.h>

struct vf_error;
struct vf_qcow2;
struct vf_qcow2_run;

/* How many of the guest's bytes at the end of RUN, which is plain, lie behind
 * the end of the file. */
uint64_t vf_qcow2_cut_bytes (const struct vf_qcow2 *q,
                             const struct vf_qcow2_run *run);

/* Says in ERR that the end of RUN is not there, with CORRUPT.
 * Returns: -1 */
int vf_qcow2_cut_fail (const struct vf_qcow2 *q,
                       const struct vf_qcow2_run *run, struct vf_error *err);

/* Adds a note to an image that is cut so, which only a file that ends inside a
 * cluster can be.  The tables are looked through for it, up to 16 MiB of them:
 * those of 128 GiB in 64 KiB clusters.
 * Errors:  NOMEM */
int vf_qcow2_cut_note (struct vf_qcow2 *q, struct vf_error *err);

#endif
