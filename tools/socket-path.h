/* vmferry: the path of a unix socket, before a server is bound to it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_SOCKET_PATH_H
#define VF_TOOLS_SOCKET_PATH_H

struct vf_error;

/* Makes PATH free for a server: removes a socket that an ended server left.
 * Errors:  EXISTS when a server listens there, or it is no socket */
int vf_socket_path_free (const char *path, struct vf_error *err);

#endif
