/* vmferry: what a person decides about the processors, memory, identity and
 * protection of a VM on its target, beside what its source says.  All zero is
 * the default: as the source has it, and nothing that binds it to one host.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_RESOURCE_CHOICES_H
#define VF_CONVERT_VM_HARDWARE_RESOURCE_CHOICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vf_cpu_policy {
  VF_CPU_AUTO, /* the source's model or baseline, else the host's model */
  VF_CPU_HOST_MODEL,
  VF_CPU_HOST_PASSTHROUGH,
  VF_CPU_NAMED, /* the model that cpu_model names */
};

enum vf_topology_policy {
  VF_TOPOLOGY_PRESERVE,        /* the source's, no socket across nodes */
  VF_TOPOLOGY_ONE_SOCKET,      /* for licences that count sockets */
  VF_TOPOLOGY_SOCKET_PER_NODE, /* one in each NUMA node */
};

enum vf_shares_policy {
  VF_SHARES_PER_VM,   /* by the source's level alone, as KVM's default is */
  VF_SHARES_PER_VCPU, /* growing with the vCPUs, as VMware's are */
  VF_SHARES_NONE,
};

enum vf_uuid_policy {
  VF_UUID_AUTO,  /* what the guest read is kept */
  VF_UUID_BYTES, /* the bytes of the SMBIOS table */
  VF_UUID_TEXT,  /* the text that the source prints */
};

/* A node of the host that a NUMA node of the VM is bound to. */
struct vf_numa_binding {
  unsigned host_node;
  const char *host_cpus; /* "0-11,24-35", for its vCPUs; NULL: any */
};

/* Lists and texts are the caller's. */
struct vf_resource_choices {
  enum vf_cpu_policy cpu_policy;
  const char *cpu_model; /* with VF_CPU_NAMED */
  enum vf_topology_policy topology;
  unsigned max_vcpus;        /* that may be plugged in; 0: the source's */
  uint64_t max_memory_bytes; /* likewise; 0: the source's */
  uint64_t hugepage_bytes;   /* pages that back the memory; 0: plain */
  bool lock_memory;          /* never swapped out */
  const struct vf_numa_binding *bindings; /* of the NUMA nodes, in turn */
  size_t n_bindings;                      /* 0: not bound */
  enum vf_shares_policy shares;
  unsigned source_mhz; /* of the source's host; 0 unknown */
  enum vf_uuid_policy uuid;
  bool new_genid; /* a copy that runs beside its source */
  bool sev;       /* memory encrypted by the processor */
};

#endif
