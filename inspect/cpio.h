/* vmferry: what an initramfs holds: several cpio archives one after the other,
 * each plain or compressed, with zeros between them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_CPIO_H
#define VF_INSPECT_CPIO_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;

/* Up to here a file's contents are given to the visitor. */
#define VF_CPIO_DATA_MAX 65536u

struct vf_cpio_entry {
  const char *name; /* without "./" or "/" before it */
  uint32_t mode;    /* as stat(2) has it */
  uint32_t size;    /* in bytes */
  const char *data; /* NULL when it is larger than VF_CPIO_DATA_MAX */
};

/* Called for each entry, in order; a later one replaces an earlier one of
 * the same name.  ENTRY is valid during the call only.
 * Returns: 0 to go on, or -1 with ERR set. */
typedef int vf_cpio_visit (void *data, const struct vf_cpio_entry *entry,
                           struct vf_error *err);

/* Visits all that an initramfs holds.
 * Errors:  UNSUPPORTED (see vf_unpack_open), CORRUPT, LIMIT, and what VISIT
 *          says.  What was visited before the error is as it would have been.
 * Source:  Documentation/driver-api/early-userspace/buffer-format.rst and
 *          init/initramfs.c, Linux 6.1 */
int vf_cpio_visit_all (const void *bytes, size_t n, vf_cpio_visit *visit,
                       void *data, struct vf_error *err);

#endif
