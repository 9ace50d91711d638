/* vmferry: the grain directory and grain tables of a hosted sparse extent.
 * They are read as they are needed, through a cache.  An entry that the first
 * copy has counts; where it is 0 or cannot be right, that of the redundant copy
 * does.  No known program takes a grain out of one copy alone, but a crash
 * between two writes, or a sector that was lost, leaves it in one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_TABLES_H
#define VF_FORMATS_VMDK_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_image;
struct vf_io;
struct vf_vmdk_header;
struct vf_vmdk_tables;

enum vf_vmdk_grain_kind {
  VF_VMDK_GRAIN_ABSENT,
  VF_VMDK_GRAIN_ZERO,
  VF_VMDK_GRAIN_DATA,
};

/* Grains in a row that are of one kind. */
struct vf_vmdk_run {
  enum vf_vmdk_grain_kind kind;
  uint64_t count;  /* grains; at least 1 */
  uint64_t sector; /* DATA: where the first lies */
};

/* The copies of the tables: the first, and the redundant one. */
enum { VF_VMDK_PRIMARY, VF_VMDK_REDUNDANT, VF_VMDK_N_COPIES };

/* The tables that HEADER tells of.
 * Params:  io - holds them; stays the caller's and must outlive the tables
 *          file_size - of the file that the grains are in, which is another
 *          one when the tables were made again
 * Errors:  CORRUPT when no copy of the directory lies inside the file, LIMIT,
 *          NOMEM */
struct vf_vmdk_tables *vf_vmdk_tables_new (struct vf_io *io,
                                           uint64_t file_size,
                                           const struct vf_vmdk_header *header,
                                           struct vf_error *err);

/* Frees the tables; NULL is allowed. */
void vf_vmdk_tables_free (struct vf_vmdk_tables *tables);

/* Notes in IMAGE what is unusual about the tables: a directory that is not
 * there, a file that was not closed properly.
 * Errors:  NOMEM */
int vf_vmdk_tables_add_notes (const struct vf_vmdk_tables *tables,
                              struct vf_image *image, struct vf_error *err);

/* How many grains there are; the last may be in part. */
uint64_t vf_vmdk_tables_n_grains (const struct vf_vmdk_tables *tables);

/* What GRAIN is, and how many from it on are the same; plain grains only go
 * on as long as they lie one behind the other.  May stop early, so that one
 * call is quick.
 * Threads: any number at once
 * Errors:  CORRUPT, IO */
int vf_vmdk_tables_run (struct vf_vmdk_tables *tables, uint64_t grain,
                        struct vf_vmdk_run *ret_run, struct vf_error *err);

/* The sectors of COUNT grains from GRAIN on, 0 or 1 for those without data.
 * Threads, errors: as vf_vmdk_tables_run */
int vf_vmdk_tables_get (struct vf_vmdk_tables *tables, uint64_t grain,
                        size_t count, uint32_t *ret_sectors,
                        struct vf_error *err);

/* Whether all that the directory leads to lies inside the file, in one copy or
 * the other; and when IS_DEEP, whether all entries of the tables can be right.
 * Errors:  CORRUPT for the first that cannot, IO */
int vf_vmdk_tables_verify (struct vf_vmdk_tables *tables, bool is_deep,
                           struct vf_error *err);

/* The grains from RET_FIRST on, GRAIN among them, that cannot be found when
 * GRAIN cannot: those of its table where that is damaged, or it alone. */
void vf_vmdk_tables_lost (struct vf_vmdk_tables *tables, uint64_t grain,
                          uint64_t *ret_first, uint64_t *ret_count);

/* Below, for checks: what one copy says, without judging it. */

/* How many tables there are. */
uint64_t vf_vmdk_tables_count (const struct vf_vmdk_tables *tables);

/* How many entries each table has. */
uint32_t vf_vmdk_tables_entries (const struct vf_vmdk_tables *tables);

/* Whether COPY is there. */
bool vf_vmdk_tables_has_copy (const struct vf_vmdk_tables *tables,
                              unsigned copy);

/* Whether COPY has the table of GRAIN, and COUNT entries of that from the
 * grain's on.
 * Returns: 1, or 0 when the table is absent (nothing of it is mapped)
 * Errors:  CORRUPT when it does not lie inside the file, IO */
int vf_vmdk_tables_read_copy (struct vf_vmdk_tables *tables, unsigned copy,
                              uint64_t grain, size_t count,
                              uint32_t *ret_entries, struct vf_error *err);

/* Whether the entry of GRAIN may be ENTRY: nothing, zeros, or a grain that
 * lies in the file behind the metadata. */
bool vf_vmdk_tables_entry_is_valid (const struct vf_vmdk_tables *tables,
                                    uint64_t grain, uint32_t entry);

/* Whether ENTRY is a grain with data. */
bool vf_vmdk_tables_entry_is_data (const struct vf_vmdk_tables *tables,
                                   uint32_t entry);

VF_DEFINE_CLEANUP (vmdk_tables, struct vf_vmdk_tables, vf_vmdk_tables_free)
#define CLEANUP_VMDK_TABLES VF_CLEANUP (vf_cleanup_vmdk_tables)

#endif
