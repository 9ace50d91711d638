/* vmferry: virtio in the list from which later initramfs are made.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_INITRAMFS_LISTS_H
#define VF_DRIVERS_INITRAMFS_LISTS_H

#include <stdbool.h>

#include "inspect/guest.h"

struct vf_error;
struct vf_plan_item;
struct vf_step_context;
struct vf_text_list;

/* "virtio_pci, virtio_blk" of those that LACKS, or an empty text.
 * Returns: malloc'd, or NULL when memory is out. */
char *vf_initramfs_join_names (const bool lacks[VF_VIRTIO_COUNT]);

/* Adds to ITEM what the guest's list of modules gets.
 * Errors:  NOMEM */
int vf_initramfs_plan_lists (const struct vf_guest *guest,
                             struct vf_plan_item *item, struct vf_error *err);

/* Writes the modules that a later initramfs would lack into the guest's list
 * and adds that to DONE.
 * Errors:  as vf_appliance_read_text and vf_appliance_write_file */
int vf_initramfs_write_lists (const struct vf_step_context *context,
                              struct vf_text_list *done, struct vf_error *err);

#endif
