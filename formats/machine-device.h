/* vmferry: the devices of a machine.  Each carries its source key, by which
 * reports and tests call it, and the order of each list is that of the source
 * by number, never by name: scsi0:2 before scsi0:10.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_DEVICE_H
#define VF_FORMATS_MACHINE_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/machine-cpu.h"

enum vf_bus {
  VF_BUS_UNKNOWN,
  VF_BUS_SCSI,
  VF_BUS_NVME,
  VF_BUS_SATA,
  VF_BUS_IDE,
  VF_BUS_FLOPPY,
};

struct vf_machine_controller {
  char *key; /* "scsi0" */
  enum vf_bus bus;
  unsigned index;
  char *model;   /* the source's word: "pvscsi", "lsisas1068"; NULL unknown */
  int pci_slot;  /* the source's number, as VMware encodes it; -1 unknown */
  char *sharing; /* "virtual", "physical": shared between VMs; NULL not */
};

enum vf_disk_device {
  VF_DISK_DISK,
  VF_DISK_CDROM,
  VF_DISK_FLOPPY,
  VF_DISK_PASSTHROUGH, /* a device of the source's host */
};

enum vf_disk_mode {
  VF_DISK_MODE_PERSISTENT, /* also when the source is mute */
  VF_DISK_MODE_INDEPENDENT_PERSISTENT,
  VF_DISK_MODE_INDEPENDENT_NONPERSISTENT,
  VF_DISK_MODE_UNDOABLE,
  VF_DISK_MODE_APPEND,
};

struct vf_machine_disk {
  char *key; /* "scsi0:0" */
  enum vf_disk_device device;
  enum vf_bus bus;
  unsigned controller; /* 0 for scsi0 */
  unsigned unit;       /* 10 for scsi0:10 */
  char *backing_name;  /* as the source has it, in UTF-8; NULL: empty drive */
  char *backing_path;  /* the same as a path; NULL: empty, or backing_fault */
  char *backing_fault; /* why there is a name and no path; else NULL */
  uint64_t capacity_bytes; /* 0 unknown */
  enum vf_disk_mode mode;
  enum vf_tristate multi_writer; /* shared with other VMs */
  enum vf_tristate write_through;
  enum vf_tristate ssd;       /* shown to the guest as one */
  enum vf_tristate connected; /* at power-on; removable drives */
  unsigned boot_order;        /* 1 first; 0 none */
};

enum vf_mac_source {
  VF_MAC_UNKNOWN,
  VF_MAC_GENERATED, /* by the host */
  VF_MAC_MANAGER,   /* by vCenter ("vpx") */
  VF_MAC_STATIC,    /* by the administrator */
};

enum vf_network_kind {
  VF_NETWORK_UNKNOWN,
  VF_NETWORK_BRIDGED,
  VF_NETWORK_NAT,
  VF_NETWORK_HOSTONLY,
  VF_NETWORK_CUSTOM,      /* a virtual switch by its name */
  VF_NETWORK_DISTRIBUTED, /* a port of a distributed switch */
  VF_NETWORK_OPAQUE,      /* NSX and the like */
  VF_NETWORK_NONE,
};

struct vf_machine_nic {
  char *key; /* "ethernet0" */
  unsigned index;
  char mac[18]; /* "00:50:56:a0:11:22"; "" unknown */
  enum vf_mac_source mac_source;
  char *model; /* the source's word: "vmxnet3"; NULL unknown */
  enum vf_network_kind network_kind;
  char *network;     /* port group, switch or vmnet; NULL unknown */
  char *network_id;  /* of a distributed or opaque network; NULL none */
  int pci_slot;      /* the source's number, as VMware encodes it; -1 unknown */
  unsigned pci_rank; /* place among the NICs as the guest enumerates them */
  enum vf_tristate connected; /* at power-on */
  unsigned boot_order;        /* 1 first; 0 none */
};

enum vf_device_kind {
  VF_DEVICE_USB,
  VF_DEVICE_SOUND,
  VF_DEVICE_SERIAL,
  VF_DEVICE_PARALLEL,
  VF_DEVICE_TPM,
  VF_DEVICE_PCI_PASSTHROUGH,
};

/* What has no struct of its own. */
struct vf_machine_device {
  char *key; /* "serial0" */
  enum vf_device_kind kind;
  char *model;   /* the source's word; NULL unknown */
  char *backing; /* file, pipe, host device; NULL none */
};

struct vf_machine_display {
  uint64_t vram_bytes;  /* 0 unknown */
  enum vf_tristate vnc; /* the source offered the screen over VNC */
  unsigned vnc_port;    /* 0 unknown */
  char *keymap;         /* NULL unknown */
};

/* "scsi", "nvme", ...; as they stand in JSON. */
const char *vf_bus_name (enum vf_bus bus);

/* "disk", "cdrom", ... */
const char *vf_disk_device_name (enum vf_disk_device device);

/* "persistent", "independent-persistent", ... */
const char *vf_disk_mode_name (enum vf_disk_mode mode);

/* "generated", "manager", "static", "unknown". */
const char *vf_mac_source_name (enum vf_mac_source source);

/* "bridged", "nat", ... */
const char *vf_network_kind_name (enum vf_network_kind kind);

/* "usb", "sound", ... */
const char *vf_device_kind_name (enum vf_device_kind kind);

#endif
