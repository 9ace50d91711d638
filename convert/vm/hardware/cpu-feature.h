/* vmferry: names of CPU features.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_CPU_FEATURE_H
#define VF_CONVERT_VM_HARDWARE_CPU_FEATURE_H

#include <stdint.h>

/* libvirt's name of BIT in register REG (0 is EAX, 3 is EDX) of a CPUID LEAF;
 * NULL where that is no feature. */
const char *vf_cpu_feature_by_bit (uint32_t leaf, unsigned reg, unsigned bit);

/* libvirt's name of the feature that NAME is in any case, or in VMware's
 * words; NULL when there is none. */
const char *vf_cpu_feature_by_name (const char *name);

#endif
