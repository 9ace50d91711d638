/* vmferry: sets of vCPUs in libvirt's notation, "0-3,8,^2".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_LIBVIRT_LIBVIRT_VCPUS_H
#define VF_FORMATS_LIBVIRT_LIBVIRT_VCPUS_H

#include <stdbool.h>

enum { VF_LIBVIRT_MAX_VCPUS = 4096 };

/* A set; start it as all zeros. */
struct vf_libvirt_vcpus {
  bool has[VF_LIBVIRT_MAX_VCPUS];
  unsigned first, last; /* unless it is empty */
  unsigned count;
};

/* Sets *RET to LIST, of which a part after "^" is taken out again.
 * Returns: false when it is no list of vCPUs. */
bool vf_libvirt_parse_vcpus (const char *list, struct vf_libvirt_vcpus *ret);

/* Adds MORE to SET.
 * Returns: false when they have one in common. */
bool vf_libvirt_join_vcpus (struct vf_libvirt_vcpus *set,
                            const struct vf_libvirt_vcpus *more);

/* SET as a list in order: "0-1,3".
 * Returns: malloc'd, NULL without memory */
char *vf_libvirt_format_vcpus (const struct vf_libvirt_vcpus *set);

#endif
