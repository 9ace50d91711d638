/* vmferry: a virtual machine, told neutrally: what its guest could observe
 * and what its administrator promised it.  Readers of definitions fill it,
 * emitters write it out.
 *
 * Plain data that owns all it points to.  Units are in the names.  What the
 * source does not say stays unknown: NULL, VF_UNSET, or the value that the
 * comment names; absent is neither zero nor false.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_H
#define VF_FORMATS_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/vector.h"
#include "formats/account.h"
#include "formats/machine-cpu.h"
#include "formats/machine-device.h"

struct vf_error;
struct vf_json;

enum vf_platform {
  VF_PLATFORM_UNKNOWN,
  VF_PLATFORM_VMWARE,
  VF_PLATFORM_HYPERV,
  VF_PLATFORM_VIRTUALBOX,
  VF_PLATFORM_XEN,
  VF_PLATFORM_QEMU, /* oVirt and RHV, too */
};

/* What the SMBIOS tables say beside the UUID; each NULL unknown. */
struct vf_machine_smbios {
  char *manufacturer, *product, *version, *serial, *sku, *family;
  char *board_manufacturer, *board_product, *board_serial;
  char *chassis_manufacturer, *chassis_serial, *chassis_asset;
  enum vf_tristate reflects_host; /* the host's own strings were shown */
};

struct vf_machine_identity {
  char *name; /* raw: may hold what a target does not allow; NULL unknown */
  char *title;       /* for a person, beside the name; NULL none */
  char *description; /* may have several lines; NULL none */
  bool has_bios_uuid;
  uint8_t bios_uuid[16];      /* in the order of the SMBIOS table */
  char *bios_uuid_text;       /* as the source prints it; NULL unknown */
  char *instance_uuid;        /* the manager's; NULL unknown */
  char *source_id;            /* in an inventory: "vm-42"; NULL unknown */
  enum vf_tristate smbios_27; /* whether the table claims SMBIOS 2.7 */
  bool has_genid;
  uint64_t genid_low, genid_high; /* the generation id as the guest reads it */
  struct vf_machine_smbios smbios;
};

enum vf_os_family {
  VF_OS_UNKNOWN,
  VF_OS_LINUX,
  VF_OS_WINDOWS,
  VF_OS_BSD,
  VF_OS_SOLARIS,
  VF_OS_DARWIN,
  VF_OS_OTHER,
};

/* What the source says is inside: a hint, weaker than inspection. */
struct vf_machine_os {
  enum vf_os_family family;
  char *source_id;  /* "debian12-64" */
  char *name;       /* in words; NULL unknown */
  char *osinfo_uri; /* "http://debian.org/debian/12"; NULL unknown */
  unsigned bits;    /* 32, 64; 0 unknown */
  bool is_old;      /* from before about 2010: wants an i440fx board */
};

enum vf_power_state {
  VF_POWER_UNKNOWN,
  VF_POWER_OFF,
  VF_POWER_SUSPENDED,
};

/* What the administrator promised about the VM's life. */
struct vf_machine_lifecycle {
  enum vf_tristate autostart;
  int start_order;        /* 0 first; -1 unknown */
  unsigned start_delay_s; /* 0 none */
  unsigned stop_delay_s;  /* 0 none */
  char *stop_action;      /* the source's word; NULL unknown */
  char *on_poweroff, *on_reboot, *on_crash; /* the source's words; NULL */
  unsigned snapshots; /* how many the source has; disks are the newest */
};

enum vf_firmware_kind {
  VF_FIRMWARE_BIOS, /* also when the source is mute */
  VF_FIRMWARE_EFI,
};

struct vf_machine_firmware {
  enum vf_firmware_kind kind;
  unsigned bits; /* of EFI: 32, 64; 0 unknown */
  enum vf_tristate secure_boot;
  enum vf_tristate enrolled_keys; /* the vendor's keys were in the variables */
  char *secure_boot_template;     /* Hyper-V's name or GUID; NULL unknown */
  char *nvram_name;             /* the source's variables file; NULL unknown */
  char *nvram_path;             /* the same as a path; NULL unknown */
  unsigned boot_delay_ms;       /* 0 none */
  enum vf_tristate enter_setup; /* at the next start */
  unsigned boot_retry_ms;       /* after a boot that failed; 0 none */
};

struct vf_machine_clock {
  bool has_offset;
  int64_t offset_seconds;        /* of the RTC from UTC */
  enum vf_tristate is_localtime; /* the RTC has the zone's time */
};

