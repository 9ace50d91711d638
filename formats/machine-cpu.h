/* vmferry: processors, memory and NUMA nodes of a machine, as its guest saw
 * them, and the arithmetic on them that readers and emitters share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_CPU_H
#define VF_FORMATS_MACHINE_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "common/vector.h"

struct vf_error;
struct vf_machine;

/* Unknown is a value: what the source does not say. */
enum vf_tristate { VF_UNSET, VF_NO, VF_YES };

/* A reservation, a limit and a weight, as clouds of hosts have them. */
struct vf_machine_schedule {
  int64_t reservation; /* MHz or bytes; -1 unknown or none */
  int64_t limit;       /* MHz or bytes; -1 none */
  int64_t shares;      /* of the VM, in the source's measure: VMware counts
                          1000 for a vCPU and 10 for a MiB, others 100 for a
                          VM; -1 unknown or the default */
};

/* One NUMA node; its vCPUs are consecutive, and the nodes hold them in turn,
 * unless each has a set. */
struct vf_machine_node {
  unsigned first_vcpu;
  unsigned vcpus;
  char *vcpu_set; /* "0,2,4-5", in order; NULL */
  uint64_t memory_bytes;
  int host_node; /* that it was bound to; -1 unknown or none */
};

/* A CPU feature that the definition names. */
struct vf_machine_feature {
  char *name;   /* "vmx", or the source's own key of a mask */
  char *policy; /* "force", "require", "optional", "disable", "forbid"; or
                   the source's mask */
};

enum vf_numa_state {
  VF_NUMA_NONE,    /* the guest saw one node */
  VF_NUMA_KNOWN,   /* as `nodes` says */
  VF_NUMA_UNKNOWN, /* the guest may have seen several; the source's host knew
                    */
};

struct vf_machine_cpu {
  unsigned vcpus;            /* at boot; at least 1 */
  unsigned max_vcpus;        /* with hot-add; vcpus where the source is mute */
  unsigned cores_per_socket; /* vCPUs of a socket, dies and threads counted
                                in, as VMware counts; 0 unknown */
  unsigned threads_per_core; /* as the source says; 0 unknown */
  bool auto_cores; /* cores_per_socket was the hypervisor's choice: a guess */
  enum vf_tristate hot_add;
  enum vf_tristate nested;  /* may run virtual machines itself */
  enum vf_tristate pmu;     /* performance counters */
  enum vf_tristate iommu;   /* a virtual VT-d */
  enum vf_tristate hidden;  /* the guest must not see a hypervisor */
  unsigned dies_per_socket; /* 0 unknown */
  enum vf_tristate hot_remove;
  enum vf_tristate compatible; /* only features that older hosts have, too */
  char *baseline;              /* EVC mode or the like; NULL none */
  char *mode;                  /* libvirt's: "host-model", ...; NULL */
  char *model;                 /* "Haswell-noTSX"; NULL unknown */
  char *affinity;              /* the host's CPUs it was bound to; NULL */
  char *latency_sensitivity;   /* the source's word; NULL unknown */
  VF_VECTOR (struct vf_machine_feature) features;
  struct vf_machine_schedule mhz; /* in MHz */
  /* Of one of the host's cores, for each vCPU: as Hyper-V has them. */
  unsigned reservation_percent; /* 0 none */
  unsigned limit_percent;       /* 0 none */
  enum vf_numa_state numa_state;
  char *numa_reason; /* what the decision rests on, for a person */
  VF_VECTOR (struct vf_machine_node) nodes; /* empty unless KNOWN */
  /* From node row to node column, count * count of them; empty unknown. */
  VF_VECTOR (unsigned) distances;
};

struct vf_machine_memory {
  uint64_t size_bytes; /* at boot; 0 unknown */
  enum vf_tristate hot_add;
  uint64_t max_bytes;       /* with hot-add; 0 unknown */
  unsigned slots;           /* for what is added; 0 unknown */
  enum vf_tristate dynamic; /* Hyper-V: grows and shrinks by demand */
  uint64_t min_bytes;       /* of dynamic memory; 0 unknown */
  unsigned buffer_percent;  /* of dynamic memory; 0 unknown */
  uint64_t hugepage_bytes;  /* pages that back it; 0 unknown or plain */
  enum vf_tristate balloon; /* NO: none was wanted */
  enum vf_tristate locked;  /* all of it reserved and pinned */
  struct vf_machine_schedule bytes; /* in bytes */
};

/* Sockets, dies, cores and threads; their product is the vCPU count. */
struct vf_topology {
  unsigned sockets;
  unsigned dies;
  unsigned cores;
  unsigned threads;
};

/* The greatest number that divides both; the other where one is 0. */
unsigned vf_greatest_common_divisor (unsigned a, unsigned b);

/* The topology of CPU.  Where the source's numbers do not divide, as 6 vCPUs
 * with 4 cores per socket, the cores become the greatest common divisor: a
 * vCPU is never dropped.  Without any, each vCPU is a socket.  Dies and
 * threads likewise. */
struct vf_topology vf_cpu_topology (const struct vf_machine_cpu *cpu);

/* Fills machine->cpu.nodes with blocks of NODE_VCPUS vCPUs (the last may be
 * smaller), each with its part of the memory in whole multiples of 2 MiB; the
 * first has what is left over.  The sum is the memory exactly.
 * Errors:  NOMEM */
int vf_machine_split_nodes (struct vf_machine *machine, unsigned node_vcpus,
                            struct vf_error *err);

/* A tri-state as it stands in JSON: "yes", "no"; NULL when unset. */
const char *vf_tristate_name (enum vf_tristate value);

#endif
