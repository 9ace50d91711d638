/* vmferry: an image served by NBD to another process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/nbd-server.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "common/job.h"
#include "common/process.h"
#include "common/text.h"
#include "convert/disk/plugin-path.h"

/* nbdkit listens within milliseconds; a busy host may take longer. */
enum { WAIT_MS = 20, MAX_WAITS = 1500 };

struct vf_nbd_server {
  struct vf_process *process;
  char *socket_path;
  char *uri;
};

static int
wait_for_socket (struct vf_nbd_server *server, struct vf_job *job,
                 struct vf_error *err)
{
  struct stat st;
  int i, ended;

  for (i = 0; i < MAX_WAITS; i++) {
    if (stat (server->socket_path, &st) == 0)
      return 0;
    if (vf_job_check (job, err))
      return -1;
    ended = vf_process_wait (server->process, WAIT_MS, err);
    if (ended < 0)
      return -1;
    if (ended)
      return vf_error_set (err, VF_ERROR_EXTERNAL,
                           "nbdkit ended before it served");
  }
  return vf_error_set (err, VF_ERROR_EXTERNAL,
                       "nbdkit does not listen after %d seconds",
                       WAIT_MS * MAX_WAITS / 1000);
}

static int
start_nbdkit (struct vf_nbd_server *server, const char *image,
              const char *format, struct vf_error *err)
{
  CLEANUP_FREE char *plugin = vf_plugin_path ();
  CLEANUP_FREE char *image_word = vf_text_printf ("image=%s", image);
  CLEANUP_FREE char *format_word
      = vf_text_printf ("format=%s", format ? format : "");
  const char *argv[] = { "nbdkit",
                         "--foreground",
                         "--readonly",
                         "--unix",
                         server->socket_path,
                         plugin,
                         image_word,
                         format ? format_word : NULL,
                         NULL };

  if (!plugin || !image_word || !format_word)
    return vf_error_nomem (err, "the command line of nbdkit");
  server->process = vf_process_start (argv, -1, err);
  return server->process ? 0 : -1;
}

struct vf_nbd_server *
vf_nbd_server_start (const char *image, const char *format,
                     const char *socket_path, struct vf_job *job,
                     struct vf_error *err)
{
  CLEANUP_NBD_SERVER struct vf_nbd_server *server = calloc (1, sizeof *server);

  if (server) {
    server->socket_path = vf_text_printf ("%s", socket_path);
    server->uri = vf_text_printf ("nbd+unix:///?socket=%s", socket_path);
  }
  if (!server || !server->socket_path || !server->uri) {
    vf_error_nomem (err, image);
    return NULL;
  }
  if (start_nbdkit (server, image, format, err)
      || wait_for_socket (server, job, err)) {
    vf_error_prefix (err, "%s: serving it", image);
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
