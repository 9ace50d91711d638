/* vmferry: what PowerShell tells of a VM of Hyper-V, by cmdlets.  Each reads
 * its part of the tree into the machine and judges its keys.  VM is what
 * Get-VM told, ITEM what holds the sections of the other cmdlets, which may be
 * VM itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_PS_PARTS_H
#define VF_FORMATS_HYPERV_PS_PARTS_H

struct vf_error;
struct vf_hyperv_key;
struct vf_machine;

/* Get-VM, Get-VMFirmware, Get-VMSecurity, and the identifiers of WMI.
 * Errors:  NOMEM */
int vf_ps_read_general (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                        struct vf_machine *machine, struct vf_error *err);

/* Get-VMProcessor and Get-VMMemory, and what Get-VM knows of both.
 * Errors:  CORRUPT when count or size cannot be, NOMEM */
int vf_ps_read_cpu (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                    struct vf_machine *machine, struct vf_error *err);

/* Get-VMScsiController and the drives.
 * Errors:  LIMIT, NOMEM */
int vf_ps_read_storage (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                        struct vf_machine *machine, struct vf_error *err);

/* Get-VMNetworkAdapter and Get-VMNetworkAdapterVlan.
 * Errors:  LIMIT, NOMEM */
int vf_ps_read_nics (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                     struct vf_machine *machine, struct vf_error *err);

/* Get-VMComPort, Get-VMVideo, devices of the host.
 * Errors:  LIMIT, NOMEM */
int vf_ps_read_devices (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                        struct vf_machine *machine, struct vf_error *err);

/* The boot order of Get-VMBios or Get-VMFirmware; after disks and NICs.
 * Errors:  NOMEM */
int vf_ps_read_boot_order (struct vf_hyperv_key *item,
                           struct vf_hyperv_key *vm,
                           struct vf_machine *machine, struct vf_error *err);

/* Judges what nothing else reads, below ITEM.
 * Errors:  NOMEM */
int vf_ps_judge_others (struct vf_hyperv_key *item, struct vf_error *err);

#endif
