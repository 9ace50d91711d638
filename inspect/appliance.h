/* vmferry: the appliance: a small machine that has the guest's disks and
 * gives access to the files on them.  One launch per VM; all that reads or
 * changes a guest goes through here, so that libguestfs is known to these
 * files only.  Paths are the guest's, absolute, once a root is mounted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_APPLIANCE_H
#define VF_INSPECT_APPLIANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "inspect/textlist.h"

struct vf_appliance;
struct vf_error;
struct vf_job;

/* A disk for the appliance; in the order of the guest's disks. */
struct vf_appliance_disk {
  const char *path;
  const char *format; /* "qcow2", "raw": never guessed */
};

/* A block device of the guest, as the appliance sees it. */
struct vf_appliance_device {
  char *name; /* "/dev/sda1", "/dev/vg/root" */
  char *type; /* "ext4", "swap", ..., "unknown" */
  char *uuid; /* NULL: it has none */
  char *label; /* NULL: it has none */
  char *partuuid; /* NULL: it is no partition */
  /* In the partition table: a GPT type in lower case, or "0x83" on MBR; NULL
   * when it is no partition. */
  char *partition_type;
};

struct vf_appliance_devices {
  struct vf_appliance_device *items;
  size_t count;
  size_t capacity;
};

/* Starts it.  With READ_ONLY, writes go nowhere.  Without a KVM that works it
 * uses TCG, and says so in JOB's log.
 * Owner:   the caller ends it with vf_appliance_finish or _abandon.
 * Errors:  EXTERNAL when it does not start, CANCELLED */
struct vf_appliance *
vf_appliance_launch (const struct vf_appliance_disk *disks, size_t count,
                     bool read_only, struct vf_job *job, struct vf_error *err);

/* Unmounts, flushes and ends it; frees APPLIANCE, whatever happens.
 * Errors:  IO when what was written may not be on the disks. */
int vf_appliance_finish (struct vf_appliance *appliance,
                         struct vf_error *err);

/* Ends it at once and frees it; NULL is allowed. */
void vf_appliance_abandon (struct vf_appliance *appliance);

/* How many disks it has. */
size_t vf_appliance_disk_count (const struct vf_appliance *appliance);

/* The guest's filesystems, swap areas and containers of such. */
int vf_appliance_list_devices (struct vf_appliance *appliance,
                               struct vf_appliance_devices *ret_devices,
                               struct vf_error *err);

/* Frees all of DEVICES; the list is empty again. */
void vf_appliance_devices_clear (struct vf_appliance_devices *devices);

/* The first N bytes of a disk.
 * Params:  disk - index
 * Errors:  IO */
int vf_appliance_read_disk (struct vf_appliance *appliance, size_t disk,
                            void *buf, size_t n, struct vf_error *err);

/* Mounts DEVICE on DIRECTORY ("/" first).
 * Errors:  EXTERNAL */
int vf_appliance_mount (struct vf_appliance *appliance, const char *device,
                        const char *directory, struct vf_error *err);

/* Unmounts everything.
 * Errors:  EXTERNAL */
int vf_appliance_unmount_all (struct vf_appliance *appliance,
                              struct vf_error *err);

/* Whether PATH is there, following symbolic links within the guest. */
bool vf_appliance_exists (struct vf_appliance *appliance, const char *path);

/* The names in a folder, sorted; none when there is no such folder. */
int vf_appliance_list_folder (struct vf_appliance *appliance, const char *path,
                              struct vf_text_list *ret_names,
                              struct vf_error *err);

/* A whole file as text.
 * Params:  max - bytes; more is LIMIT
 * Returns: a malloc'd string (a zero byte in the file ends it for C), or NULL
 *          with NOT_FOUND, LIMIT or IO */
char *vf_appliance_read_text (struct vf_appliance *appliance, const char *path,
                              size_t max, struct vf_error *err);

/* A whole file as bytes.
 * Params:  max - bytes; more is LIMIT
 * Returns: malloc'd bytes (never NULL for an empty file), or NULL with
 *          NOT_FOUND, LIMIT or IO */
void *vf_appliance_read_file (struct vf_appliance *appliance, const char *path,
                              size_t max, size_t *ret_size,
                              struct vf_error *err);

/* Gives PATH new contents: written beside it and renamed over it; on
 * the disk by vf_appliance_finish.  Mode, owner and extended attributes stay;
 * a new file is root's, 0644.
 * Errors:  IO; then PATH is as it was */
int vf_appliance_write_file (struct vf_appliance *appliance, const char *path,
                             const void *bytes, size_t n,
                             struct vf_error *err);

/* Makes a folder with its parents. */
int vf_appliance_make_folder (struct vf_appliance *appliance, const char *path,
                              struct vf_error *err);

/* Changes the mode of a file. */
int vf_appliance_chmod (struct vf_appliance *appliance, const char *path,
                        unsigned mode, struct vf_error *err);

/* Renames a file over what is there. */
int vf_appliance_rename (struct vf_appliance *appliance, const char *from,
                         const char *to, struct vf_error *err);

/* Removes a file; that there is none is fine. */
int vf_appliance_remove (struct vf_appliance *appliance, const char *path,
                         struct vf_error *err);

/* Runs a program of the guest, with the guest's root as its root.
 * Params:  argv - NULL-terminated
 * Returns: its standard output, malloc'd, or NULL with EXTERNAL and its last
 *          line of standard error, or LIMIT when it does not end; then there
 *          is no appliance any more. */
char *vf_appliance_run (struct vf_appliance *appliance,
                        const char *const argv[], struct vf_error *err);

VF_DEFINE_CLEANUP (appliance, struct vf_appliance, vf_appliance_abandon)
#define CLEANUP_APPLIANCE VF_CLEANUP (vf_cleanup_appliance)
#define CLEANUP_APPLIANCE_DEVICES VF_CLEANUP (vf_appliance_devices_clear)

#endif
