/* vmferry: the names that the guest on the target gives to its disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_DISK_NAME_H
#define VF_CONVERT_VM_HARDWARE_DISK_NAME_H

enum { VF_DISK_NAME_SIZE = 16 };

/* The name of virtio disk number INDEX: "vda", ..., "vdz", "vdaa", ...
 * Source: Linux 6.1, drivers/block/virtio_blk.c (virtblk_name_format) */
void vf_disk_target_name (unsigned index, char name[VF_DISK_NAME_SIZE]);

/* The same for other kinds of disks; PREFIX is "sd", "hd" or "fd".
 * Source: Linux 6.1, drivers/scsi/sd.c (sd_format_disk_name) */
void vf_disk_name (const char *prefix, unsigned index,
                   char name[VF_DISK_NAME_SIZE]);

#endif
