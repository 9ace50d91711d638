/* vmferry: names of disks that the kernel gives by order: where they stand in
 * a text, and which disk and partition each means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_DEVICE_NAMES_H
#define VF_INSPECT_DEVICE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "inspect/lines.h"

/* The first such name in TEXT: "/dev/sda1", "/dev/hda", "/dev/vdb2",
 * "/dev/nvme0n1p1", "/dev/disk/by-path/..." and "/dev/disk/by-id/...".  What
 * is not bounded by blanks, quotes, '=', ',', ':', brackets or the text's
 * ends is none.
 * Returns: false when there is none. */
bool vf_device_name_find (struct vf_slice text, struct vf_slice *ret_name);

/* The disk that NAME means, by order, and its partition (0: the disk).
 * Returns: false for names that say nothing about order (by-id and by-path),
 * unless DISK_COUNT is one: then it is that one. */
bool vf_device_name_parse (struct vf_slice name, size_t disk_count,
                           size_t *ret_disk, unsigned *ret_partition);

/* The name of disk DISK ("sda", "sdaa" for 26) after PREFIX ("sd").
 * Params:  buf - at least 16 bytes
 * Returns: BUF. */
const char *vf_device_name_of_disk (const char *prefix, size_t disk,
                                    char buf[16]);

#endif
