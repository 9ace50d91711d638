/* vmferry: QEMU's sockets.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/boot-socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/process.h"

enum {
  PATIENCE_MS = 30000, /* for QEMU to start on a busy host */
  STEP_MS = 20,
};

static int
try_connect (const struct sockaddr_un *address)
{
  CLEANUP_FD int fd
      = socket (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int result = fd;

  if (fd < 0
      || connect (fd, (const struct sockaddr *)address, sizeof *address))
    return -1;
  fd = -1;
  return result;
}

int
vf_boot_connect (const char *folder, const char *name,
                 struct vf_process *process, struct vf_error *err)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int waited, fd, r;

  r = snprintf (address.sun_path, sizeof address.sun_path, "%s/%s", folder,
                name);
  if (r < 0 || (size_t)r >= sizeof address.sun_path)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "%s: too long a path for a socket", folder);
  for (waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
    fd = try_connect (&address);
    if (fd >= 0)
      return fd;
    r = vf_process_wait (process, STEP_MS, err);
    if (r < 0)
      return -1;
    if (r > 0)
      return vf_error_set (err, VF_ERROR_EXTERNAL,
                           "QEMU ended before it started the guest");
  }
  return vf_error_set (err, VF_ERROR_EXTERNAL, "QEMU does not open its %s",
                       name);
}

void
vf_boot_say (int fd, const char *text)
{
  ssize_t r;

  do
    r = send (fd, text, strlen (text), MSG_NOSIGNAL);
  while (r < 0 && errno == EINTR);
}

size_t
vf_boot_take (int fd, char *buf, size_t size)
{
  ssize_t r = recv (fd, buf, size, 0);

  return r > 0 ? (size_t)r : 0;
}

void
vf_boot_talk_feed (struct vf_boot_talk *talk, const char *bytes, size_t n,
                   void (*see) (const char *line, void *data), void *data)
{
  size_t i;

  for (i = 0; i < n; i++) {
    if (bytes[i] == '\n') {
      talk->line[talk->length] = '\0';
      see (talk->line, data);
      talk->length = 0;
    } else if (talk->length < sizeof talk->line - 1) {
      talk->line[talk->length++] = bytes[i];
    }
  }
}
