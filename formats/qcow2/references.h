/* vmferry: who refers to each cluster of a qcow2 file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_REFERENCES_H
#define VF_FORMATS_QCOW2_REFERENCES_H

#include <stddef.h>
#include <stdint.h>

struct vf_check_report;
struct vf_error;
struct vf_qcow2;

/* What a cluster is used for. */
enum vf_qcow2_use {
  VF_QCOW2_USE_NONE,
  VF_QCOW2_USE_DATA,
  VF_QCOW2_USE_L2,    /* snapshots may share it with others */
  VF_QCOW2_USE_TABLE, /* anything that only one may refer to */
};

/* Of one cluster. */
struct vf_qcow2_reference {
  uint32_t found : 30; /* references that were found */
  uint32_t use : 2;    /* enum vf_qcow2_use */
  uint32_t stored;     /* its refcount in the file; at most UINT32_MAX */
};

struct vf_qcow2_references {
  struct vf_qcow2 *q;
  struct vf_check_report *report;
  uint64_t n_clusters;
  struct vf_qcow2_reference *clusters;
  uint32_t n_l1; /* L1 tables that were counted */
};

/* Counts a reference to each cluster of LENGTH bytes at OFFSET.  What passes
 * the end of the file, or is used for something else as well, becomes a
 * finding about WHAT.
 * Returns: 1; 0 when it became a finding, so that a hostile file cannot have
 * one table walked again and again; -1.
 * Errors:  NOMEM */
int vf_qcow2_references_add (struct vf_qcow2_references *references,
                             uint64_t offset, uint64_t length,
                             enum vf_qcow2_use use, const char *what,
                             struct vf_error *err);

/* Counts what the L1 table of N entries at OFFSET refers to.
 * Params:  is_active - the COPIED flags are looked at, too
 * Errors:  NOMEM, IO */
int vf_qcow2_references_add_l1 (struct vf_qcow2_references *references,
                                uint64_t offset, uint32_t n, int is_active,
                                struct vf_error *err);

/* Counts what snapshots refer to.
 * Errors:  NOMEM, IO */
int vf_qcow2_references_add_snapshots (struct vf_qcow2_references *references,
                                       struct vf_error *err);

/* Counts what bitmaps refer to.
 * Errors:  NOMEM, IO */
int vf_qcow2_references_add_bitmaps (struct vf_qcow2_references *references,
                                     struct vf_error *err);

/* Reads N bytes of a table called WHAT.  A table that the file does not hold
 * becomes a finding.
 * Returns: 1; 0 when it became a finding; -1. */
int vf_qcow2_references_read (struct vf_qcow2_references *references,
                              void *buf, size_t n, uint64_t offset,
                              const char *what, struct vf_error *err);

#endif
