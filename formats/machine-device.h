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
  VF_BUS_VIRTIO, /* virtio-blk */
  VF_BUS_XEN,
  VF_BUS_USB,
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
  char *member;        /* the disk's name in a package at backing_path; NULL */
  char *format;        /* as --format takes it; NULL: probe */
  uint64_t capacity_bytes; /* 0 unknown */
  enum vf_tristate blank;  /* there is no backing: a new disk is to be made */
  enum vf_disk_mode mode;
  enum vf_tristate multi_writer; /* shared with other VMs */
  enum vf_tristate write_through;
  enum vf_tristate ssd;       /* shown to the guest as one */
  enum vf_tristate connected; /* at power-on; removable drives */
  unsigned boot_order;        /* 1 first; 0 none */
  char *serial;               /* as the guest reads it; NULL unknown */
  char *wwn;                  /* 16 hexadecimal digits; NULL unknown */
  char *product;              /* what INQUIRY says; NULL unknown */
  char *uuid;                 /* the source's for the disk; NULL unknown */
  unsigned logical_block, physical_block; /* bytes; 0 unknown */
  int64_t shares;                         /* -1 unknown or the default */
  int64_t limit_iops;                     /* -1 none */
  int64_t reservation_iops;               /* -1 none */
  enum vf_tristate reservations;          /* SCSI persistent reservations */
  enum vf_tristate read_only;
  enum vf_tristate encrypted; /* by the source's hypervisor */
  char *cache;                /* libvirt's word; NULL unknown */
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
  char *network;    /* port group, switch or vmnet; NULL unknown */
  char *network_id; /* of a distributed or opaque network; NULL none */
  int pci_slot;     /* the source's number, as VMware encodes it; -1 unknown */
  unsigned pci_rank; /* place among the NICs as the guest enumerates them */
  enum vf_tristate connected; /* at power-on */
  unsigned boot_order;        /* 1 first; 0 none */
  int vlan;                   /* 0 untagged; -1 unknown */
  char *vlan_trunk;           /* "10,20-29"; NULL no trunk */
  unsigned mtu;               /* bytes; 0 unknown */
  int64_t limit_bps;          /* bits in a second; -1 none */
  int64_t reservation_bps;    /* bits in a second; -1 none */
  enum vf_tristate wake_on_lan;
  enum vf_tristate mac_spoofing; /* the guest may send with other MACs */
};

enum vf_device_kind {
  VF_DEVICE_USB, /* a controller */
  VF_DEVICE_USB_DEVICE,
  VF_DEVICE_SOUND,
  VF_DEVICE_SERIAL,
  VF_DEVICE_PARALLEL,
  VF_DEVICE_TPM,
  VF_DEVICE_PCI_PASSTHROUGH,
  VF_DEVICE_VGPU,
  VF_DEVICE_WATCHDOG,
  VF_DEVICE_RNG,
  VF_DEVICE_PANIC,
  VF_DEVICE_VSOCK, /* VMCI, too */
  VF_DEVICE_NVDIMM,
  VF_DEVICE_FILESYSTEM, /* a folder of the host */
  VF_DEVICE_INPUT,
  VF_DEVICE_SMARTCARD,
  VF_DEVICE_PRECISION_CLOCK,
  VF_DEVICE_AGENT, /* a channel for a guest agent */
};

/* What stands behind a port. */
enum vf_backing_kind {
  VF_BACKING_UNKNOWN,
  VF_BACKING_NONE,
  VF_BACKING_FILE,
  VF_BACKING_PIPE, /* a named pipe or a socket in the file system */
  VF_BACKING_NETWORK,
  VF_BACKING_HOST_DEVICE,
  VF_BACKING_CONSOLE,
};

/* What has no struct of its own. */
struct vf_machine_device {
  char *key; /* "serial0" */
  enum vf_device_kind kind;
  char *model;   /* the source's word; NULL unknown */
  char *backing; /* file, pipe, host device; NULL none */
  enum vf_backing_kind backing_kind;
  enum vf_tristate connected; /* at power-on */
  enum vf_tristate is_server; /* it listens, of a pipe or a network */
  int pci_slot;               /* the source's number; -1 unknown */
  uint64_t size_bytes;        /* of an NVDIMM; 0 unknown */
};

struct vf_machine_display {
  uint64_t vram_bytes;          /* 0 unknown */
  enum vf_tristate vnc;         /* the source offered the screen over VNC */
  unsigned vnc_port;            /* 0 unknown */
  char *keymap;                 /* NULL unknown */
  char *model;                  /* the source's word; NULL unknown */
  unsigned heads;               /* screens; 0 unknown */
  unsigned width, height;       /* pixels at most; 0 unknown */
  enum vf_tristate accelerated; /* 3D */
  char *protocol;               /* "vnc", "spice", "rdp"; NULL unknown */
};

/* What protects the guest from its host. */
enum vf_launch_security {
  VF_LAUNCH_NONE,
  VF_LAUNCH_SEV,
  VF_LAUNCH_SEV_ES,
  VF_LAUNCH_SEV_SNP,
  VF_LAUNCH_TDX,
};

struct vf_machine_security {
  enum vf_tristate encrypted; /* the VM's files, by its hypervisor */
  enum vf_tristate vbs;       /* Windows' virtualisation-based security */
  enum vf_launch_security launch;
  uint64_t sgx_bytes; /* 0 none */
};

/* "none", "sev", "sev-snp", ... */
const char *vf_launch_security_name (enum vf_launch_security launch);

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
