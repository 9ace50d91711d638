/* vmferry: VHDX: one entry of the log: whether it is one, and what it changes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_LOG_ENTRY_H
#define VF_FORMATS_VHDX_LOG_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/guid.h"

struct vf_error;
struct vf_page_cache;

/* The log: a ring of sectors.  Nothing is owned. */
struct vf_vhdx_log_ring {
  struct vf_page_cache *cache; /* over the file */
  uint64_t offset;             /* in the file, bytes */
  uint64_t length;             /* bytes */
  struct vf_guid guid;         /* of the entries that count */
};

struct vf_vhdx_log_entry {
  uint64_t offset, length; /* in the log, bytes; it may wrap */
  uint64_t tail;           /* the entry that replay starts with, if this is
                              the last one */
  uint64_t sequence;
  uint32_t count;                   /* of descriptors */
  uint64_t flushed_size, last_size; /* of the file, at least, bytes */
};

/* One thing that an entry changes: LENGTH bytes of the file become zeros, or
 * a sector becomes what a data sector and its descriptor hold. */
struct vf_vhdx_log_change {
  bool is_data;
  uint64_t offset, length; /* in the file, bytes; the end does not wrap */
  uint64_t sector;         /* data: where the data sector lies in the file */
  uint8_t leading[8], trailing[4];
};

/* Reads the entry that starts at byte OFFSET of the log, a multiple of a
 * sector.  All of it is checked; what breaks a rule is no entry.
 * Params:  ret_entry - its length is 0 when no entry starts there
 * Errors:  IO
 * Source:  [MS-VHDX] 2.3.1 */
int vf_vhdx_log_entry_read (const struct vf_vhdx_log_ring *ring,
                            uint64_t offset,
                            struct vf_vhdx_log_entry *ret_entry,
                            struct vf_error *err);

/* Takes one change; -1 ends the visit. */
typedef int vf_vhdx_log_visitor (const struct vf_vhdx_log_change *change,
                                 void *data, struct vf_error *err);

/* Calls VISITOR with DATA for each change of ENTRY, in order.
 * Errors:  CORRUPT for descriptors that break a rule, IO, the visitor's */
int vf_vhdx_log_entry_visit (const struct vf_vhdx_log_ring *ring,
                             const struct vf_vhdx_log_entry *entry,
                             vf_vhdx_log_visitor *visitor, void *data,
                             struct vf_error *err);

#endif
