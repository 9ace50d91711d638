/* vmferry: what the files of the NBD io share: the pool of connections and
 * the two ways to use one, moving bytes and asking what lies where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_IO_NBD_PRIV_H
#define VF_COMMON_IO_NBD_PRIV_H

#include <pthread.h>
#include <stdatomic.h>

#include "common/io-ops.h"

struct nbd_handle;

struct vf_nbd_connection {
  pthread_mutex_t lock;
  struct nbd_handle *handle; /* NULL once it broke in a call */
};

/* One stretch of the last answer about what lies where; it starts where the
 * one before it ends. */
struct vf_nbd_stretch {
  uint64_t end;
  bool is_zero;
};

struct vf_nbd_map {
  pthread_mutex_t lock;
  uint64_t start;
  struct vf_nbd_stretch *items;
  size_t count;
};

enum { VF_NBD_MAX_CONNECTIONS = 16 };

struct vf_nbd {
  struct vf_io io;
  uint64_t min_block; /* requests are multiples of this, a power of two */
  uint64_t max_block;
  bool can_zero;
  bool can_flush;
  bool has_map;
  atomic_uint next;          /* connection to try first */
  pthread_mutex_t edge_lock; /* one part of a block written at a time */
  struct vf_nbd_map map;
  unsigned count;
  struct vf_nbd_connection connections[VF_NBD_MAX_CONNECTIONS];
};

enum vf_nbd_op { VF_NBD_READ, VF_NBD_WRITE, VF_NBD_ZERO, VF_NBD_FLUSH };

struct vf_nbd_transfer {
  enum vf_nbd_op op;
  char *buf; /* NULL for the last two */
  uint64_t n;
  uint64_t offset;
};

/* Connects to URI and finishes the handshake within TIMEOUT_MS.
 * Errors:  NOT_FOUND when nobody is there or the export is unknown, EXTERNAL */
struct nbd_handle *vf_nbd_connect (const char *uri, int timeout_ms,
                                   struct vf_error *err);

/* Sets ERR to libnbd's last error, for a handle that is being set up.
 * Returns: -1 always. */
int vf_nbd_set_connect_error (const char *uri, struct vf_error *err);

/* Takes a connection that is idle, or waits for one. */
struct vf_nbd_connection *vf_nbd_acquire (struct vf_nbd *nbd);

/* Gives it back. */
void vf_nbd_release (struct vf_nbd_connection *connection);

/* Whether the server is still there, as far as is known. */
bool vf_nbd_is_alive (const struct vf_nbd_connection *connection);

/* Sets ERR to what the server said about an operation on a range.
 * Params:  errnum - as libnbd has it; what means that the connection is gone
 *          becomes a sentence of its own
 * Returns: -1 always. */
int vf_nbd_set_error (const struct vf_nbd_transfer *transfer, int errnum,
                      struct vf_error *err);

/* Does TRANSFER in as many requests as it takes, several in flight at once.
 * Offset and length need not be multiples of the block size.
 * Errors:  IO; errnum is ENOTSUP when the server cannot do such a thing */
int vf_nbd_do (struct vf_nbd *nbd, const struct vf_nbd_transfer *transfer,
               struct vf_error *err);

/* next_span of the io.  What a read-only export answered is kept, so that a
 * walk over it costs few questions. */
int vf_nbd_next_span (struct vf_io *io, uint64_t offset,
                      struct vf_span *ret_span, struct vf_error *err);

#endif
