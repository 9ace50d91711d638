/* vmferry: the L2 entries of a new qcow2 file on their way to it.  A copy
 * makes a few of them for each piece, and pieces come almost in order; so
 * they are gathered and written many at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_ENTRIES_H
#define VF_FORMATS_QCOW2_ENTRIES_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "common/endian.h"

struct vf_error;
struct vf_io;

enum {
  VF_QCOW2_ENTRIES_PER_WINDOW = 4096, /* 256 MiB of guest in 64 KiB clusters */
  VF_QCOW2_N_WINDOWS = 2,
};

/* A part of the file that entries are gathered for.  One of data is never 0
 * (it has a file offset), so 0 is one that has not come. */
struct vf_qcow2_window {
  uint64_t index; /* the part begins at index times the size of the items */
  struct vf_be64 items[VF_QCOW2_ENTRIES_PER_WINDOW];
};

/* Any thread may put. */
struct vf_qcow2_entries {
  struct vf_io *io;
  pthread_mutex_t lock; /* for what follows */
  struct vf_qcow2_window windows[VF_QCOW2_N_WINDOWS];
};

/* ENTRIES is all zeros before.  IO stays the caller's. */
void vf_qcow2_entries_init (struct vf_qcow2_entries *entries,
                            struct vf_io *io);

/* Takes N entries, none of them 0 or given before, for file offset OFFSET, a
 * multiple of their size; they are in the file after the flush.
 * Errors:  IO, also of entries that came before */
int vf_qcow2_entries_put (struct vf_qcow2_entries *entries,
                          const struct vf_be64 *from, size_t n,
                          uint64_t offset, struct vf_error *err);

/* Writes what is in memory still.
 * Errors:  IO */
int vf_qcow2_entries_flush (struct vf_qcow2_entries *entries,
                            struct vf_error *err);

/* Releases what ENTRIES owns, unwritten. */
void vf_qcow2_entries_clear (struct vf_qcow2_entries *entries);

#endif
