/* vmferry: writing to a file or a block device.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "common/io-file-priv.h"

/* Gives a file its blocks before the data.  The kernel writes to blocks that
 * are there with one lookup for all of them, and enters those that are not one
 * by one, with a lock on the file for which the other threads wait.  What
 * fails here fails again, and is told, by the write. */
static void
reserve (const struct vf_file_io *file, uint64_t n, uint64_t offset)
{
  if (file->wants_reserve && n >= VF_FILE_MIN_DATA)
    fallocate (file->fd, 0, offset, n);
}

static ssize_t
write_once (struct vf_file_io *file, const void *buf, size_t n,
            uint64_t offset)
{
  struct vf_file_range ranges[2];
  bool is_time;
  ssize_t put;

  reserve (file, n, offset);
  put = pwrite (file->fd, buf, n, offset);
  if (put <= 0 || !(file->hints & (VF_IO_WRITE_EARLY | VF_IO_DROP_WRITTEN)))
    return put;
  pthread_mutex_lock (&file->write_lock);
  is_time = vf_file_note_written (file, put, offset, ranges);
  pthread_mutex_unlock (&file->write_lock);
  if (is_time)
    vf_file_write_behind (file, ranges);
  return put;
}

int
vf_file_write (struct vf_io *io, const void *buf, size_t n, uint64_t offset,
               struct vf_error *err)
{
  struct vf_file_io *file = (struct vf_file_io *)io;
  const char *from = buf;
  ssize_t put;

  for (; n; n -= put, from += put, offset += put) {
    put = write_once (file, from, n, offset);
    if (put == 0 || (put < 0 && errno != EINTR))
      return vf_error_set_errno (err, put ? errno : ENOSPC,
                                 "cannot write %zu bytes at %" PRIu64, n,
                                 offset);
    if (put < 0)
      put = 0;
  }
  return 0;
}

/* Makes a file reach to END at least.  The byte that is written lies in the
 * range to be zeroed, so no other thread writes it; truncating to END could
 * cut off what one has written behind it. */
static int
reach (int fd, uint64_t end)
{
  struct stat st;

  if (fstat (fd, &st))
    return -1;
  if ((uint64_t)st.st_size >= end)
    return 0;
  return pwrite (fd, "", 1, end - 1) == 1 ? 0 : -1;
}

/* A hole in a file, unmapped or zeroed blocks on a device. */
static int
zero_range (const struct vf_file_io *file, uint64_t n, uint64_t offset)
{
  uint64_t range[2] = { offset, n };

  if (file->is_block_device)
    return ioctl (file->fd, BLKZEROOUT, range);
  if (reach (file->fd, offset + n))
    return -1;
  return fallocate (file->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                    offset, n);
}

/* Neither is to be had everywhere, hence the answer 0. */
int
vf_file_write_zeroes (struct vf_io *io, uint64_t n, uint64_t offset,
                      struct vf_error *err)
{
  const struct vf_file_io *file = (struct vf_file_io *)io;
  int r;

  do
    r = zero_range (file, n, offset);
  while (r && errno == EINTR);
  if (r == 0)
    return 1;
  if (errno == EOPNOTSUPP || errno == EINVAL || errno == ENOTTY
      || errno == ENODEV || errno == ENOSYS)
    return 0;
  return vf_error_set_errno (
      err, errno, "cannot zero %" PRIu64 " bytes at %" PRIu64, n, offset);
}
