/* vmferry: looking for damage in grain tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_TABLES_CHECK_H
#define VF_FORMATS_VMDK_TABLES_CHECK_H

#include <stdbool.h>
#include <stdint.h>

struct vf_check_report;
struct vf_error;
struct vf_vmdk_extent;
struct vf_vmdk_tables;

struct vf_vmdk_tables_check {
  struct vf_vmdk_extent *extent;
  struct vf_vmdk_tables *tables;
  struct vf_check_report *report;
  /* Looks into one grain with data, and says how many bytes of the file it
   * takes.  Fails with CORRUPT when the grain is damaged. */
  int (*examine) (const struct vf_vmdk_tables_check *check, uint64_t grain,
                  uint32_t sector, uint64_t *ret_bytes, struct vf_error *err);
  void *data;      /* of examine */
  uint64_t n_data; /* found: entries that lead to a grain */
  bool gave_up;    /* not all was looked at: there are too many damages */
};

/* Compares the copies of the tables, holds each entry to its bounds, has each
 * grain examined, and finds grains that overlap others or the tables.
 * Returns: 0 when the report is complete, whatever it says.
 * Errors:  NOMEM, IO, CANCELLED with the report's job */
int vf_vmdk_tables_check (struct vf_vmdk_tables_check *check,
                          struct vf_error *err);

#endif
