/* vmferry: what may be chosen of a target's devices, beside what the source
 * had.  All zeros is what is done when nobody chooses.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_DEVICE_CHOICES_H
#define VF_CONVERT_VM_HARDWARE_DEVICE_CHOICES_H

#include <stddef.h>

#include "formats/machine-cpu.h"

/* How disks and NICs are driven. */
enum vf_profile {
  VF_PROFILE_SAFE, /* as libvirt does by itself, on any file system */
  VF_PROFILE_FAST, /* threads and queues of their own, kernel's own I/O */
};

/* What disks are attached to. */
enum vf_disk_choice {
  VF_DISKS_AUTO,        /* virtio-blk where the guest can drive it */
  VF_DISKS_VIRTIO,      /* virtio-blk */
  VF_DISKS_VIRTIO_SCSI, /* a controller for each of the source's */
  VF_DISKS_SOURCE,      /* the nearest that QEMU has to the source's */
};

/* What NICs are. */
enum vf_nic_choice {
  VF_NICS_AUTO, /* virtio where the guest can drive it */
  VF_NICS_VIRTIO,
  VF_NICS_SOURCE, /* the nearest that QEMU has to the source's */
};

/* How a Linux guest comes to name its interfaces. */
enum vf_nic_names {
  VF_NIC_NAMES_AUTO,  /* by slots, unless the guest's own files name them */
  VF_NIC_NAMES_BOARD, /* by the places of the board: "enp9s0" */
  VF_NIC_NAMES_SLOT,  /* by the slots of the source: "ens192" */
  VF_NIC_NAMES_INDEX, /* by a firmware's index: "eno192" */
};

enum vf_graphics {
  VF_GRAPHICS_VNC,
  VF_GRAPHICS_SPICE,
  VF_GRAPHICS_NONE,
};

/* A device of the source's host, and what it becomes. */
struct vf_device_map {
  char *source; /* key of the machine's device: "pciPassthru0" */
  unsigned domain, bus, slot, function; /* of PCI, on the target's host */
};

struct vf_device_choices {
  enum vf_profile profile;
  enum vf_disk_choice disks;
  enum vf_nic_choice nics;
  enum vf_nic_names nic_names;
  enum vf_graphics graphics;
  const struct vf_device_map *devices; /* owned by the caller */
  size_t n_devices;
};

/* What the guest has drivers for, and does, as far as someone looked. */
struct vf_guest_support {
  enum vf_tristate virtio_blk;
  enum vf_tristate virtio_scsi;
  enum vf_tristate virtio_net;
  enum vf_tristate keeps_nic_names; /* in files of its own, by MAC address */
};

#endif
