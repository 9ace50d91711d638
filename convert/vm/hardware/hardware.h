/* vmferry: the hardware that a machine becomes on KVM, whatever language it is
 * written in: the decisions that all emitters share, and the report of what
 * changed.  Emitters turn it into text and decide nothing of it anew.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_HARDWARE_H
#define VF_CONVERT_VM_HARDWARE_HARDWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/vector.h"
#include "convert/vm/hardware/cpu-choice.h"
#include "convert/vm/hardware/disk-name.h"
#include "convert/vm/hardware/resources.h"
#include "formats/machine-device.h"

struct vf_account;
struct vf_emit_options;
struct vf_error;
struct vf_machine;
struct vf_network_map;

enum {
  VF_UUID_TEXT_SIZE = 37,
  VF_SERIAL_TEXT_SIZE = 64,
  VF_DISK_SERIAL_SIZE = 37, /* QEMU shows 36 characters, and virtio-blk 20 */
};

/* A controller of disks that the target has. */
struct vf_hardware_controller {
  enum vf_bus bus; /* SCSI, SATA or IDE */
  unsigned index;  /* among those of its bus */
  const char *model; /* libvirt's word: "virtio-scsi"; NULL: the board's */
  /* Whose place it takes: of SCSI. */
  enum vf_bus source_bus;
  unsigned source_index;
};

/* A disk or a drive of the target. */
struct vf_hardware_disk {
  const struct vf_machine_disk *source; /* the machine's */
  enum vf_bus bus;
  unsigned controller; /* index among those of its bus */
  unsigned unit; /* place on it, from 0: virtio the rank, SCSI the id, SATA the
                    port, IDE the channel by two and the drive */
  unsigned lun;  /* of SCSI */
  unsigned boot_order;          /* 1 first, each but once; 0 none */
  bool is_read_only;            /* the guest cannot write to it */
  uint64_t limit_iops;          /* requests a second; 0: no limit */
  char serial[VF_DISK_SERIAL_SIZE]; /* as the guest reads it; "" none */
  char name[VF_DISK_NAME_SIZE]; /* as the guest calls it: "vda" */
  char *path;                   /* owned; NULL: an empty drive */
  const char *format;           /* "qcow2", "raw" */
};

/* A NIC of the target. */
struct vf_hardware_nic {
  const struct vf_machine_nic *source; /* the machine's */
  const char *model;                   /* QEMU's word: "virtio" */
  unsigned boot_order; /* 1 first, each but once; 0 none */
  unsigned old_slot;   /* that the guest saw it in, as in ens192; 0 unknown */
  unsigned slot;       /* that it is to see it in; 0: the board's */
  unsigned index;      /* that it is to know it by, as in eno192; 0 none */
  unsigned mtu;        /* that the guest is told; 0: nothing */
  const struct vf_network_map *map; /* the options'; NULL: no map names it */
  bool is_up;                       /* the cable is plugged in */
};

struct vf_hardware {
  const struct vf_machine *machine;
  char *name;                       /* safe; names files too */
  char uuid[VF_UUID_TEXT_SIZE];     /* as QEMU takes it; "" none */
  char genid[VF_UUID_TEXT_SIZE];    /* likewise; "" none */
  char serial[VF_SERIAL_TEXT_SIZE]; /* of the SMBIOS system; "" none */
  char machine_type[32];            /* pinned: "pc-q35-7.2" */
  bool is_q35;                      /* else i440fx */
  bool is_windows;
  bool is_efi;
  bool has_secure_boot;
  bool has_iommu;
  unsigned boot_delay_ms; /* the wait before the guest boots */
  bool has_eim; /* the IOMMU takes interrupts for more than 255 vCPUs */
  struct vf_resources resources;
  VF_VECTOR (struct vf_hardware_controller) controllers;
  struct vf_cpu_choice cpu; /* model and features */
  VF_VECTOR (struct vf_hardware_disk) disks; /* in the source's order */
  VF_VECTOR (struct vf_hardware_nic) nics;   /* as the guest counts them */
};

/* Decides what MACHINE becomes.
 * Params:  report - what KVM has not, or has in another way, is added
 * Owner:   the caller frees it with vf_hardware_free, before what it points
 *          to: MACHINE and OPTIONS.
 * Errors:  USAGE for a choice that does not fit the machine, UNSUPPORTED for
 *          what the target cannot have, NOMEM */
struct vf_hardware *vf_hardware_new (const struct vf_machine *machine,
                                     const struct vf_emit_options *options,
                                     struct vf_account *report,
                                     struct vf_error *err);

/* Whether the guest needs a driver of virtio for DISK. */
bool vf_hardware_disk_is_virtio (const struct vf_hardware *hardware,
                                 const struct vf_hardware_disk *disk);

/* Whether the guest reads the maker's strings of its SMBIOS tables: cloud-init
 * and vendors' tools would take it for one on another hypervisor by them, so
 * that only those of a VM that was on KVM are kept. */
bool vf_hardware_shows_maker (const struct vf_hardware *hardware);

/* The chassis' asset tag that the guest reads, or NULL: not the one that
 * Hyper-V gives each VM, by which cloud-init takes it for one in Azure. */
const char *vf_hardware_asset_tag (const struct vf_hardware *hardware);

/* The slot that a VMware guest saw NIC in, as in ens192; 0 unknown.  The
 * source's number is a place: a device behind a function of a bridge, which
 * the bits above 10 count, and which shifts the guest's number by one. */
unsigned vf_hardware_old_slot (const struct vf_machine_nic *nic);

/* Adds to REPORT what NIC is called by a Linux guest that knew it by its slot,
 * where that is another name.
 * Params:  place - its place, which names may be made of: on q35 the bus, on
 *                  i440fx the slot; 0 unknown
 * Errors:  NOMEM */
int vf_hardware_report_nic_name (const struct vf_hardware *hardware,
                                 const struct vf_hardware_nic *nic,
                                 unsigned place,
                                 const struct vf_emit_options *options,
                                 struct vf_account *report,
                                 struct vf_error *err);

/* Frees it; NULL is allowed. */
void vf_hardware_free (struct vf_hardware *hardware);

VF_DEFINE_CLEANUP (hardware, struct vf_hardware, vf_hardware_free)
#define CLEANUP_HARDWARE VF_CLEANUP (vf_cleanup_hardware)

#endif
