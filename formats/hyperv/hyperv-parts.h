/* vmferry: the families of keys of a Hyper-V definition.  Each reads its part
 * of the tree into the machine and judges its keys; the order in
 * formats/hyperv/hyperv.c matters where one needs what another has read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_HYPERV_PARTS_H
#define VF_FORMATS_HYPERV_HYPERV_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/machine-device.h"

struct vf_error;
struct vf_hyperv_key;
struct vf_io;
struct vf_machine;
struct vf_machine_disk;
struct vf_machine_nic;

/* What follows takes the node "configuration". */

/* Name, identifiers, notes, power actions, checkpoints.
 * Errors:  NOMEM */
int vf_hyperv_read_general (struct vf_hyperv_key *config,
                            struct vf_machine *machine, struct vf_error *err);

/* Generation, secure boot, what SMBIOS says, the file of variables.
 * Errors:  NOMEM */
int vf_hyperv_read_firmware (struct vf_hyperv_key *config,
                             struct vf_machine *machine, struct vf_error *err);

/* vCPUs, their scheduling and features.
 * Errors:  CORRUPT when the count cannot be, NOMEM */
int vf_hyperv_read_cpu (struct vf_hyperv_key *config,
                        struct vf_machine *machine, struct vf_error *err);

/* Memory, fixed or dynamic, and NUMA nodes; after the CPU.
 * Errors:  CORRUPT when the size cannot be, NOMEM */
int vf_hyperv_read_memory (struct vf_hyperv_key *config,
                           struct vf_machine *machine, struct vf_error *err);

/* All devices, by the manifest.
 * Errors:  LIMIT, NOMEM */
int vf_hyperv_read_devices (struct vf_hyperv_key *config,
                            struct vf_machine *machine, struct vf_error *err);

/* In which order the BIOS tries disks and NICs; after the devices.
 * Errors:  NOMEM */
int vf_hyperv_read_boot_order (struct vf_hyperv_key *config,
                               struct vf_machine *machine,
                               struct vf_error *err);

/* Judges what no family knows by tables.
 * Errors:  NOMEM */
int vf_hyperv_judge_others (struct vf_hyperv_key *config,
                            struct vf_error *err);

/* What follows takes the node of a device. */

/* The controller INDEX (of IDE, the next one, too) in NODE, which may be NULL,
 * with its disks and drives; BUS is a number of enum vf_bus.
 * Errors:  LIMIT, NOMEM */
int vf_hyperv_read_drives (struct vf_hyperv_key *node, int bus, unsigned index,
                           struct vf_machine *machine, struct vf_error *err);

/* A NIC; MODEL is "synthetic" or "legacy".
 * Errors:  LIMIT, NOMEM */
int vf_hyperv_read_nic (struct vf_hyperv_key *node, const char *model,
                        struct vf_machine *machine, struct vf_error *err);

/* VLAN, bandwidth and security of a NIC's switch port, from its node
 * "Connection" (which may be NULL).
 * Errors:  NOMEM */
int vf_hyperv_read_port (struct vf_hyperv_key *connection,
                         struct vf_machine_nic *nic, struct vf_error *err);

/* Whether the device GUID is a part of Hyper-V's board or of its software, and
 * so nothing that a guest would miss. */
bool vf_hyperv_is_board (const char *guid);

/* What all sources of Hyper-V share. */

/* What the administrator allows a NUMA node to have. */
struct vf_hyperv_numa {
  enum vf_tristate is_enabled;
  unsigned vcpus_per_node;   /* at most; 0 unknown */
  unsigned nodes_per_socket; /* at most; 0 unknown */
  uint64_t bytes_per_node;   /* at most; 0 unknown */
};

/* Decides on nodes and sockets as Hyper-V does; after CPU and memory.
 * Errors:  NOMEM */
int vf_hyperv_decide_numa (struct vf_machine *machine,
                           const struct vf_hyperv_numa *numa,
                           struct vf_error *err);

/* What of MEMORY means something when it is not dynamic. */
void vf_hyperv_settle_memory (struct vf_machine *machine);

/* A generation 2 has EFI; the template's GUID becomes its name.
 * Errors:  NOMEM */
int vf_hyperv_settle_firmware (struct vf_machine *machine,
                               struct vf_error *err);

/* Sets the BIOS's UUID from TEXT, with or without braces.
 * Returns: 1; 0 when TEXT is no UUID; -1 with NOMEM */
int vf_hyperv_set_uuid (struct vf_machine *machine, const char *text,
                        struct vf_error *err);

/* Sets a NIC's MAC address from "00-15-5D-01-02-03" or "00155D010203"; one of
 * zeros only is none yet.
 * Returns: whether TEXT is such an address. */
bool vf_hyperv_set_mac (struct vf_machine_nic *nic, const char *text);

/* Reads a NIC's MacAddress, and who gave it, which the truth of KIND says.
 * What is no address is told as a loss.
 * Errors:  NOMEM */
int vf_hyperv_read_mac (struct vf_hyperv_key *node, const char *kind,
                        enum vf_mac_source if_true,
                        enum vf_mac_source if_false,
                        struct vf_machine_nic *nic, struct vf_error *err);

/* Sets the backing_path of DISK, or backing_fault, from its backing_name:
 * beside the definition at PATH, where vf_hyperv_locate may still find it
 * elsewhere.
 * Errors:  NOMEM */
int vf_hyperv_resolve_disk (struct vf_machine_disk *disk, const char *path,
                            struct vf_error *err);

#endif
