/* vmferry: which parts of a file are taken, one bit per unit of it.  Only as
 * large as what was taken asks for, so that a sparse file of 64 TiB can be
 * checked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_UNIT_SET_H
#define VF_FORMATS_VMDK_UNIT_SET_H

#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_unit_set;

/* An empty set of the units 0 to N_UNITS - 1.
 * Owner:   the caller frees it with vf_unit_set_free.
 * Errors:  NOMEM */
struct vf_unit_set *vf_unit_set_new (uint64_t n_units, struct vf_error *err);

/* Frees the set; NULL is allowed. */
void vf_unit_set_free (struct vf_unit_set *set);

/* Takes the units from FIRST to END - 1, which is cut to those there are.
 * Returns: 1 when all were free, 0 when one was taken before, -1 on error
 * Errors:  NOMEM */
int vf_unit_set_take (struct vf_unit_set *set, uint64_t first, uint64_t end,
                      struct vf_error *err);

VF_DEFINE_CLEANUP (unit_set, struct vf_unit_set, vf_unit_set_free)
#define CLEANUP_UNIT_SET VF_CLEANUP (vf_cleanup_unit_set)

#endif
