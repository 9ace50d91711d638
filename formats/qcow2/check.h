/* vmferry: looking for damage in a qcow2 image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_CHECK_H
#define VF_FORMATS_QCOW2_CHECK_H

struct vf_check_report;
struct vf_error;
struct vf_image;
struct vf_qcow2;

/* The check slot: every L2 entry and compressed stream is looked at, and
 * refcounts are held against what refers to each cluster.
 * Errors:  NOMEM, IO */
int vf_qcow2_check (struct vf_image *image, struct vf_check_report *report,
                    struct vf_error *err);

/* The part of it about refcounts. */
int vf_qcow2_check_refcounts (struct vf_qcow2 *q,
                              struct vf_check_report *report,
                              struct vf_error *err);

#endif
