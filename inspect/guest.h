/* vmferry: what is inside a guest, as plain data: facts only, no judgement.
 * Everything above (plan, steps, proof, report) works on this; nothing above
 * looks into a disk to decide.  Texts are as the guest has them, NULL where
 * the guest has none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_GUEST_H
#define VF_INSPECT_GUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "inspect/textlist.h"

struct vf_json;

/* The disk of a filesystem that does not lie on one disk (LVM, RAID). */
#define VF_GUEST_NO_DISK ((size_t)-1)

enum vf_guest_firmware {
  VF_GUEST_FIRMWARE_UNKNOWN,
  VF_GUEST_FIRMWARE_BIOS,
  VF_GUEST_FIRMWARE_UEFI,
};

enum vf_guest_loader {
  VF_GUEST_LOADER_NONE, /* none that vmferry knows */
  VF_GUEST_LOADER_GRUB2,
};

enum vf_guest_initramfs_tool {
  VF_GUEST_INITRAMFS_NONE, /* none that vmferry knows */
  VF_GUEST_INITRAMFS_TOOLS,
  VF_GUEST_INITRAMFS_DRACUT,
};

/* The drivers that a guest needs on KVM. */
enum vf_guest_virtio {
  VF_VIRTIO_PCI,
  VF_VIRTIO_BLK,
  VF_VIRTIO_SCSI,
  VF_VIRTIO_NET,
  VF_VIRTIO_COUNT,
};

/* What a kernel has of a driver. */
enum vf_guest_driver_state {
  VF_DRIVER_ABSENT,
  VF_DRIVER_MODULE,
  VF_DRIVER_BUILT_IN,
};

/* The hypervisor that a piece of software belongs to. */
enum vf_guest_tool_kind {
  VF_TOOL_VMWARE,
  VF_TOOL_HYPERV,
  VF_TOOL_VIRTUALBOX,
};

/* A filesystem or swap area.  `device` is named by the order of the disks,
 * "/dev/sda1" being the first partition of the first one, however the guest
 * itself names it; on LVM it is "/dev/VG/LV". */
struct vf_guest_filesystem {
  char *device;
  char *type; /* "ext4", "swap", "crypto_LUKS", "LVM2_member", ... */
  char *uuid;
  char *label;
  char *partuuid;
  char *mount_point; /* where fstab mounts it; NULL: nowhere */
  size_t disk;       /* index, or VF_GUEST_NO_DISK */
  unsigned partition; /* from 1; 0: the whole disk, or not on a disk */
};

/* A line of /etc/fstab or /etc/crypttab. */
struct vf_guest_tab_entry {
  unsigned line; /* from 1 */
  char *spec;    /* the device as written: "UUID=...", "/dev/sda1" */
  char *target;  /* fstab: the mount point; crypttab: the mapping's name */
  char *type;    /* fstab: the type; crypttab: the key file */
  char *options;
  char *device; /* of which filesystem of the guest; NULL: of none */
};

/* A name in a file that the kernel gives by the order of controllers, and
 * that changes with them: /dev/sda1. */
struct vf_guest_device_ref {
  char *file;    /* "/etc/fstab" */
  unsigned line; /* from 1 */
  char *name;    /* as written: "/dev/sda1" */
  char *device;  /* of which filesystem or disk; NULL: of none we know */
};

/* One virtio driver of one kernel. */
struct vf_guest_driver {
  enum vf_guest_driver_state state;
  bool in_initramfs; /* with all it needs; true when built in */
  char *missing;     /* the first file that the initramfs lacks */
};

struct vf_guest_kernel {
  char *version;     /* "6.1.0-28-amd64" */
  char *vmlinuz;     /* "/boot/vmlinuz-..." */
  char *initramfs;   /* "/boot/initrd.img-...", NULL: there is none */
  char *modules_dir; /* "/lib/modules/...", NULL: there is none */
  char *initramfs_problem; /* why it could not be read; NULL: it could */
  bool initramfs_is_damaged;  /* that is the problem: nobody can read it */
  bool initramfs_is_of_tools; /* made by initramfs-tools */
  struct vf_text_list initramfs_links; /* .link files that it holds */
  struct vf_text_list initramfs_names; /* of disks, in its settings */
  struct vf_guest_driver virtio[VF_VIRTIO_COUNT];
};

struct vf_guest_boot_entry {
  char *title; /* with its submenus: "Advanced options>Debian, with ..." */
  char *id;    /* NULL: it has none */
  unsigned line;
  char *kernel;  /* as a path in the guest: "/boot/vmlinuz-..." */
  char *initrd;  /* NULL: it has none */
  char *cmdline; /* what follows the kernel */
  char *root;    /* value of root=; NULL: it has none */
  bool kernel_exists;
  bool initrd_exists;
  bool is_default;
};

