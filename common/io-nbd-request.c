/* vmferry: bytes over one NBD connection: cutting a range into requests that
 * the server takes, keeping several of them in flight, and the parts of blocks
 * at its edges.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io-nbd-priv.h"

#include <errno.h>
#include <inttypes.h>
#include <libnbd.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"

enum {
  MAX_IN_FLIGHT = 16,       /* as many as nbdkit has threads per connection */
  DATA_PIECE = 256 * 1024,  /* large enough to hide the cost of a request */
  ZERO_PIECE = 1024 * 1024 * 1024, /* no data goes over the wire */
};

struct batch;

struct request {
  struct batch *batch;
  uint64_t offset;
  bool is_busy;
};

/* The requests of one transfer on one connection. */
struct batch {
  struct nbd_handle *handle;
  const struct vf_nbd_transfer *transfer;
  unsigned in_flight;
  int errnum; /* of the first that failed */
  struct request requests[MAX_IN_FLIGHT];
};

static bool
means_lost (int errnum)
{
  return errnum == ENOTCONN || errnum == ESHUTDOWN || errnum == EPIPE
         || errnum == ECONNRESET || errnum == ETIMEDOUT;
}

int
vf_nbd_set_error (const struct vf_nbd_transfer *transfer, int errnum,
                  struct vf_error *err)
{
  static const char *const verbs[] = { "read", "write", "zero", "flush" };
  char what[100];

  snprintf (what, sizeof what, "cannot %s %" PRIu64 " bytes at %" PRIu64,
            verbs[transfer->op], transfer->n, transfer->offset);
  if (transfer->op == VF_NBD_FLUSH)
    snprintf (what, sizeof what, "cannot flush");
  if (means_lost (errnum))
    vf_error_set (err, VF_ERROR_IO,
                  "%s: the connection to the server was lost", what);
  else
    vf_error_set_errno (err, errnum, "%s: the server says", what);
  err->errnum = errnum;
  if (err->code != VF_ERROR_PERMISSION)
    err->code = VF_ERROR_IO;
  return -1;
}

static int
on_completion (void *data, int *error)
{
  struct request *request = data;

  request->is_busy = false;
  request->batch->in_flight--;
  if (*error && !request->batch->errnum)
    request->batch->errnum = *error;
  return 1;
}

static struct request *
idle_request (struct batch *batch)
{
  size_t i = 0;

  while (batch->requests[i].is_busy)
    i++;
  return &batch->requests[i];
}

/* Puts N bytes at OFFSET on the way. */
static void
submit (struct batch *batch, uint64_t n, uint64_t offset)
{
  const struct vf_nbd_transfer *transfer = batch->transfer;
  struct nbd_handle *handle = batch->handle;
  struct request *request = idle_request (batch);
  nbd_completion_callback done = { .callback = on_completion,
                                   .user_data = request };
  char *buf = transfer->buf ? transfer->buf + (offset - transfer->offset) : 0;
  int64_t cookie = -1;

  *request = (struct request){ .batch = batch, .is_busy = true };
  batch->in_flight++;
  if (transfer->op == VF_NBD_READ)
    cookie = nbd_aio_pread (handle, buf, n, offset, done, 0);
  else if (transfer->op == VF_NBD_WRITE)
    cookie = nbd_aio_pwrite (handle, buf, n, offset, done, 0);
  else if (transfer->op == VF_NBD_ZERO)
    cookie = nbd_aio_zero (handle, n, offset, done, 0);
  else
    cookie = nbd_aio_flush (handle, done, 0);
  if (cookie < 0 && request->is_busy) {
    int errnum = nbd_get_errno ();

    on_completion (request, &(int){ errnum ? errnum : EIO });
  }
}

/* Runs the requests of BATCH, PIECE bytes each.
 * Returns: 0, or -1 when the connection is of no use any more. */
