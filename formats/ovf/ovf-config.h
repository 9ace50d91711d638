/* vmferry: what becomes of <vmw:Config> of an item that nothing reads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_CONFIG_H
#define VF_FORMATS_OVF_OVF_CONFIG_H

struct _xmlNode;
struct vf_error;
struct vf_ovf_fates;

/* Judges the Config elements of ITEM by a table; those of no row stay unknown.
 * What reads one of them says so after this.
 * Errors:  NOMEM */
int vf_ovf_judge_configs (struct vf_ovf_fates *fates, struct _xmlNode *item,
                          struct vf_error *err);

#endif
