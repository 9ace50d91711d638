/* vmferry: sparse files in tar archives, of which only the runs of data are
 * stored: the formats of GNU tar.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_TAR_SPARSE_H
#define VF_FORMATS_OVA_TAR_SPARSE_H

struct vf_error;
struct vf_io;
struct vf_tar;
struct vf_tar_member;

/* The content of a sparse member with its holes, as vf_tar_open_member.
 * Errors:  CORRUPT when runs overlap or do not fit; LIMIT; IO; NOMEM */
struct vf_io *vf_tar_open_sparse (const struct vf_tar *tar,
                                  const struct vf_tar_member *member,
                                  struct vf_error *err);

#endif
