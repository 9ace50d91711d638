/* vmferry: the parts of a libvirt domain, one file each.  Inside the libvirt
 * emitter only; everyone else calls it by its table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_LIBVIRT_H
#define VF_CONVERT_VM_EMIT_LIBVIRT_H

#include <stdbool.h>

struct vf_account;
struct vf_device_map;
struct vf_emit_options;
struct vf_emitter;
struct vf_error;
struct vf_hardware;
struct vf_hardware_disk;
struct vf_hardware_nic;
struct vf_machine;
struct vf_host;
struct vf_xml;

/* The emitter itself, for the list in convert/vm/emit/emit.c. */
extern const struct vf_emitter vf_emitter_libvirt;

/* The members of a machine that the emitter writes; see emit.h. */
extern const char *const vf_domain_says[];

/* A domain that is being written. */
struct vf_domain_out {
  struct vf_xml *xml;
  const struct vf_machine *machine;
  const struct vf_emit_options *options;
  const struct vf_host *target;
  struct vf_account *report;
  const struct vf_hardware *hardware; /* what was decided */
  unsigned n_pci; /* devices that were given a place on the PCI bus */
  unsigned first_nic_port; /* of them, where the NICs begin */
};

/* Name, title, UUID, generation id, description, libosinfo metadata. */
void vf_domain_write_identity (struct vf_domain_out *domain);

/* <sysinfo>: the strings of the SMBIOS tables.
 * Errors:  NOMEM */
int vf_domain_write_sysinfo (struct vf_domain_out *domain,
                             struct vf_error *err);

/* Where those strings come from: "sysinfo", "host"; NULL: QEMU's own. */
const char *vf_domain_smbios_mode (const struct vf_domain_out *domain);

/* <memory> and its like, <vcpu>. */
void vf_domain_write_size (struct vf_domain_out *domain);

/* <cputune>: weight, quota, pinning.
 * Errors:  NOMEM */
int vf_domain_write_cputune (struct vf_domain_out *domain,
                             struct vf_error *err);

/* <blkiotune>: the weight that all disks have.
 * Errors:  NOMEM */
int vf_domain_write_blkiotune (struct vf_domain_out *domain,
                               struct vf_error *err);

/* <numatune>, when nodes of the host were named. */
void vf_domain_write_numatune (struct vf_domain_out *domain);

/* <os>: machine type, firmware, boot menu. */
void vf_domain_write_os (struct vf_domain_out *domain);

/* <features>: ACPI, secure boot's SMM, enlightenments for Windows. */
void vf_domain_write_features (struct vf_domain_out *domain);

/* <cpu>: the model that was chosen, topology, and NUMA nodes in it. */
void vf_domain_write_cpu (struct vf_domain_out *domain);

/* <numa>, inside <cpu>; nothing for a machine of one node. */
void vf_domain_write_numa (struct vf_domain_out *domain);

/* <clock> with timers, and what happens on power-off, reboot and crash.
 * Errors:  NOMEM */
int vf_domain_write_clock (struct vf_domain_out *domain, struct vf_error *err);

/* Whether the guest is a Windows that is told of its hypervisor. */
bool vf_domain_is_enlightened (const struct vf_domain_out *domain);

/* <hyperv>, in <features>, for such a guest. */
void vf_domain_write_enlightenments (struct vf_domain_out *domain);

/* Whether the target has the firmware that the machine boots by.
 * Errors:  UNSUPPORTED */
int vf_domain_check_firmware (const struct vf_domain_out *domain,
                              struct vf_error *err);

/* <firmware> and <nvram>, in <os>, for UEFI. */
void vf_domain_write_firmware (struct vf_domain_out *domain);

/* <bootmenu> and <bios>, in <os>: how long the firmware waits. */
void vf_domain_write_delays (struct vf_domain_out *domain);

/* What of the firmware stays behind.
 * Errors:  NOMEM */
int vf_domain_report_firmware (struct vf_domain_out *domain,
                               struct vf_error *err);

/* <tpm>, in <devices>, when the source had one.
 * Errors:  NOMEM */
int vf_domain_write_tpm (struct vf_domain_out *domain, struct vf_error *err);

/* <launchSecurity>, when it was asked for.
 * Errors:  NOMEM */
int vf_domain_write_launch (struct vf_domain_out *domain,
                            struct vf_error *err);

/* <iothreads>, where the profile has some. */
void vf_domain_write_iothreads (struct vf_domain_out *domain);

/* How many I/O threads there are: one for four disks or controllers, at most
 * four; none in the safe profile. */
unsigned vf_domain_iothreads (const struct vf_domain_out *domain);

/* How many queues a NIC or a controller has in the fast profile: one for each
 * vCPU, at most eight. */
unsigned vf_domain_queues (const struct vf_domain_out *domain);

/* The model of the SCSI controller that DISK is on; NULL for another bus. */
const char *vf_domain_scsi_model (const struct vf_domain_out *domain,
                                  const struct vf_hardware_disk *disk);

/* Controllers of disks, in the order in which a guest is to find them. */
void vf_domain_write_disk_controllers (struct vf_domain_out *domain);

/* Controllers of channels and of USB. */
void vf_domain_write_controllers (struct vf_domain_out *domain);

/* <boot order>, unless ORDER is 0. */
void vf_domain_write_boot_order (struct vf_domain_out *domain, unsigned order);

/* Disks and drives. */
void vf_domain_write_disks (struct vf_domain_out *domain);

/* NICs, in the order in which the guest enumerated them.
 * Errors:  NOMEM */
int vf_domain_write_nics (struct vf_domain_out *domain, struct vf_error *err);

/* Serial and parallel ports, the console, and the guest agent's channel. */
void vf_domain_write_channels (struct vf_domain_out *domain);

/* Graphics, video, input and sound.
 * Errors:  NOMEM */
int vf_domain_write_screen (struct vf_domain_out *domain,
                            struct vf_error *err);

/* Devices of the target's host that a map names.
 * Errors:  NOMEM */
int vf_domain_write_host_devices (struct vf_domain_out *domain,
                                  struct vf_error *err);

/* Watchdog, random numbers, balloon, panic device and the like, and what of
 * the source's devices is lost.
 * Errors:  NOMEM */
int vf_domain_write_devices (struct vf_domain_out *domain,
                             struct vf_error *err);

/* Gives the open device element the next place on the PCI bus. */
void vf_domain_write_pci_address (struct vf_domain_out *domain);

/* The same for NIC, whose slot the guest may have named it by. */
void vf_domain_write_nic_address (struct vf_domain_out *domain,
                                  const struct vf_hardware_nic *nic);

/* The place that it has given NIC: the bus on q35, else the slot. */
unsigned vf_domain_nic_place (const struct vf_domain_out *domain,
                              const struct vf_hardware_nic *nic);

/* Whether some NIC is to be seen in its old slot, for which QEMU's own
 * arguments are needed. */
bool vf_domain_has_slots (const struct vf_domain_out *domain);

/* What the namespace of QEMU's own arguments is needed for: the slots of root
 * ports.
 * Errors:  NOMEM */
int vf_domain_write_slots (struct vf_domain_out *domain, struct vf_error *err);

/* The PCI controllers behind which the places lie: a root port for each
 * device on q35.
 * Errors:  UNSUPPORTED when there are more devices than places */
int vf_domain_write_ports (struct vf_domain_out *domain, struct vf_error *err);

#endif
