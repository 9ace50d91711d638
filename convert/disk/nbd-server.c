/* vmferry: an image served by NBD to another process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/nbd-server.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/job.h"
#include "common/process.h"
#include "common/text.h"
#include "convert/disk/plugin-params.h"
#include "convert/disk/plugin-path.h"
#include "formats/source.h"

/* nbdkit listens within milliseconds, or once the image is open: all of a
 * gzip file is inflated for that, however long it takes. */
enum { WAIT_MS = 20 };

struct vf_nbd_server {
  struct vf_process *process;
  char *socket_path;
  char *uri;
};

/* Whether a client gets through: the socket is there a moment before that.
 * A path too long for a socket address is nbdkit's to complain about. */
static bool
is_listening (const char *socket_path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  CLEANUP_FD int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd < 0 || strlen (socket_path) >= sizeof address.sun_path)
    return false;
  strcpy (address.sun_path, socket_path);
  return connect (fd, (struct sockaddr *)&address, sizeof address) == 0;
}

static int
wait_for_socket (struct vf_nbd_server *server, struct vf_job *job,
                 struct vf_error *err)
{
  int ended;

  while (!is_listening (server->socket_path)) {
    if (vf_job_check (job, err))
      return -1;
    ended = vf_process_wait (server->process, WAIT_MS, err);
    if (ended < 0)
      return -1;
    if (ended)
      return vf_error_set (err, VF_ERROR_EXTERNAL,
                           "nbdkit ended before it served");
  }
  return 0;
}

static int
start_nbdkit (struct vf_nbd_server *server,
              const struct vf_source_params *source, struct vf_error *err)
{
  CLEANUP_FREE char *plugin = vf_plugin_path ();
  CLEANUP_PLUGIN_PARAMS char **params = vf_plugin_params (source, err);
  const char *const first[] = { "nbdkit", "--foreground",      "--readonly",
                                "--unix", server->socket_path, plugin };
  enum { N_FIRST = sizeof first / sizeof first[0] };
  CLEANUP_FREE const char **line = NULL;
  size_t n = 0;

  if (!params)
    return -1;
  while (params[n])
    n++;
  line = calloc (N_FIRST + n + 1, sizeof *line);
  if (!plugin || !line)
    return vf_error_nomem (err, "the command line of nbdkit");
  memcpy (line, first, sizeof first);
  memcpy (line + N_FIRST, params, n * sizeof *params);
  server->process = vf_process_start (line, -1, err);
  return server->process ? 0 : -1;
}

struct vf_nbd_server *
vf_nbd_server_start (const struct vf_source_params *source,
                     const char *socket_path, struct vf_job *job,
                     struct vf_error *err)
{
  CLEANUP_NBD_SERVER struct vf_nbd_server *server = calloc (1, sizeof *server);
  CLEANUP_FREE char *escaped = vf_text_uri_escape (socket_path);

  if (server) {
    server->socket_path = vf_text_printf ("%s", socket_path);
    if (escaped)
      server->uri = vf_text_printf ("nbd+unix:///?socket=%s", escaped);
  }
  if (!server || !server->socket_path || !server->uri) {
    vf_error_nomem (err, source->location);
    return NULL;
  }
  if (start_nbdkit (server, source, err)
      || wait_for_socket (server, job, err)) {
    vf_error_prefix (err, "%s: serving it", source->location);
    return NULL;
  }
  return TAKE (server);
}

const char *
vf_nbd_server_uri (const struct vf_nbd_server *server)
{
  return server->uri;
}

void
vf_nbd_server_stop (struct vf_nbd_server *server)
{
  if (!server)
    return;
  vf_process_stop (server->process);
  if (server->socket_path)
    unlink (server->socket_path);
  free (server->socket_path);
  free (server->uri);
  free (server);
}
