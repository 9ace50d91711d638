/* vmferry: the steps by which a VM's resources are planned, each in a file of
 * its own.  Inside convert/vm/resources*.c only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_RESOURCES_PRIV_H
#define VF_CONVERT_VM_HARDWARE_RESOURCES_PRIV_H

struct vf_account;
struct vf_error;
struct vf_machine;
struct vf_resource_choices;
struct vf_resources;

struct vf_resource_plan {
  const struct vf_machine *machine;
  const struct vf_resource_choices *choices;
  struct vf_account *report;
  struct vf_resources *result;
};

/* Memory at boot, at most, and what backs it.
 * Errors:  USAGE, NOMEM */
int vf_resources_plan_memory (struct vf_resource_plan *plan,
                              struct vf_error *err);

/* The cells, after vCPUs and memory are known.
 * Errors:  USAGE, NOMEM */
int vf_resources_plan_cells (struct vf_resource_plan *plan,
                             struct vf_error *err);

/* Sockets, dies, cores and threads, after the cells are known.
 * Errors:  NOMEM */
int vf_resources_plan_topology (struct vf_resource_plan *plan,
                                struct vf_error *err);

#endif
