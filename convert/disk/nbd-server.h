/* vmferry: an image served by NBD to another process, on a private socket:
 * nbdkit with our plugin, for as long as we need it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_NBD_SERVER_H
#define VF_CONVERT_DISK_NBD_SERVER_H

#include <stddef.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_job;
struct vf_nbd_server;
struct vf_source_params;

/* Serves the image that SOURCE names read-only on the unix socket SOCKET_PATH
 * and returns once clients can connect.
 * Owner:   the caller ends it with vf_nbd_server_stop.
 * Errors:  EXTERNAL with nbdkit's words, NOT_FOUND without nbdkit, CANCELLED */
struct vf_nbd_server *
vf_nbd_server_start (const struct vf_source_params *source,
                     const char *socket_path, struct vf_job *job,
                     struct vf_error *err);

/* The URI of the export.  Owner: the server. */
const char *vf_nbd_server_uri (const struct vf_nbd_server *server);

/* Ends the server and removes its socket; NULL is allowed. */
void vf_nbd_server_stop (struct vf_nbd_server *server);

VF_DEFINE_CLEANUP (nbd_server, struct vf_nbd_server, vf_nbd_server_stop)
#define CLEANUP_NBD_SERVER VF_CLEANUP (vf_cleanup_nbd_server)

#endif
