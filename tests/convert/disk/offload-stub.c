/* vmferry: a file system that shares, or copies for us, as OFFLOAD says; for
 * LD_PRELOAD.  Knows nothing of files: what it says it does, it does by
 * reading and writing.
 *
 *   clone:N      clones N ranges, and then fails with errno ERRNO
 *   copy:N:MAX   is NFS, copies N times up to MAX bytes, and then fails
 *   slow         clones, but takes 50 ms
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include <errno.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long left = -1;

static const char *
mode (void)
{
  const char *text = getenv ("OFFLOAD");

  return text ? text : "";
}

static int
fail (void)
{
  const char *text = getenv ("ERRNO");

  errno = text ? atoi (text) : EOPNOTSUPP;
  return -1;
}

/* Whether another one is to succeed. */
static int
may_go_on (void)
{
  const char *colon = strchr (mode (), ':');
  int may;

  pthread_mutex_lock (&lock);
  if (left < 0)
    left = colon ? atol (colon + 1) : 0;
  may = left > 0;
  left -= may;
  pthread_mutex_unlock (&lock);
  return may;
}

static int
copy (int from, off_t from_offset, int to, off_t to_offset, size_t n)
{
  char *buf = malloc (n);
  int r = -1;

  if (buf && pread (from, buf, n, from_offset) == (ssize_t)n
      && pwrite (to, buf, n, to_offset) == (ssize_t)n)
    r = 0;
  free (buf);
  return r;
}

static int
clone_range (int to, const struct file_clone_range *range)
{
  int is_slow = strcmp (mode (), "slow") == 0;

  if (strncmp (mode (), "clone:", 6) != 0 && !is_slow)
    return fail ();
  if (range->src_offset % 4096 || range->dest_offset % 4096
      || range->src_length % 4096) {
    errno = EINVAL;
    return -1;
  }
  if (is_slow)
    usleep (50000);
  else if (!may_go_on ())
    return fail ();
  return copy (range->src_fd, range->src_offset, to, range->dest_offset,
               range->src_length);
}

int
ioctl (int fd, unsigned long request, ...)
{
  va_list args;
  void *arg;

  va_start (args, request);
  arg = va_arg (args, void *);
  va_end (args);
  if (request == FICLONERANGE)
    return clone_range (fd, arg);
  return syscall (SYS_ioctl, fd, request, arg);
}

static int
say_nfs (int fd, void *fs)
{
  int r = syscall (SYS_fstatfs, fd, fs);

  if (r == 0 && strncmp (mode (), "copy:", 5) == 0)
    ((struct statfs *)fs)->f_type = 0x6969;
  return r;
}

int
fstatfs (int fd, struct statfs *fs)
{
  return say_nfs (fd, fs);
}

int
fstatfs64 (int fd, struct statfs64 *fs)
{
  return say_nfs (fd, fs);
}

ssize_t
copy_file_range (int from, off_t *from_offset, int to, off_t *to_offset,
                 size_t n, unsigned flags __attribute__ ((unused)))
{
  const char *max = strrchr (mode (), ':');

  if (!may_go_on ())
    return fail ();
  if (n > (size_t)atol (max + 1))
    n = atol (max + 1);
  if (copy (from, *from_offset, to, *to_offset, n))
    return -1;
  *from_offset += n;
  *to_offset += n;
  return n;
}
