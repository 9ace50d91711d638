/* vmferry: the processors and the memory that a VM gets on its target: what
 * its source had and what a person chose, brought together once, so that every
 * emitter writes the same and the sums can be checked before it does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_RESOURCES_H
#define VF_CONVERT_VM_HARDWARE_RESOURCES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/vector.h"
#include "formats/machine-cpu.h"

struct vf_account;
struct vf_error;
struct vf_host;
struct vf_machine;
struct vf_resource_choices;

/* A NUMA node.  Its vCPUs are a run of those that are there at boot, and a run
 * of those that may be plugged in. */
struct vf_cell {
  unsigned first_vcpu, vcpus;
  unsigned first_added, added;
  const char *vcpu_set; /* of the machine's node: "0,2,4-5", instead of the
                           first run; NULL */
  uint64_t memory_bytes;
};

struct vf_resources {
  unsigned vcpus, max_vcpus;
  struct vf_topology topology; /* its product is max_vcpus */
  uint64_t memory_bytes;
  uint64_t current_bytes;    /* what a balloon leaves of it at boot */
  uint64_t max_memory_bytes; /* 0: nothing can be plugged in */
  unsigned slots;            /* for what is */
  uint64_t hugepage_bytes;   /* 0: plain pages */
  bool locked;
  VF_VECTOR (struct vf_cell) cells; /* empty: one node that need not be said */
};

/* What MACHINE gets when CHOICES are made.
 * Params:  report - what is changed or left out is added
 *          ret - all zeros; freed with vf_resources_clear, also on error
 * Errors:  USAGE for a choice that does not fit the machine, NOMEM */
int vf_resources_plan (const struct vf_machine *machine,
                       const struct vf_resource_choices *choices,
                       struct vf_account *report, struct vf_resources *ret,
                       struct vf_error *err);

/* How many APIC ids the vCPUs of RESOURCES take, gaps included: threads, cores,
 * dies and sockets are fields of whole bits in it, so that 17 sockets of 15
 * cores end at 271.
 * Source:  QEMU 7.2, include/hw/i386/topology.h */
uint64_t vf_resources_apic_ids (const struct vf_resources *resources);

/* What libvirt changes in silence, or accepts and QEMU refuses at the start:
 * sums of cells, the product of the topology, sizes in whole pages, and what a
 * board can have.
 * Params:  is_q35 - the board; else i440fx
 * Errors:  UNSUPPORTED, naming the rule; USAGE for parts of huge pages */
int vf_resources_check (const struct vf_resources *resources,
                        const struct vf_host *target, bool is_q35,
                        struct vf_error *err);

/* The next run of the vCPUs of CELL.
 * Params:  cursor - 0 for the first; moves on
 * Returns: false when there is none */
bool vf_cell_next_run (const struct vf_cell *cell, size_t *cursor,
                       unsigned *ret_first, unsigned *ret_last);

/* Frees the cells. */
void vf_resources_clear (struct vf_resources *resources);

#endif
