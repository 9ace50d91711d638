/* vmferry: the parts of an inspection, for inspect.c.  Each fills in its part
 * of the guest; the guest's filesystems are mounted for all but the first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_INSPECT_PRIV_H
#define VF_INSPECT_INSPECT_PRIV_H

#include <stddef.h>

struct vf_appliance;
struct vf_error;
struct vf_guest;
struct vf_job;

/* More than any configuration file of a guest has. */
#define VF_INSPECT_TEXT_MAX ((size_t)4 << 20)

struct vf_inspection {
  struct vf_appliance *appliance;
  struct vf_job *job;
  struct vf_guest *guest;
};

/* A text file of the guest.  One that is not there is no error.
 * Returns: 1 with RET_TEXT, malloc'd; 0 when there is none; -1 */
int vf_inspect_text (const struct vf_inspection *in, const char *path,
                     char **ret_text, struct vf_error *err);

/* Lists filesystems, finds and mounts the root and what fstab mounts, and
 * tells the firmware. */
int vf_inspect_storage (struct vf_inspection *in, struct vf_error *err);

/* Reads os-release, packages, tools. */
int vf_inspect_software (struct vf_inspection *in, struct vf_error *err);

/* Reads the network configuration. */
int vf_inspect_network (struct vf_inspection *in, struct vf_error *err);

/* Finds the kernels and looks into their initramfs. */
int vf_inspect_kernels (struct vf_inspection *in, struct vf_error *err);

/* Reads the boot loader's configuration; after vf_inspect_kernels. */
int vf_inspect_boot (struct vf_inspection *in, struct vf_error *err);

/* Finds the names of disks that change with the controllers; after
 * vf_inspect_boot. */
int vf_inspect_device_refs (struct vf_inspection *in, struct vf_error *err);

#endif
