/* vmferry: the options about processors, memory and identity of a VM on its
 * target, shared by the commands that write a definition.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_RESOURCE_OPTIONS_H
#define VF_TOOLS_RESOURCE_OPTIONS_H

#include "tools/command.h"

struct vf_resource_choices;

struct vf_resource_options {
  const char *cpu;
  const char *domcapabilities; /* the commands read it themselves */
  const char *topology;
  struct vf_option_list numa_bind;
  const char *shares;
  const char *uuid;
  const char *genid;
  const char *launch_security;
  uint64_t max_vcpus;
  uint64_t max_memory;
  uint64_t hugepages;
  uint64_t source_mhz;
  bool lock_memory;
};

/* By value of their enums, which the parser relies on. */
extern const char *const vf_topology_policy_names[],
    *const vf_shares_policy_names[], *const vf_uuid_policy_names[],
    *const vf_genid_names[], *const vf_launch_security_names[];

/* Rows for a command's table; MEMBER is its struct vf_resource_options. */
#define VF_RESOURCE_OPTION_ROWS(type, member)                                 \
  { "cpu", 0, VF_OPTION_TEXT, "MODEL", offsetof (type, member.cpu),           \
    "auto, host-model, host-passthrough, or a model by libvirt's name", NULL, \
    false },                                                                  \
  { "domcapabilities", 0, VF_OPTION_TEXT, "FILE",                             \
    offsetof (type, member.domcapabilities),                                  \
    "what the target can give, as virsh domcapabilities prints it", NULL,     \
    false },                                                                  \
  { "topology", 0, VF_OPTION_CHOICE, "POLICY",                                \
    offsetof (type, member.topology),                                         \
    "preserve, one-socket, or socket-per-node; preserve without this",        \
    vf_topology_policy_names, false },                                        \
  { "max-vcpus", 0, VF_OPTION_COUNT, "N", offsetof (type, member.max_vcpus),  \
    "vCPUs that there may be when more are plugged in", NULL, false },        \
  { "max-memory", 0, VF_OPTION_SIZE, "SIZE",                                  \
    offsetof (type, member.max_memory),                                       \
    "memory that there may be when more is plugged in", NULL, false },        \
  { "hugepages", 0, VF_OPTION_SIZE, "SIZE", offsetof (type, member.hugepages),\
    "back the memory with huge pages of this size", NULL, false },            \
  { "lock-memory", 0, VF_OPTION_FLAG, NULL,                                   \
    offsetof (type, member.lock_memory),                                      \
    "never swap the memory out", NULL, false },                               \
  { "numa-bind", 0, VF_OPTION_LIST, "NODE[:CPUS]",                            \
    offsetof (type, member.numa_bind),                                        \
    "bind the next NUMA node to this one of the host, vCPUs to CPUS", NULL,   \
    false },                                                                  \
  { "shares", 0, VF_OPTION_CHOICE, "POLICY", offsetof (type, member.shares),  \
    "CPU weight: per-vm, per-vcpu or none; per-vm without this",              \
    vf_shares_policy_names, false },                                          \
  { "source-mhz", 0, VF_OPTION_COUNT, "MHZ",                                  \
    offsetof (type, member.source_mhz),                                       \
    "clock of the source's host, for limits in MHz", NULL, false },           \
  { "uuid", 0, VF_OPTION_CHOICE, "POLICY", offsetof (type, member.uuid),      \
    "keep the UUID's bytes or its text; auto without this",                   \
    vf_uuid_policy_names, false },                                            \
  { "genid", 0, VF_OPTION_CHOICE, "keep|new", offsetof (type, member.genid),  \
    "the generation id; keep without this", vf_genid_names, false },          \
  { "launch-security", 0, VF_OPTION_CHOICE, "none|sev",                       \
    offsetof (type, member.launch_security),                                  \
    "encrypt the memory by the processor", vf_launch_security_names, false }

/* The choices that OPTIONS make.
 * Owner:   the caller frees it with vf_resource_choices_clear, also on error;
 *          the texts stay those of OPTIONS.
 * Errors:  USAGE */
int vf_resource_options_parse (const struct vf_resource_options *options,
                               struct vf_resource_choices *choices,
                               struct vf_error *err);

/* Frees what the parser made. */
void vf_resource_choices_clear (struct vf_resource_choices *choices);

#define CLEANUP_RESOURCE_CHOICES                                              \
  __attribute__ ((cleanup (vf_resource_choices_clear)))

#endif
