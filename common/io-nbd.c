/* vmferry: an io on an NBD export: how many connections there are, and what
 * the server can do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <errno.h>
#include <libnbd.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io-nbd-priv.h"

enum {
  /* Opening may take a server that reaches out itself a while. */
  FIRST_CONNECT_MS = 120 * 1000,
  /* Servers that said yes to several connections may still have no place. */
  NEXT_CONNECT_MS = 1000,
  DEFAULT_MAX_BLOCK = 32 * 1024 * 1024, /* what any server takes */
  MAX_MIN_BLOCK = 64 * 1024,            /* by the protocol */
};

struct vf_nbd_connection *
vf_nbd_acquire (struct vf_nbd *nbd)
{
  unsigned first = atomic_fetch_add (&nbd->next, 1), i;
  struct vf_nbd_connection *connection;

  for (i = 0; i < nbd->count; i++) {
    connection = &nbd->connections[(first + i) % nbd->count];
    if (pthread_mutex_trylock (&connection->lock) == 0)
      return connection;
  }
  connection = &nbd->connections[first % nbd->count];
  pthread_mutex_lock (&connection->lock);
  return connection;
}

void
vf_nbd_release (struct vf_nbd_connection *connection)
{
  pthread_mutex_unlock (&connection->lock);
}

bool
vf_nbd_is_alive (const struct vf_nbd_connection *connection)
{
  return connection->handle && !nbd_aio_is_dead (connection->handle)
         && !nbd_aio_is_closed (connection->handle);
}

static int
nbd_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
          struct vf_error *err)
{
  struct vf_nbd_transfer transfer = { VF_NBD_READ, buf, n, offset };

  return vf_nbd_do ((struct vf_nbd *)io, &transfer, err);
}

static int
nbd_write (struct vf_io *io, const void *buf, size_t n, uint64_t offset,
           struct vf_error *err)
{
  struct vf_nbd_transfer transfer = { VF_NBD_WRITE, (char *)buf, n, offset };

  return vf_nbd_do ((struct vf_nbd *)io, &transfer, err);
}

static int
nbd_write_zeroes (struct vf_io *io, uint64_t n, uint64_t offset,
                  struct vf_error *err)
{
  struct vf_nbd *nbd = (struct vf_nbd *)io;
  struct vf_nbd_transfer transfer = { VF_NBD_ZERO, NULL, n, offset };

  if (!nbd->can_zero)
    return 0;
  if (vf_nbd_do (nbd, &transfer, err) == 0)
    return 1;
  return err->errnum == ENOTSUP ? 0 : -1;
}

static int
nbd_flush_io (struct vf_io *io, struct vf_error *err)
{
  struct vf_nbd *nbd = (struct vf_nbd *)io;
  struct vf_nbd_transfer transfer = { .op = VF_NBD_FLUSH, .n = 1 };

  return nbd->can_flush ? vf_nbd_do (nbd, &transfer, err) : 0;
}

/* Says goodbye without waiting for an answer. */
static void
nbd_close_io (struct vf_io *io)
{
  struct vf_nbd *nbd = (struct vf_nbd *)io;
  struct vf_nbd_connection *connection;
  unsigned i;

  for (i = 0; i < nbd->count; i++) {
    connection = &nbd->connections[i];
    if (connection->handle && nbd_aio_is_ready (connection->handle))
      nbd_aio_disconnect (connection->handle, 0);
    nbd_close (connection->handle);
    pthread_mutex_destroy (&connection->lock);
  }
  pthread_mutex_destroy (&nbd->edge_lock);
  pthread_mutex_destroy (&nbd->map.lock);
  free (nbd->map.items);
  free (nbd);
}

static const struct vf_io_ops nbd_ops = {
  .read = nbd_read,
  .write = nbd_write,
  .write_zeroes = nbd_write_zeroes,
  .flush = nbd_flush_io,
  .next_span = vf_nbd_next_span,
  .close = nbd_close_io,
};

static void
add_connection (struct vf_nbd *nbd, struct nbd_handle *handle)
{
  struct vf_nbd_connection *connection = &nbd->connections[nbd->count++];

  pthread_mutex_init (&connection->lock, NULL);
  connection->handle = handle;
}