/* /etc/default/grub, as far as it says how devices are named. */
struct vf_guest_grub_defaults {
  bool exists;
  bool disables_uuid; /* GRUB_DISABLE_LINUX_UUID=true */
};

struct vf_guest_boot {
  enum vf_guest_loader loader;
  char *config; /* "/boot/grub/grub.cfg" */
  struct vf_guest_boot_entry *entries;
  size_t entry_count;
  struct vf_guest_grub_defaults grub_defaults;
  bool has_fallback_loader; /* EFI/BOOT/BOOTX64.EFI on the ESP */
};

/* An address that the guest gives to an interface. */
struct vf_guest_interface {
  char *name;    /* "ens192" */
  char *family;  /* "inet", "inet6" */
  char *method;  /* "static", "dhcp", "manual", ... */
  char *address; /* with or without "/24" */
  char *netmask;
  char *gateway;
  char *file;
  unsigned line;
};

/* A name that is tied to a MAC address, by a .link file or a udev rule. */
struct vf_guest_link {
  char *file;
  char *mac; /* lower case, colons */
  char *name;
};

struct vf_guest_network {
  struct vf_guest_interface *interfaces;
  size_t interface_count;
  struct vf_guest_link *links;
  size_t link_count;
  bool has_ifupdown;
  bool has_networkd; /* .network files */
  bool has_netplan;
  bool has_network_manager;
};

struct vf_guest_tool {
  enum vf_guest_tool_kind kind;
  char *package;
  char *version;
  char *required_by; /* an installed package that is no tool; NULL: none */
};

struct vf_guest_os {
  char *id;      /* "debian" */
  char *id_like; /* "debian" for Ubuntu; NULL */
  char *version; /* "12" */
  char *name;    /* "Debian GNU/Linux 12 (bookworm)" */
  char *arch;    /* as uname has it: "x86_64" */
  char *hostname;
};

struct vf_guest {
  struct vf_guest_os os;
  enum vf_guest_firmware firmware;
  size_t boot_disk; /* index, or VF_GUEST_NO_DISK */
  bool has_grub_in_mbr; /* of the boot disk, and of none before it */
  size_t disk_count;
  char *root_device; /* of filesystems[].device */
  struct vf_guest_filesystem *filesystems;
  size_t filesystem_count;
  bool has_lvm;
  bool has_luks;
  bool has_raid;
  struct vf_guest_tab_entry *fstab;
  size_t fstab_count;
  struct vf_guest_tab_entry *crypttab;
  size_t crypttab_count;
  struct vf_guest_device_ref *device_refs;
  size_t device_ref_count;
  struct vf_guest_kernel *kernels; /* newest first */
  size_t kernel_count;
  struct vf_guest_boot boot;
  enum vf_guest_initramfs_tool initramfs_tool;
  struct vf_text_list initramfs_modules; /* always put in, by the guest */
  struct vf_guest_tool *tools;
  size_t tool_count;
  struct vf_text_list tool_services; /* units that are enabled */
  struct vf_text_list tool_leftovers; /* files that belong to no package */
  struct vf_guest_network network;
};

/* Frees GUEST and all in it; NULL is allowed. */
void vf_guest_free (struct vf_guest *guest);

/* The filesystem with this UUID=, LABEL= or PARTUUID= spec, under
 * /dev/disk/by-uuid and the like, or on this LVM volume.
 * Returns: a part of GUEST, or NULL. */
const struct vf_guest_filesystem *
vf_guest_find_filesystem (const struct vf_guest *guest, const char *spec);

/* The same, and the kernel's names ("/dev/sdb1", "/dev/vda2") are understood
 * by the order of the disks.
 * Returns: a part of GUEST, or NULL. */
const struct vf_guest_filesystem *
vf_guest_resolve (const struct vf_guest *guest, const char *spec);

/* The filesystem or swap area on this partition (0: the whole disk).
 * Returns: a part of GUEST, or NULL. */
const struct vf_guest_filesystem *
vf_guest_find_partition (const struct vf_guest *guest, size_t disk,
                         unsigned partition);

/* The kernel whose image has this path.
 * Returns: a part of GUEST, or NULL. */
const struct vf_guest_kernel *
vf_guest_find_kernel (const struct vf_guest *guest, const char *vmlinuz);

/* Whether the guest is of the family that OS is (its id, or in id_like). */
bool vf_guest_is_family (const struct vf_guest *guest, const char *os);

/* A module's name: "virtio_blk". */
const char *vf_guest_virtio_name (enum vf_guest_virtio driver);

/* All of GUEST as a JSON object.  Owner: the caller. */
struct vf_json *vf_guest_json (const struct vf_guest *guest);

VF_DEFINE_CLEANUP (guest, struct vf_guest, vf_guest_free)
#define CLEANUP_GUEST VF_CLEANUP (vf_cleanup_guest)

#endif
