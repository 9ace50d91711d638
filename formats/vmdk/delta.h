/* vmferry: an extent of ESX's snapshots.  COWD and SESparse find their grains
 * alike: a directory of tables of 4096 entries.  What their entries mean, and
 * how wide they are, is each kind's own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_DELTA_H
#define VF_FORMATS_VMDK_DELTA_H

#include "formats/vmdk/extent.h"

struct vf_page_cache;
struct vf_vmdk_delta;

enum { VF_VMDK_DELTA_ENTRIES = 4096 };

/* What a table says of one grain. */
struct vf_vmdk_delta_grain {
  enum vf_span_kind kind;
  uint64_t offset;    /* DATA: its byte in the file */
  const char *oddity; /* what a check should warn of; NULL: nothing */
};

/* Errors of these go on after "grain ...: entry ... at byte ...: ". */
struct vf_vmdk_delta_ops {
  /* Where the table lies that a directory's ENTRY (not 0) leads to.
   * Errors:  CORRUPT */
  int (*find_table) (const struct vf_vmdk_delta *delta, uint64_t entry,
                     uint64_t *ret_offset, struct vf_error *err);
  /* What a table's ENTRY says of GRAIN.
   * Errors:  CORRUPT */
  int (*decode) (const struct vf_vmdk_delta *delta, uint64_t grain,
                 uint64_t entry, struct vf_vmdk_delta_grain *ret_grain,
                 struct vf_error *err);
};

/* A kind fills all but the cache, and calls vf_vmdk_delta_start. */
struct vf_vmdk_delta {
  struct vf_vmdk_extent extent;
  const struct vf_vmdk_delta_ops *ops;
  struct vf_page_cache *cache;
  uint64_t directory;   /* byte in the file */
  unsigned entry_bytes; /* 4 or 8 */
  unsigned unit;        /* bytes that all tables and grains are multiples of,
                           in size and place */
};

/* Makes what reading needs.
 * Errors:  NOMEM */
int vf_vmdk_delta_start (struct vf_vmdk_delta *delta, struct vf_error *err);

/* Grains in a row that are of one kind; those with data lie one behind the
 * other. */
struct vf_vmdk_delta_run {
  struct vf_vmdk_delta_grain first;
  uint64_t count; /* grains, at least 1 */
};

/* How many grains there are; the last may be in part. */
uint64_t vf_vmdk_delta_n_grains (const struct vf_vmdk_delta *delta);

/* COUNT entries that lie at byte OFFSET, which is inside the file.
 * Threads: any number at once
 * Errors:  IO */
int vf_vmdk_delta_read_entries (const struct vf_vmdk_delta *delta,
                                uint64_t offset, size_t count,
                                uint64_t *ret_entries, struct vf_error *err);

/* Where table NUMBER lies, 0 when it is absent.
 * Errors:  CORRUPT, IO */
int vf_vmdk_delta_find_table (const struct vf_vmdk_delta *delta,
                              uint64_t number, uint64_t *ret_offset,
                              struct vf_error *err);

/* What ENTRY, in the table at byte TABLE, says of GRAIN.
 * Errors:  CORRUPT */
int vf_vmdk_delta_decode (const struct vf_vmdk_delta *delta, uint64_t table,
                          uint64_t grain, uint64_t entry,
                          struct vf_vmdk_delta_grain *ret_grain,
                          struct vf_error *err);

/* What GRAIN is, and how many from it on are the same.  May stop early, so
 * that one call is quick.
 * Errors:  CORRUPT, IO */
int vf_vmdk_delta_run (const struct vf_vmdk_delta *delta, uint64_t grain,
                       struct vf_vmdk_delta_run *ret_run,
                       struct vf_error *err);

/* How many tables from NUMBER on, which is absent, are so in a row, as far as
 * is quick to say.
 * Errors:  IO */
int vf_vmdk_delta_count_absent (const struct vf_vmdk_delta *delta,
                                uint64_t number, uint64_t *ret_count,
                                struct vf_error *err);

/* Where the file has a hole, as it was last asked.  Start it as all zeros. */
struct vf_vmdk_delta_hole {
  uint64_t start, end;
};

/* Whether nothing was ever written to the table at byte TABLE, so that all its
 * entries are 0, as far as the file can tell; HOLE saves asking it again. */
bool vf_vmdk_delta_is_unwritten (const struct vf_vmdk_delta *delta,
                                 uint64_t table,
                                 struct vf_vmdk_delta_hole *hole);

/* Extent functions that both kinds have in common; see extent.h. */
int vf_vmdk_delta_next_span (struct vf_vmdk_extent *extent, uint64_t offset,
                             struct vf_span *ret_span, struct vf_error *err);
/* As above. */
int vf_vmdk_delta_read (struct vf_vmdk_extent *extent, void *buf, size_t n,
                        uint64_t offset, struct vf_error *err);
/* As above: a bad directory entry loses the reach of its table. */
void vf_vmdk_delta_lost_span (struct vf_vmdk_extent *extent, uint64_t offset,
                              struct vf_span *ret_span);
/* As above: entries that cannot be right, and grains or tables that overlap.
 */
int vf_vmdk_delta_check (struct vf_vmdk_extent *extent,
                         struct vf_check_report *report, struct vf_error *err);
/* As above. */
void vf_vmdk_delta_free (struct vf_vmdk_extent *extent);

#endif