static int
run_batch (struct batch *batch, uint64_t piece)
{
  const struct vf_nbd_transfer *transfer = batch->transfer;
  uint64_t at = transfer->offset, end = at + transfer->n, n;

  while (at < end || batch->in_flight) {
    while (at < end && !batch->errnum && batch->in_flight < MAX_IN_FLIGHT) {
      n = vf_min_u64 (end - at, piece - at % piece);
      submit (batch, n, at);
      at += n;
    }
    if (batch->errnum)
      at = end;
    if (batch->in_flight && nbd_poll (batch->handle, -1) < 0) {
      if (!batch->errnum)
        batch->errnum = ENOTCONN;
      return -1;
    }
  }
  return 0;
}

/* A multiple of the least block size within the largest; a whole block of the
 * size that the server likes best, where that is large. */
static uint64_t
piece_size (const struct vf_nbd *nbd, enum vf_nbd_op op)
{
  uint64_t best = vf_max_u64 (DATA_PIECE, nbd->io.preferred_size);

  if (op != VF_NBD_READ && op != VF_NBD_WRITE)
    return ZERO_PIECE;
  return vf_round_down (vf_min_u64 (best, nbd->max_block), nbd->min_block);
}

/* TRANSFER is a multiple of blocks. */
static int
do_blocks (struct vf_nbd *nbd, const struct vf_nbd_transfer *transfer,
           struct vf_error *err)
{
  struct vf_nbd_connection *connection = vf_nbd_acquire (nbd);
  struct batch batch = { .handle = connection->handle,
                         .transfer = transfer };

  if (!vf_nbd_is_alive (connection))
    batch.errnum = ENOTCONN;
  else if (run_batch (&batch, piece_size (nbd, transfer->op))) {
    /* Only closing makes sure that nothing still writes to the buffer. */
    nbd_close (connection->handle);
    connection->handle = NULL;
  }
  vf_nbd_release (connection);
  return batch.errnum ? vf_nbd_set_error (transfer, batch.errnum, err) : 0;
}

/* Changes a part of a block: reads it, puts the part in, writes it. */
static int
write_part (struct vf_nbd *nbd, const struct vf_nbd_transfer *part,
            struct vf_nbd_transfer *block, struct vf_error *err)
{
  char *to = block->buf + (part->offset - block->offset);

  if (do_blocks (nbd, block, err))
    return -1;
  if (part->op == VF_NBD_ZERO)
    memset (to, 0, part->n);
  else
    memcpy (to, part->buf, part->n);
  block->op = VF_NBD_WRITE;
  return do_blocks (nbd, block, err);
}

/* TRANSFER is a part of one block. */
static int
do_part (struct vf_nbd *nbd, const struct vf_nbd_transfer *part,
         struct vf_error *err)
{
  CLEANUP_FREE char *buf = malloc (nbd->min_block);
  struct vf_nbd_transfer block = {
    .op = VF_NBD_READ,
    .buf = buf,
    .offset = vf_round_down (part->offset, nbd->min_block),
  };
  int r;

  if (!buf)
    return vf_error_nomem (err, "a block");
  block.n = vf_min_u64 (nbd->min_block, nbd->io.size - block.offset);
  if (part->op == VF_NBD_READ) {
    if (do_blocks (nbd, &block, err))
      return -1;
    memcpy (part->buf, buf + (part->offset - block.offset), part->n);
    return 0;
  }
  pthread_mutex_lock (&nbd->edge_lock);
  r = write_part (nbd, part, &block, err);
  pthread_mutex_unlock (&nbd->edge_lock);
  return r;
}

int
vf_nbd_do (struct vf_nbd *nbd, const struct vf_nbd_transfer *transfer,
           struct vf_error *err)
{
  struct vf_nbd_transfer rest = *transfer, now;
  uint64_t block = nbd->min_block, skipped;
  int r = 0;

  if (transfer->op == VF_NBD_FLUSH)
    return do_blocks (nbd, transfer, err);
  while (rest.n && r == 0) {
    now = rest;
    skipped = rest.offset % block;
    if (skipped || rest.n < block) {
      now.n = vf_min_u64 (rest.n, block - skipped);
      r = do_part (nbd, &now, err);
    } else {
      now.n = vf_round_down (rest.n, block);
      r = do_blocks (nbd, &now, err);
    }
    rest.n -= now.n;
    rest.offset += now.n;
    rest.buf = rest.buf ? rest.buf + now.n : NULL;
  }
  return r;
}
