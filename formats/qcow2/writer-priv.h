/* vmferry: what the plain and the compressing part of the qcow2 writer share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_WRITER_PRIV_H
#define VF_FORMATS_QCOW2_WRITER_PRIV_H

#include <pthread.h>
#include <stdbool.h>

#include "formats/qcow2/entries.h"
#include "formats/qcow2/layout.h"
#include "formats/qcow2/refcounts.h"
#include "formats/writer-ops.h"

struct vf_qcow2_deflater;

struct vf_qcow2_writer {
  struct vf_writer writer;
  struct vf_io *io;
  struct vf_qcow2_layout layout;
  bool is_zeroed;
  enum vf_compression compression;
  int level;
  struct vf_qcow2_entries entries; /* of the L2 tables */

  pthread_mutex_t lock; /* for what follows */
  uint64_t end;         /* of the file so far, bytes */
  struct vf_qcow2_refcounts refcounts; /* only of one that compresses */
  struct vf_qcow2_deflater *idle; /* a list; as many as threads came by */
};

/* Makes room for N whole clusters at the end; the lock is held.
 * Returns: their file offset. */
uint64_t vf_qcow2_append_clusters (struct vf_qcow2_writer *w, uint64_t n);

/* Writes the bytes of guest clusters, N bytes of BUF, to file offset HOST; the
 * end of the last cluster becomes zeros.
 * Errors:  IO */
int vf_qcow2_write_clusters (struct vf_qcow2_writer *w, const void *buf,
                             size_t n, uint64_t host, struct vf_error *err);

/* Takes the L2 entries of N guest clusters from FIRST on, all of data: the
 * tables of neighbours lie in a row.
 * Errors:  IO */
int vf_qcow2_write_entries (struct vf_qcow2_writer *w,
                            const struct vf_be64 *entries, uint64_t first,
                            size_t n, struct vf_error *err);

/* The finish slot. */
int vf_qcow2_finish (struct vf_writer *writer, struct vf_error *err);

/* The write slot of a writer that compresses. */
int vf_qcow2_write_compressed (struct vf_writer *writer, const void *buf,
                               size_t n, uint64_t offset,
                               struct vf_error *err);

#endif
