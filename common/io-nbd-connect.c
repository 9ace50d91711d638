/* vmferry: connecting to an NBD server by a deadline, and noticing when it is
 * gone without a word.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io-nbd-priv.h"

#include <errno.h>
#include <libnbd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "common/error.h"

enum {
  /* A peer that is gone is noticed after 30 + 6 x 10 s of waiting for it, */
  KEEPALIVE_IDLE_S = 30,
  KEEPALIVE_INTERVAL_S = 10,
  KEEPALIVE_COUNT = 6,
  /* and after as long when it does not take what is sent. */
  UNHEARD_MS = 90 * 1000,
};

/* The name of libnbd's function in front is of use to nobody. */
int
vf_nbd_set_connect_error (const char *uri, struct vf_error *err)
{
  const char *text = nbd_get_error ();
  int errnum = nbd_get_errno ();
  const char *colon = text ? strstr (text, ": ") : NULL;
  enum vf_error_code code = VF_ERROR_EXTERNAL;

  if (colon && strncmp (text, "nbd_", 4) == 0)
    text = colon + 2;
  if (errnum == ENOENT || errnum == ECONNREFUSED)
    code = VF_ERROR_NOT_FOUND;
  vf_error_set (err, code, "%s: cannot connect: %s", uri,
                text ? text : "the server has gone");
  err->errnum = errnum;
  return -1;
}

static int64_t
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Connects HANDLE by a deadline. */
static int
await_connection (struct nbd_handle *handle, const char *uri, int timeout_ms,
                  struct vf_error *err)
{
  int64_t deadline = now_ms () + timeout_ms, left;

  if (nbd_aio_connect_uri (handle, uri))
    return vf_nbd_set_connect_error (uri, err);
  while (nbd_aio_is_connecting (handle)) {
    left = deadline - now_ms ();
    if (left <= 0)
      return vf_error_set (err, VF_ERROR_EXTERNAL,
                           "%s: the server did not answer within %d seconds",
                           uri, timeout_ms / 1000);
    if (nbd_poll (handle, (int)left) < 0)
      return vf_nbd_set_connect_error (uri, err);
  }
  if (!nbd_aio_is_ready (handle))
    return vf_error_set (err, VF_ERROR_EXTERNAL,
                         "%s: the server closed the connection", uri);
  return 0;
}

static void
set_keepalive (struct nbd_handle *handle)
{
  int fd = nbd_aio_get_fd (handle);

  /* Not to be had on other sockets than TCP, and not needed there. */
  setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &(int){ 1 }, sizeof (int));
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPIDLE, &(int){ KEEPALIVE_IDLE_S },
              sizeof (int));
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPINTVL, &(int){ KEEPALIVE_INTERVAL_S },
              sizeof (int));
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPCNT, &(int){ KEEPALIVE_COUNT },
              sizeof (int));
  setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &(int){ UNHEARD_MS },
              sizeof (int));
}

/* Reads go over whole buffers or fail, so these need no clearing first; and
 * what a server says about alignment is its own to enforce. */
struct nbd_handle *
vf_nbd_connect (const char *uri, int timeout_ms, struct vf_error *err)
{
  struct nbd_handle *handle = nbd_create ();

  if (!handle) {
    vf_error_nomem (err, uri);
    return NULL;
  }
  if (nbd_add_meta_context (handle, LIBNBD_CONTEXT_BASE_ALLOCATION)
      || nbd_set_uri_allow_local_file (handle, true)
      || nbd_set_pread_initialize (handle, false)
      || nbd_set_strict_mode (handle,
                              LIBNBD_STRICT_MASK & ~LIBNBD_STRICT_ALIGN)) {
    vf_nbd_set_connect_error (uri, err);
    nbd_close (handle);
    return NULL;
  }
  if (await_connection (handle, uri, timeout_ms, err)) {
    nbd_close (handle);
    return NULL;
  }
  set_keepalive (handle);
  return handle;
}
