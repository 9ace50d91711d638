/* vmferry: Hyper-V's keys as an account.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_HYPERV_ACCOUNT_H
#define VF_FORMATS_HYPERV_HYPERV_ACCOUNT_H

struct vf_account;
struct vf_error;
struct vf_hyperv_key;

/* Appends every key below ROOT that has a value, or nothing below it, or is
 * lost, by its path ("settings/processors/count"); what is not judged is
 * unknown.
 * Params:  trunk - a child of ROOT that paths do not begin with; NULL none
 * Errors:  LIMIT, NOMEM */
int vf_hyperv_account (const struct vf_hyperv_key *root,
                       const struct vf_hyperv_key *trunk,
                       struct vf_account *account, struct vf_error *err);

#endif
