/* vmferry: nbdkit does not remove its socket when it ends, and does not start
 * where one is; what nobody listens on any more is taken away here.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/socket-path.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/error.h"

/* Whether connecting to PATH is refused: its server has ended. */
static bool
is_deserted (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  size_t length = strlen (path);
  int fd, r;

  if (length >= sizeof address.sun_path)
    return false;
  memcpy (address.sun_path, path, length);
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return false;
  r = connect (fd, (struct sockaddr *)&address, sizeof address);
  r = r ? errno : 0;
  close (fd);
  return r == ECONNREFUSED;
}

int
vf_socket_path_free (const char *path, struct vf_error *err)
{
  struct stat st;

  if (lstat (path, &st))
    return 0; /* none there, or nbdkit says why not */
  if (!S_ISSOCK (st.st_mode))
    return vf_error_set (err, VF_ERROR_EXISTS,
                         "%s: is there already, and is no socket", path);
  if (!is_deserted (path))
    return vf_error_set (err, VF_ERROR_EXISTS,
                         "%s: another server is listening there", path);
  if (unlink (path))
    return vf_error_set_errno (err, errno, "%s: cannot remove", path);
  return 0;
}
