/* vmferry: the parts of a libvirt domain.  Each reads its elements into the
 * machine and says what became of them; the order in
 * formats/libvirt/libvirt.c matters where one needs what another has read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_LIBVIRT_LIBVIRT_PARTS_H
#define VF_FORMATS_LIBVIRT_LIBVIRT_PARTS_H

struct vf_error;
struct vf_libvirt_element;
struct vf_libvirt_tree;
struct vf_machine;
struct vf_machine_disk;

/* Hypervisor, names, identifiers, guest system, lifecycle, clock.
 * Errors:  UNSUPPORTED for a container, NOMEM */
int vf_libvirt_read_general (struct vf_libvirt_tree *tree,
                             struct vf_machine *machine, struct vf_error *err);

/* The texts of the SMBIOS tables.
 * Errors:  NOMEM */
int vf_libvirt_read_smbios (struct vf_libvirt_tree *tree,
                            struct vf_machine *machine, struct vf_error *err);

/* vCPUs, topology, model, features.
 * Errors:  CORRUPT when the count cannot be, NOMEM */
int vf_libvirt_read_cpu (struct vf_libvirt_tree *tree,
                         struct vf_machine *machine, struct vf_error *err);

/* Size, what may be added, limits, backing.
 * Errors:  NOMEM */
int vf_libvirt_read_memory (struct vf_libvirt_tree *tree,
                            struct vf_machine *machine, struct vf_error *err);

/* NUMA cells; after CPU and memory.
 * Errors:  LIMIT, NOMEM */
int vf_libvirt_read_numa (struct vf_libvirt_tree *tree,
                          struct vf_machine *machine, struct vf_error *err);

/* BIOS or EFI, secure boot, variables, boot menu.
 * Errors:  NOMEM */
int vf_libvirt_read_firmware (struct vf_libvirt_tree *tree,
                              struct vf_machine *machine,
                              struct vf_error *err);

/* Disks and drives.
 * Errors:  LIMIT, NOMEM */
int vf_libvirt_read_disks (struct vf_libvirt_tree *tree,
                           struct vf_machine *machine, struct vf_error *err);

/* What is behind the disk in ELEMENT: its file, or why there is none to open.
 * Errors:  NOMEM */
int vf_libvirt_read_source (struct vf_libvirt_tree *tree,
                            const struct vf_libvirt_element *element,
                            const struct vf_machine *machine,
                            struct vf_machine_disk *disk,
                            struct vf_error *err);

/* Its controller and unit: by its address, or by the name of its target, as
 * libvirt counts them off.
 * Params:  per_controller - places of each
 * Errors:  NOMEM */
int vf_libvirt_read_disk_place (struct vf_libvirt_tree *tree,
                                const struct vf_libvirt_element *element,
                                unsigned per_controller,
                                struct vf_machine_disk *disk,
                                struct vf_error *err);

/* Which of the host's CPUs, and how much of them: of read_cpu.
 * Errors:  NOMEM */
int vf_libvirt_read_tune (struct vf_libvirt_tree *tree,
                          struct vf_machine *machine, struct vf_error *err);

/* Ranks the NICs as the guest finds them, and keeps their slots where the
 * guest called them by those: of read_nics.
 * Errors:  NOMEM */
int vf_libvirt_place_nics (struct vf_libvirt_tree *tree,
                           struct vf_machine *machine, struct vf_error *err);

/* NICs, and their order on the bus.
 * Errors:  LIMIT, NOMEM */
int vf_libvirt_read_nics (struct vf_libvirt_tree *tree,
                          struct vf_machine *machine, struct vf_error *err);

/* Controllers of disks and of USB.
 * Errors:  LIMIT, NOMEM */
int vf_libvirt_read_controllers (struct vf_libvirt_tree *tree,
                                 struct vf_machine *machine,
                                 struct vf_error *err);

/* Serial and parallel ports, channels.
 * Errors:  LIMIT, NOMEM */
int vf_libvirt_read_ports (struct vf_libvirt_tree *tree,
                           struct vf_machine *machine, struct vf_error *err);

/* Devices of the source's host that were passed through.
 * Errors:  LIMIT, NOMEM */
int vf_libvirt_read_hostdevs (struct vf_libvirt_tree *tree,
                              struct vf_machine *machine,
                              struct vf_error *err);

/* All other devices but the screen, and launch security.
 * Errors:  LIMIT, NOMEM */
int vf_libvirt_read_devices (struct vf_libvirt_tree *tree,
                             struct vf_machine *machine, struct vf_error *err);

/* What can be plugged into the memory; after NUMA, whose nodes it joins.
 * Errors:  LIMIT, NOMEM */
int vf_libvirt_read_modules (struct vf_libvirt_tree *tree,
                             struct vf_machine *machine, struct vf_error *err);

/* Graphics and video.
 * Errors:  NOMEM */
int vf_libvirt_read_display (struct vf_libvirt_tree *tree,
                             struct vf_machine *machine, struct vf_error *err);

/* In which order <os> tries disks and NICs; after both.
 * Errors:  NOMEM */
int vf_libvirt_read_boot_order (struct vf_libvirt_tree *tree,
                                struct vf_machine *machine,
                                struct vf_error *err);

/* Judges what no part knows by tables, and puts every entry into the machine's
 * account.
 * Errors:  NOMEM */
int vf_libvirt_read_account (struct vf_libvirt_tree *tree,
                             struct vf_machine *machine, struct vf_error *err);

#endif
