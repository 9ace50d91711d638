/* vmferry: the parts of a configuration for Proxmox VE, one file each.  Inside
 * the proxmox emitter only; everyone else calls it by its table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_PROXMOX_H
#define VF_CONVERT_VM_EMIT_PROXMOX_H

#include <stdio.h>

struct vf_account;
struct vf_emit_options;
struct vf_emitter;
struct vf_error;
struct vf_hardware;

/* The emitter itself, for the list in convert/vm/emit/emit.c. */
extern const struct vf_emitter vf_emitter_proxmox;

/* What stands for the VM's number and the storage of its disks, until a person
 * puts others there. */
#define VF_PROXMOX_VMID "100"
#define VF_PROXMOX_STORAGE "local-lvm"

enum { VF_PROXMOX_NAME_SIZE = 32 };

/* A configuration that is being written. */
struct vf_proxmox_out {
  FILE *file;
  const struct vf_hardware *hardware;
  const struct vf_emit_options *options;
  struct vf_account *report;
};

/* Writes vCPUs, memory and NUMA nodes.
 * Errors:  NOMEM */
int vf_proxmox_write_size (struct vf_proxmox_out *out, struct vf_error *err);

/* Writes disks, drives, and the volumes of firmware and TPM.
 * Errors:  NOMEM */
int vf_proxmox_write_disks (struct vf_proxmox_out *out, struct vf_error *err);

/* Writes NICs.
 * Errors:  NOMEM */
int vf_proxmox_write_nics (struct vf_proxmox_out *out, struct vf_error *err);

/* The MiB that a balloon may take the memory of HARDWARE down to when the host
 * has little left, which is what dynamic memory is; 0: it takes none. */
unsigned long long vf_proxmox_least_mib (const struct vf_hardware *hardware);

/* Writes the kind of guest, identifiers, and all other devices.
 * Errors:  NOMEM */
int vf_proxmox_write_rest (struct vf_proxmox_out *out, struct vf_error *err);

/* The name of disk or drive number I of the hardware: "scsi0"; "" when there
 * is no place for it.
 * Source:  qm.conf(5): 16 of virtio, 31 of scsi, 6 of sata, 4 of ide */
void vf_proxmox_disk_name (const struct vf_hardware *hardware, size_t i,
                           char name[VF_PROXMOX_NAME_SIZE]);

/* Appends the names of disks and NICs by their boot order: "scsi0;net0". */
void vf_proxmox_write_boot (struct vf_proxmox_out *out);

/* TEXT as a DNS name: letters, digits, dashes and dots.
 * Returns: a malloc'd string. */
char *vf_proxmox_name (const char *text, struct vf_error *err);

#endif
