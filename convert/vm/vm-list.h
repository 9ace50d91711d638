/* vmferry: all VMs of a definition, as those are to be who are made beside
 * each other: each can be told from the others, before and after.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_VM_LIST_H
#define VF_CONVERT_VM_VM_LIST_H

#include <stddef.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/vector.h"

struct vf_account;
struct vf_emit_options;
struct vf_job;
struct vf_machine;
struct vf_machine_format;
struct vf_machine_params;

struct vf_vm {
  char *id;   /* as params.vm takes it; NULL: the only one has none */
  char *name; /* that it gets, safe for files and libvirt */
  struct vf_machine *machine; /* NULL: it cannot be read */
  struct vf_error err;        /* why nothing is made of it; else code NONE */
};

/* In the order of the definition. */
struct vf_vm_list {
  VF_VECTOR (struct vf_vm) vms;
};

/* Reads all VMs of the definition at PATH into LIST, which is all zeros.  One
 * that cannot be read, whose id is another's too, or that would get the name
 * of another, in whatever case, has its err set; the others are not concerned.
 * Params:  format - NULL: found by content
 *          params - what is chosen beside the VM
 * Owner:   the caller clears LIST, also on error.
 * Errors:  as vf_machine_list_file; USAGE of vf_machine_read_file, where PARAMS
 *          are at fault; NOMEM */
int vf_vm_list_read (const char *path, const struct vf_machine_format *format,
                     const struct vf_machine_params *params,
                     struct vf_vm_list *list, struct vf_error *err);

/* Refuses those of LIST that are called the same by NAME_OF, the rule of a
 * target for names: sets their err.
 * Errors:  NOMEM */
int vf_vm_list_refuse_same (struct vf_vm_list *list,
                            char *(*name_of) (const char *,
                                              struct vf_error *),
                            struct vf_error *err);

/* Puts those disks of VM number INDEX that other VMs of LIST have, too, into
 * ACCOUNT as losses: what is made of them is a copy for each VM.
 * Errors:  NOMEM */
int vf_vm_list_lose_shared (const struct vf_vm_list *list, size_t index,
                            struct vf_account *account, struct vf_error *err);

/* Warns JOB of the mappings in WHAT that match nothing of any VM.
 * Errors:  NOMEM */
int vf_vm_list_warn_of_maps (const struct vf_vm_list *list,
                             const struct vf_emit_options *what,
                             struct vf_job *job, struct vf_error *err);

/* What a person knows VM by: its id, or else its name. */
const char *vf_vm_label (const struct vf_vm *vm);

/* The sentences of all VMs whose err is set, as one: "1 of 3 VMs failed: ...".
 * Returns: 0 when there is none, else -1 with the code of the first; USAGE
 * only where all failed */
int vf_vm_list_verdict (const struct vf_vm_list *list, struct vf_error *err);

/* Frees what LIST owns; it is empty after it. */
void vf_vm_list_clear (struct vf_vm_list *list);

#define CLEANUP_VM_LIST VF_CLEANUP (vf_vm_list_clear)

#endif