/* Something that an appliance asks of who deploys it (OVF ProductSection). */
struct vf_machine_property {
  char *key;   /* "class.name.instance" */
  char *type;  /* "string", "boolean", "ip", ...; NULL unknown */
  char *value; /* the default; NULL none, or a secret */
  char *label; /* for a person; NULL none */
  enum vf_tristate user_configurable;
};

struct vf_machine {
  char *source_path;         /* the definition file */
  const char *source_format; /* static: "vmx" */
  enum vf_platform platform;
  unsigned hardware_version; /* VMware's; 0 unknown */
  unsigned generation;       /* Hyper-V's, 1 or 2; 0 unknown */
  struct vf_machine_identity identity;
  struct vf_machine_os os;
  enum vf_power_state power;
  struct vf_machine_lifecycle lifecycle;
  struct vf_machine_cpu cpu;
  struct vf_machine_memory memory;
  struct vf_machine_firmware firmware;
  struct vf_machine_clock clock;
  VF_VECTOR (struct vf_machine_controller) controllers;
  VF_VECTOR (struct vf_machine_disk) disks;
  VF_VECTOR (struct vf_machine_nic) nics;
  VF_VECTOR (struct vf_machine_device) devices;
  struct vf_machine_display display;
  struct vf_machine_security security;
  VF_VECTOR (struct vf_machine_property) properties;
  char *property_transport;  /* how the guest gets them: "iso"; NULL none */
  struct vf_account account; /* every key of the source */
};

/* An empty machine with one vCPU: what a source without a word is.
 * Owner:   the caller frees it with vf_machine_free.
 * Errors:  NOMEM */
struct vf_machine *vf_machine_new (struct vf_error *err);

/* Frees a machine and all it owns; NULL is allowed. */
void vf_machine_free (struct vf_machine *machine);

/* Sets the offset of CLOCK from TEXT, a number of PER_SECOND-ths of seconds.
 * Returns: false, and CLOCK untouched, when it is none, or more than a
 *          century. */
bool vf_machine_set_clock_offset (struct vf_machine_clock *clock,
                                  const char *text, int per_second);

/* Appends a controller of which nothing but its KEY is known; the reader fills
 * in the rest.
 * Returns: the item in its list, to which it belongs; valid until the next one
 *          is added.  NULL after an error.
 * Errors:  LIMIT when there are more than any hypervisor has, NOMEM */
struct vf_machine_controller *
vf_machine_add_controller (struct vf_machine *machine, const char *key,
                           struct vf_error *err);

/* The same for a disk or a drive. */
struct vf_machine_disk *vf_machine_add_disk (struct vf_machine *machine,
                                             const char *key,
                                             struct vf_error *err);

/* The same for a NIC. */
struct vf_machine_nic *vf_machine_add_nic (struct vf_machine *machine,
                                           const char *key,
                                           struct vf_error *err);

/* The same for any other device. */
struct vf_machine_device *vf_machine_add_device (struct vf_machine *machine,
                                                 enum vf_device_kind kind,
                                                 const char *key,
                                                 struct vf_error *err);

/* Puts the controllers of MACHINE in order by bus and index. */
void vf_machine_sort_controllers (struct vf_machine *machine);

/* Puts the disks of MACHINE in order by bus, controller and unit. */
void vf_machine_sort_disks (struct vf_machine *machine);

/* The file of DISK, for those who are about to open it.
 * Returns: its path, owned by DISK, or NULL
 * Errors:  NOT_FOUND for an empty drive, PERMISSION or UNSUPPORTED when the
 *          source names something that cannot be reached from here */
const char *vf_machine_disk_path (const struct vf_machine_disk *disk,
                                  struct vf_error *err);

/* The disk with KEY ("scsi0:0"), or NULL. */
const struct vf_machine_disk *
vf_machine_find_disk (const struct vf_machine *machine, const char *key);

/* The first device of KIND, or NULL. */
const struct vf_machine_device *
vf_machine_find_device (const struct vf_machine *machine,
                        enum vf_device_kind kind);

/* MACHINE as JSON, sizes in bytes; with the account when WITH_ACCOUNT.
 * Returns: a value that the caller puts into a container or frees. */
struct vf_json *vf_machine_to_json (const struct vf_machine *machine,
                                    bool with_account);

/* "vmware", "hyperv", ...; NULL unknown. */
const char *vf_platform_name (enum vf_platform platform);

/* "linux", "windows", ...; "unknown". */
const char *vf_os_family_name (enum vf_os_family family);

VF_DEFINE_CLEANUP (machine, struct vf_machine, vf_machine_free)
#define CLEANUP_MACHINE VF_CLEANUP (vf_cleanup_machine)

#endif
