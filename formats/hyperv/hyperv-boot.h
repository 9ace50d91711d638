/* vmferry: the boot order of a generation 1, by kinds of devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_HYPERV_BOOT_H
#define VF_FORMATS_HYPERV_HYPERV_BOOT_H

#include <stdbool.h>

struct vf_machine;

/* Gives the devices of the kind that WORD means ("Optical", or "CD" as
 * PowerShell has it) the next places.
 * Params:  next - the next place, 1 at the start
 * Returns: whether WORD is such a kind. */
bool vf_hyperv_order_kind (struct vf_machine *machine, const char *word,
                           unsigned *next);

#endif
