/* vmferry: the decision of VMware's hosts on the NUMA nodes of a guest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_NUMA_H
#define VF_FORMATS_VMX_VMX_NUMA_H

#include <stdbool.h>

#include "formats/machine-cpu.h"

struct vf_machine;

/* "numa.*", as the file has it; 0 and VF_UNSET are absent. */
struct vf_vmx_numa_keys {
  unsigned min_vcpus; /* numa.vcpu.min, or its default */
  unsigned cores_per_node;
  unsigned max_per_node;
  unsigned max_per_machine;
  unsigned auto_max_per_node;
  unsigned auto_cookie;
  enum vf_tristate follow_cores_per_socket;
  enum vf_tristate enabled;
  enum vf_tristate shown_on_hot_add;
  char *node_affinity;
};

/* What was decided, and why. */
struct vf_vmx_numa_decision {
  unsigned node_vcpus; /* at most so many in a node; 0 unknown */
  const char *reason;  /* for a person */
};

/* Whether what the host wrote down is for this number of vCPUs.  The cookie is
 * vcpus * 10000 + cores per socket * 10 + 2, or vcpus * 10000 + 1; without
 * one, someone has set the rest by hand. Source:  files of ESXi 5 to 8 */
bool vf_vmx_numa_cookie_matches (const struct vf_vmx_numa_keys *keys,
                                 unsigned vcpus);

/* The decision for MACHINE, whose vCPUs, cores per socket, hot-add and
 * hardware version are known.
 * Source:  "Using Virtual NUMA" and "Virtual NUMA Controls", vSphere Resource
 *          Management 5.0 to 8.0; KB 2040375 */
struct vf_vmx_numa_decision
vf_vmx_decide_numa (const struct vf_machine *machine,
                    const struct vf_vmx_numa_keys *keys);

#endif
