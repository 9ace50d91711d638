/* vmferry: what decompressing qcow2 clusters needs, kept between reads: a
 * decompressor, a window of compressed bytes, and the cluster that was made
 * last.  Each thread that reads takes one for itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_INFLATER_H
#define VF_FORMATS_QCOW2_INFLATER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_qcow2_inflaters;

struct vf_qcow2_inflater {
  struct vf_qcow2_inflater *next; /* in the pool */
  uint8_t type;                   /* VF_QCOW2_COMPRESSION_* */
  void *context;                  /* of the library that the type needs */
  uint8_t *window;                /* bytes of the file ... */
  size_t window_capacity;
  uint64_t window_start; /* ... from here on */
  size_t window_length;
  uint8_t *cluster;      /* made when a part of one was asked for; or NULL */
  uint64_t cluster_host; /* the file offset of its stream; UINT64_MAX: none */
};

/* A pool for images of compression TYPE; makes each inflater when it is first
 * needed.
 * Owner:   the caller frees it with vf_qcow2_inflaters_free.
 * Errors:  NOMEM */
struct vf_qcow2_inflaters *vf_qcow2_inflaters_new (uint8_t type,
                                                   struct vf_error *err);

/* Frees the pool, into which all must have been given back; NULL is
 * allowed. */
void vf_qcow2_inflaters_free (struct vf_qcow2_inflaters *pool);

/* An inflater of its own for the caller, until it is given back.
 * Threads: any number at once
 * Errors:  NOMEM */
struct vf_qcow2_inflater *
vf_qcow2_inflater_take (struct vf_qcow2_inflaters *pool, struct vf_error *err);

/* Gives an inflater back; NULL is allowed. */
void vf_qcow2_inflater_give (struct vf_qcow2_inflaters *pool,
                             struct vf_qcow2_inflater *inflater);

/* Whether N bytes at file offset OFFSET are in the window. */
bool vf_qcow2_inflater_has (const struct vf_qcow2_inflater *inflater, size_t n,
                            uint64_t offset);

/* Reads N bytes of IO at OFFSET into the window, unless they are there.
 * Errors:  NOMEM, CORRUPT, IO */
int vf_qcow2_inflater_load (struct vf_qcow2_inflater *inflater,
                            struct vf_io *io, size_t n, uint64_t offset,
                            struct vf_error *err);

/* Decompresses the stream that starts at file offset HOST and takes N bytes at
 * most, all in the window.
 * Returns: how many bytes it made of at most SIZE; a stream that is broken
 * makes 0 or what came before. */
size_t vf_qcow2_inflate (struct vf_qcow2_inflater *inflater, uint64_t host,
                         size_t n, void *out, size_t size);

#endif
