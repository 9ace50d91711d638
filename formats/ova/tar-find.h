/* vmferry: finding a member of a tar archive.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_TAR_FIND_H
#define VF_FORMATS_OVA_TAR_FIND_H

struct vf_error;
struct vf_tar;
struct vf_tar_member;

/* Puts the members of TAR, which stay where they are from now on, into the
 * orders in which they are looked up.
 * Errors:  NOMEM */
int vf_tar_sort (struct vf_tar *tar, struct vf_error *err);

/* The member called NAME; of several the last, as extracting them would leave
 * it.  Failing that, the only one whose name differs in case.
 * Returns: NULL when there is none. */
const struct vf_tar_member *vf_tar_find (const struct vf_tar *tar,
                                         const char *name);

/* The only file whose name has the last part of NAME as its own, whatever the
 * case.
 * Returns: NULL when there is none, or several. */
const struct vf_tar_member *vf_tar_find_last_part (const struct vf_tar *tar,
                                                   const char *name);

#endif
