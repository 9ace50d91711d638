/* vmferry: what the files of the grain tables share: tables.c, which knows
 * where they are, tables-read.c, which reads them, and tables-run.c, which
 * follows runs of grains through them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_TABLES_PRIV_H
#define VF_FORMATS_VMDK_TABLES_PRIV_H

#include "formats/vmdk/header.h"
#include "formats/vmdk/tables.h"

struct vf_page_cache;

struct vf_vmdk_tables {
  struct vf_io *io; /* that holds the tables */
  struct vf_page_cache *cache;
  uint64_t file_size;                   /* of the file that holds the grains */
  uint64_t directory[VF_VMDK_N_COPIES]; /* bytes; 0: there is none */
  bool is_promised[VF_VMDK_N_COPIES];   /* by the header */
  uint64_t capacity;                    /* bytes */
  uint64_t grain_bytes;
  uint64_t n_grains;
  uint64_t n_tables;
  uint32_t entries;
  uint64_t min_sector; /* of a grain: what is before it is metadata */
  bool has_zero_grains;
  bool is_compressed;
  bool is_unclean; /* the file was not closed properly */
};

/* The copy that is asked first. */
unsigned vf_vmdk_tables_first_copy (const struct vf_vmdk_tables *tables);

/* Says that a copy of the directory which the header promises does not lie
 * inside the file.  Returns: NULL when all do. */
const char *vf_vmdk_tables_missing_copy (const struct vf_vmdk_tables *tables);

/* COUNT entries of the directory of COPY, from table NUMBER on.
 * Errors:  CORRUPT, IO */
int vf_vmdk_tables_read_directory (struct vf_vmdk_tables *tables,
                                   unsigned copy, uint64_t number,
                                   size_t count, uint32_t *ret_entries,
                                   struct vf_error *err);

enum {
  VF_VMDK_TABLE_ABSENT,
  VF_VMDK_TABLE_SOUND,
  VF_VMDK_TABLE_DAMAGED, /* some entries are not valid in any copy */
};

/* Whether all of COUNT entries, at least one, are 0: most of the tables of a
 * huge disk, which are compared many bytes at a time. */
bool vf_vmdk_tables_are_zeros (const uint32_t *entries, size_t count);

/* COUNT entries of one table, from that of GRAIN on; those that are 0 or cannot
 * be right are taken from the redundant copy where that has them.
 * Returns: VF_VMDK_TABLE_*, or -1
 * Errors:  CORRUPT when no copy can be read, IO */
int vf_vmdk_tables_read_table (struct vf_vmdk_tables *tables, uint64_t grain,
                               size_t count, uint32_t *ret_entries,
                               struct vf_error *err);

/* Says that the entry of GRAIN cannot be right.
 * Returns: -1 always, with CORRUPT. */
int vf_vmdk_tables_fail_entry (const struct vf_vmdk_tables *tables,
                               uint64_t grain, uint32_t entry,
                               struct vf_error *err);

#endif
