/* vmferry: what takes the place of a disk's name that changes with the
 * controllers: a UUID where there is one, else the name on the target.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_RENAME_H
#define VF_DRIVERS_RENAME_H

#include <stdbool.h>
#include <stddef.h>

#include "inspect/lines.h"

struct vf_error;
struct vf_guest;
struct vf_target;

/* The guest and where it goes; borrowed. */
struct vf_rename {
  const struct vf_guest *guest;
  const struct vf_target *target;
};

/* A line of a file of the guest. */
struct vf_rename_place {
  const char *file;
  unsigned number; /* of the line, from 1 */
  struct vf_slice line;
};

/* What takes the place of NAME, a part of PLACE's line; the place says how a
 * UUID is written there: "UUID=..." where mount(8) or the initramfs reads it,
 * "/dev/disk/by-uuid/..." elsewhere, PARTUUID= for a kernel without an
 * initramfs.
 * Returns: a malloc'd string, the same as NAME when that may stay; NULL with
 *          NOT_FOUND when it is not known which disk is meant, or NOMEM */
char *vf_rename_device (const struct vf_rename *rename,
                        const struct vf_rename_place *place,
                        struct vf_slice name, struct vf_error *err);

/* TEXT, which is the contents of FILE, with every such name replaced.  Lines
 * that are comments stay as they are.
 * Params:  only_known - only on the lines that guest->device_refs has
 * Returns: a malloc'd string, or NULL with NOMEM */
char *vf_rename_text (const struct vf_rename *rename, const char *file,
                      const char *text, bool only_known, struct vf_error *err);

/* The disk of the guest that has NAME ("/dev/vda1") on the target.
 * Returns: false when the target has no disk of that name. */
bool vf_target_parse_name (const struct vf_target *target, const char *name,
                           size_t *ret_disk, unsigned *ret_partition);

#endif