/* What the server says about its blocks; what it cannot mean is an error. */
static int
learn_block_sizes (struct vf_nbd *nbd, struct nbd_handle *handle,
                   struct vf_error *err)
{
  int64_t min = nbd_get_block_size (handle, LIBNBD_SIZE_MINIMUM);
  int64_t best = nbd_get_block_size (handle, LIBNBD_SIZE_PREFERRED);
  int64_t max = nbd_get_block_size (handle, LIBNBD_SIZE_MAXIMUM);

  nbd->min_block = min > 0 ? min : 1;
  nbd->max_block = max > 0 ? max : DEFAULT_MAX_BLOCK;
  if (!vf_is_power_of_2 (nbd->min_block) || nbd->min_block > MAX_MIN_BLOCK
      || nbd->max_block < nbd->min_block)
    return vf_error_set (err, VF_ERROR_EXTERNAL,
                         "%s: the server's least block size is %lld and its "
                         "largest %lld bytes, must be a power of two up to "
                         "%d and not less than that",
                         nbd->io.name, (long long)min, (long long)max,
                         MAX_MIN_BLOCK);
  if (best > 0 && vf_is_power_of_2 (best) && best <= UINT32_MAX)
    nbd->io.preferred_size = vf_max_u64 (best, nbd->min_block);
  return 0;
}

static int
learn_export (struct vf_nbd *nbd, struct nbd_handle *handle, bool writable,
              struct vf_error *err)
{
  int64_t size = nbd_get_size (handle);

  if (size < 0)
    return vf_nbd_set_connect_error (nbd->io.name, err);
  if (writable && nbd_is_read_only (handle) != 0)
    return vf_error_set (err, VF_ERROR_PERMISSION,
                         "%s: the export is read-only", nbd->io.name);
  nbd->io.size = size;
  nbd->io.is_writable = writable;
  nbd->can_zero = nbd_can_zero (handle) == 1;
  nbd->can_flush = nbd_can_flush (handle) == 1;
  nbd->has_map
    = nbd_can_meta_context (handle, LIBNBD_CONTEXT_BASE_ALLOCATION) == 1;
  return learn_block_sizes (nbd, handle, err);
}

/* Adds connections up to WANTED as long as the server has a place for them
 * and means the same export by its name. */
static void
add_more (struct vf_nbd *nbd, unsigned wanted)
{
  struct nbd_handle *handle;
  struct vf_error ignored;

  wanted = vf_min_u64 (wanted, VF_NBD_MAX_CONNECTIONS);
  while (nbd->count < wanted) {
    handle = vf_nbd_connect (nbd->io.name, NEXT_CONNECT_MS, &ignored);
    if (!handle)
      return;
    if (nbd_get_size (handle) != (int64_t)nbd->io.size) {
      nbd_close (handle);
      return;
    }
    add_connection (nbd, handle);
  }
}

struct vf_io *
vf_io_open_nbd (const char *uri, unsigned connections, bool writable,
                struct vf_error *err)
{
  struct nbd_handle *handle = vf_nbd_connect (uri, FIRST_CONNECT_MS, err);
  CLEANUP_IO struct vf_io *io = NULL;
  struct vf_nbd *nbd;

  if (!handle)
    return NULL;
  nbd = calloc (1, sizeof *nbd);
  if (!nbd || vf_io_init (&nbd->io, &nbd_ops, uri, 0, err)) {
    vf_error_nomem (err, uri);
    nbd_close (handle);
    free (nbd);
    return NULL;
  }
  io = &nbd->io;
  pthread_mutex_init (&nbd->edge_lock, NULL);
  pthread_mutex_init (&nbd->map.lock, NULL);
  add_connection (nbd, handle);
  if (learn_export (nbd, handle, writable, err))
    return NULL;
  if (nbd_can_multi_conn (handle) == 1)
    add_more (nbd, connections);
  return TAKE (io);
}

bool
vf_io_is_nbd_uri (const char *text)
{
  static const char *const schemes[] = {
    "nbd://",       "nbds://",       "nbd+unix://",
    "nbds+unix://", "nbd+vsock://",  "nbds+vsock://",
  };
  size_t i;

  for (i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
    if (strncasecmp (text, schemes[i], strlen (schemes[i])) == 0)
      return true;
  return false;
}
