/* vmferry: the families of keys of a .vmx.  Each reads its part of the
 * dictionary into the machine and says what became of its keys; the order in
 * formats/vmx/vmx.c matters where one needs what another has read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_PARTS_H
#define VF_FORMATS_VMX_VMX_PARTS_H

struct vf_error;
struct vf_machine;
struct vf_machine_disk;
struct vf_machine_os;
struct vf_vmx;
struct vf_vmx_device;

/* Name, identifiers, description, hardware version, power state, clock.
 * Errors:  NOMEM */
int vf_vmx_read_general (struct vf_vmx *vmx, struct vf_machine *machine,
                         struct vf_error *err);

/* What is inside, as the administrator chose it or the tools reported it.
 * Errors:  NOMEM */
int vf_vmx_read_os (struct vf_vmx *vmx, struct vf_machine *machine,
                    struct vf_error *err);

/* vCPUs, cores per socket, CPU features, scheduling.
 * Errors:  CORRUPT when the count cannot be, NOMEM */
int vf_vmx_read_cpu (struct vf_vmx *vmx, struct vf_machine *machine,
                     struct vf_error *err);

/* Size, hot-add, reservations.
 * Errors:  CORRUPT when the size cannot be, NOMEM */
int vf_vmx_read_memory (struct vf_vmx *vmx, struct vf_machine *machine,
                        struct vf_error *err);

/* The NUMA nodes that the guest saw; after CPU and memory.
 * Errors:  NOMEM */
int vf_vmx_read_numa (struct vf_vmx *vmx, struct vf_machine *machine,
                      struct vf_error *err);

/* BIOS or EFI, secure boot, NVRAM.
 * Errors:  NOMEM */
int vf_vmx_read_firmware (struct vf_vmx *vmx, struct vf_machine *machine,
                          struct vf_error *err);

/* Controllers, disks and drives.
 * Errors:  NOMEM */
int vf_vmx_read_storage (struct vf_vmx *vmx, struct vf_machine *machine,
                         struct vf_error *err);

/* NICs, and their order on the bus.
 * Errors:  NOMEM */
int vf_vmx_read_nics (struct vf_vmx *vmx, struct vf_machine *machine,
                      struct vf_error *err);

/* USB, sound, ports, TPM, passed-through devices and the rest.
 * Errors:  NOMEM, LIMIT */
int vf_vmx_read_devices (struct vf_vmx *vmx, struct vf_machine *machine,
                         struct vf_error *err);

/* Screens, and VNC.
 * Errors:  NOMEM */
int vf_vmx_read_display (struct vf_vmx *vmx, struct vf_machine *machine,
                         struct vf_error *err);

/* Encryption, and what protects the guest.
 * Errors:  NOMEM */
int vf_vmx_read_security (struct vf_vmx *vmx, struct vf_machine *machine,
                          struct vf_error *err);

/* Whether the definition can be read at all.
 * Returns: 0; -1 with UNSUPPORTED when it is encrypted as a whole. */
int vf_vmx_refuse_encrypted (const struct vf_vmx *vmx, struct vf_error *err);

/* In which order the firmware tries disks and NICs; after both.
 * Errors:  NOMEM */
int vf_vmx_read_boot_order (struct vf_vmx *vmx, struct vf_machine *machine,
                            struct vf_error *err);

/* Judges what no family knows by tables, and puts every line into the
 * machine's account.
 * Errors:  NOMEM */
int vf_vmx_read_account (struct vf_vmx *vmx, struct vf_machine *machine,
                         struct vf_error *err);

/* The rest of DISK, of which key, bus and numbers are known; PATH is that of
 * the .vmx.
 * Errors:  NOMEM */
int vf_vmx_read_disk (struct vf_vmx *vmx, const struct vf_vmx_device *device,
                      const char *path, struct vf_machine_disk *disk,
                      struct vf_error *err);

/* From NAME, as the file has it, to a path, or to why it must not be opened.
 * Params:  path - of the .vmx: names may lead to its folder and below
 * Owner:   the caller frees what is set.
 * Errors:  NOMEM */
int vf_vmx_resolve (const char *name, const char *path, char **ret_path,
                    char **ret_fault, struct vf_error *err);

/* Sets backing_path or backing_fault of DISK from its backing_name.
 * Params:  path - of the .vmx: names may lead to its folder and below
 * Errors:  NOMEM */
int vf_vmx_resolve_disk (struct vf_machine_disk *disk, const char *path,
                         struct vf_error *err);

/* Fills family, bits and osinfo_uri from the source_id.
 * Params:  distribution, version - "Rocky Linux", "22.04", as the Tools
 *          reported them; NULL unknown
 * Errors:  NOMEM */
int vf_vmx_look_up_os (struct vf_machine_os *os, const char *distribution,
                       const char *version, struct vf_error *err);

/* A number by which devices sort as the guest's firmware enumerates them.
 * SLOT is a pciSlotNumber: bits 10 up are the function of a bridge, bits 5 to
 * 9 the bridge plus one (0: the root bus), bits 0 to 4 the device.
 * Source:  reference "pciSlotNumber" of vSphere; seen with Linux guests */
unsigned vf_vmx_pci_position (int slot);

/* Sets pci_rank of all NICs: by the bus, or by their numbers when a slot is
 * not known for all. */
void vf_vmx_rank_nics (struct vf_machine *machine);

#endif
