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
};

struct vf_machine_identity {
  char *name; /* raw: may hold what a target does not allow; NULL unknown */
  char *description; /* may have several lines; NULL none */
  bool has_bios_uuid;
  uint8_t bios_uuid[16];      /* in the order of the SMBIOS table */
  char *bios_uuid_text;       /* as the source prints it; NULL unknown */
  char *instance_uuid;        /* the manager's; NULL unknown */
  enum vf_tristate smbios_27; /* whether the table claims SMBIOS 2.7 */
  bool has_genid;
  uint64_t genid_low, genid_high; /* the generation id as the guest reads it */
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

enum vf_firmware_kind {
  VF_FIRMWARE_BIOS, /* also when the source is mute */
  VF_FIRMWARE_EFI,
};

struct vf_machine_firmware {
  enum vf_firmware_kind kind;
  enum vf_tristate secure_boot;
  char *nvram_name;       /* the source's variables file; NULL unknown */
  unsigned boot_delay_ms; /* 0 none */
};

struct vf_machine_clock {
  bool has_offset;
  int64_t offset_seconds; /* of the RTC from UTC */
};

struct vf_machine {
  char *source_path;         /* the definition file */
  const char *source_format; /* static: "vmx" */
  enum vf_platform platform;
  unsigned hardware_version; /* VMware's; 0 unknown */
  struct vf_machine_identity identity;
  struct vf_machine_os os;
  enum vf_power_state power;
  struct vf_machine_cpu cpu;
  struct vf_machine_memory memory;
  struct vf_machine_firmware firmware;
  struct vf_machine_clock clock;
  VF_VECTOR (struct vf_machine_controller) controllers;
  VF_VECTOR (struct vf_machine_disk) disks;
  VF_VECTOR (struct vf_machine_nic) nics;
  VF_VECTOR (struct vf_machine_device) devices;
  struct vf_machine_display display;
  struct vf_account account; /* every key of the source */
};

/* An empty machine with one vCPU: what a source without a word is.
 * Owner:   the caller frees it with vf_machine_free.
 * Errors:  NOMEM */
struct vf_machine *vf_machine_new (struct vf_error *err);

/* Frees a machine and all it owns; NULL is allowed. */
void vf_machine_free (struct vf_machine *machine);

/* The file of DISK, for those who are about to open it.
 * Returns: its path, owned by DISK, or NULL
 * Errors:  NOT_FOUND for an empty drive, PERMISSION or UNSUPPORTED when the
 *          source names something that cannot be reached from here */
const char *vf_machine_disk_path (const struct vf_machine_disk *disk,
                                  struct vf_error *err);

/* The disk with KEY ("scsi0:0"), or NULL. */
const struct vf_machine_disk *
vf_machine_find_disk (const struct vf_machine *machine, const char *key);

/* MACHINE as JSON, sizes in bytes; with the account when WITH_ACCOUNT.
 * Returns: a value that the caller puts into a container or frees. */
struct vf_json *vf_machine_to_json (const struct vf_machine *machine,
                                    bool with_account);

/* "linux", "windows", ...; "unknown". */
const char *vf_os_family_name (enum vf_os_family family);

VF_DEFINE_CLEANUP (machine, struct vf_machine, vf_machine_free)
#define CLEANUP_MACHINE VF_CLEANUP (vf_cleanup_machine)

#endif
