/* vmferry: a conversion as plain data: what was found, planned, done, proven
 * and lost, and how long each stage took.  The stages fill it in from top to
 * bottom; reports print it, whole or as far as it came.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_CONVERSION_H
#define VF_CONVERT_VM_CONVERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/vector.h"
#include "convert/vm/hardware/device-choices.h"
#include "convert/vm/hardware/difference.h"
#include "convert/vm/hardware/disk-name.h"
#include "formats/account.h"

struct vf_boot_result;
struct vf_error;
struct vf_guest;
struct vf_json;
struct vf_machine;
struct vf_plan;
struct vf_proof;
struct vf_step_results;

/* One disk on its way. */
struct vf_conversion_disk {
  char *key;         /* of the machine's disk: "scsi0:0" */
  char *source_path; /* as it was opened; NULL: a new disk */
  char *member;      /* the disk's name in a package there; NULL none */
  uint64_t blank_bytes; /* of a new disk; 0: it is none */
  const char *source_format; /* static; NULL before it was opened */
  uint64_t virtual_size;     /* bytes */
  char *target_path;         /* absolute */
  char target_name[VF_DISK_NAME_SIZE]; /* as the guest will call it: "vda" */
  bool is_plain; /* on SATA or the like, for a guest without virtio */
  uint64_t target_bytes;     /* that the target's file takes; 0 before */
};

struct vf_stage_time {
  const char *name; /* static */
  double seconds;
};

/* Owns all it points to.  What a stage makes is NULL before it. */
struct vf_conversion {
  char *source_path; /* of the definition */
  char *vm;          /* its id there, where that was chosen by; NULL */
  char *name;        /* safe for files and libvirt */
  char *folder;      /* of the target, absolute */
  const char *disk_format; /* static: "qcow2", "raw" */
  struct vf_machine *machine;
  VF_VECTOR (struct vf_conversion_disk) disks;
  struct vf_guest *guest;
  struct vf_guest_support support; /* of GUEST, as it was found */
  struct vf_plan *plan;
  struct vf_step_results *steps;
  struct vf_proof *proof;
  struct vf_account changes; /* what the emitter changed or left out */
  struct vf_differences hardware; /* the source's beside the target's */
  bool is_complete; /* all files of the target are there */
  char *xml;
  char *xml_path;
  char *nvram_path; /* of the target's copy of the firmware's variables; NULL:
                       they start anew */
  struct vf_boot_result *boot;
  char *defined_at; /* the URI of the libvirt that it was defined in */
  VF_VECTOR (struct vf_stage_time) times;
  double seconds;       /* of all stages */
  char *failure;        /* the sentence that ended it; NULL: it succeeded */
};

/* Frees a conversion and all in it; NULL is allowed. */
void vf_conversion_free (struct vf_conversion *conversion);

/* How many things were lost: keys of the source that are not carried over as
 * they were, and what the plan could not keep. */
size_t vf_conversion_loss_count (const struct vf_conversion *conversion);

/* All of it as a JSON object.  Owner: the caller. */
struct vf_json *vf_conversion_json (const struct vf_conversion *conversion);

/* All of it as one self-contained page for a person.
 * Returns: a malloc'd string, or NULL with NOMEM. */
char *vf_conversion_html (const struct vf_conversion *conversion,
                          struct vf_error *err);

VF_DEFINE_CLEANUP (conversion, struct vf_conversion, vf_conversion_free)
#define CLEANUP_CONVERSION VF_CLEANUP (vf_cleanup_conversion)

#endif
