/* vmferry: an io on a file or a block device.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "common/error.h"
#include "common/io-file-priv.h"

static int
file_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
           struct vf_error *err)
{
  const struct vf_file_io *file = (struct vf_file_io *)io;
  char *to = buf;
  ssize_t got;

  for (; n; n -= got, to += got, offset += got) {
    got = pread (file->fd, to, n, offset);
    if (got == 0)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "became shorter while it was read: nothing at "
                           "byte %" PRIu64,
                           offset);
    if (got < 0 && errno != EINTR)
      return vf_error_set_errno (
          err, errno, "cannot read %zu bytes at %" PRIu64, n, offset);
    if (got < 0)
      got = 0;
    if (file->hints & VF_IO_DROP_READ)
      vf_file_drop_read (file, got, offset);
  }
  return 0;
}

static int
file_resize (struct vf_io *io, uint64_t size, struct vf_error *err)
{
  const struct vf_file_io *file = (struct vf_file_io *)io;

  if (ftruncate (file->fd, size))
    return vf_error_set_errno (err, errno, "cannot set its size to %" PRIu64,
                               size);
  return 0;
}

static int
file_flush (struct vf_io *io, struct vf_error *err)
{
  const struct vf_file_io *file = (struct vf_file_io *)io;

  if (fsync (file->fd))
    return vf_error_set_errno (err, errno, "cannot flush to disk");
  return 0;
}

/* Fills a span of the KIND that goes from OFFSET to END. */
static void
set_span (struct vf_span *span, enum vf_span_kind kind, uint64_t offset,
          uint64_t end)
{
  *span = (struct vf_span){
    .start = offset,
    .length = end - offset,
    .kind = kind,
    .has_offset = kind == VF_SPAN_DATA,
    .offset = offset,
  };
}

/* Where the zeros from OFFSET on end; OFFSET itself when there are none, or
 * when it is not known.  A file that became shorter has none: reading it is
 * what tells so. */
static uint64_t
end_of_zeros (const struct vf_file_io *file, uint64_t offset)
{
  off_t data = lseek (file->fd, offset, SEEK_DATA);

  if (data >= 0)
    return data;
  if (errno == ENXIO && lseek (file->fd, file->io.size - 1, SEEK_HOLE) >= 0)
    return file->io.size;
  return offset;
}

static int
file_next_span (struct vf_io *io, uint64_t offset, struct vf_span *ret_span,
                struct vf_error *err __attribute__ ((unused)))
{
  const struct vf_file_io *file = (struct vf_file_io *)io;
  uint64_t data = end_of_zeros (file, offset);
  off_t hole;

  if (data > offset) {
    set_span (ret_span, VF_SPAN_ZERO, offset, data);
    return 0;
  }
  hole = lseek (file->fd, offset, SEEK_HOLE);
  set_span (ret_span, VF_SPAN_DATA, offset,
            hole > (off_t)offset ? (uint64_t)hole : io->size);
  return 0;
}

static void
file_take_hints (struct vf_io *io, unsigned hints)
{
  ((struct vf_file_io *)io)->hints = hints;
}

static bool
file_get_fd (const struct vf_io *io, int *ret_fd, uint64_t *ret_offset)
{
  *ret_fd = ((const struct vf_file_io *)io)->fd;
  *ret_offset = 0;
  return true;
}

static void
file_close (struct vf_io *io)
{
  struct vf_file_io *file = (struct vf_file_io *)io;

  close (file->fd);
  pthread_mutex_destroy (&file->write_lock);
  free (file);
}

static const struct vf_io_ops file_ops = {
  .read = file_read,
  .write = vf_file_write,
  .write_zeroes = vf_file_write_zeroes,
  .resize = file_resize,
  .flush = file_flush,
  .next_span = file_next_span,
  .take_hints = file_take_hints,
  .get_fd = file_get_fd,
  .close = file_close,
};

/* What there is no disk in, by its kind. */
static const char *
kind_of (mode_t mode)
{
  return S_ISDIR (mode)    ? "a folder"
         : S_ISCHR (mode)  ? "a character device"
         : S_ISFIFO (mode) ? "a pipe"
                           : "something else";
}

/* The size of what FD is open on, and whether that is a block device. */
static int
measure (int fd, const char *name, uint64_t *ret_size, bool *ret_is_block,
         struct vf_error *err)
{
  struct stat st;

  if (fstat (fd, &st))
    return vf_error_set_errno (err, errno, "%s: cannot stat", name);
  if (S_ISREG (st.st_mode)) {
    *ret_size = st.st_size;
    *ret_is_block = false;
    return 0;
  }
  if (!S_ISBLK (st.st_mode))
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "%s: is %s, must be a file or a block device", name,
                         kind_of (st.st_mode));
  *ret_is_block = true;
  if (ioctl (fd, BLKGETSIZE64, ret_size))
    return vf_error_set_errno (err, errno, "%s: cannot get its size", name);
  return 0;
}

/* Where blocks that were reserved were measured to be worth their call. */
static bool
is_on_ext4 (int fd)
{
  struct statfs st;

  return fstatfs (fd, &st) == 0 && st.f_type == EXT4_SUPER_MAGIC;
}

struct vf_io *
vf_io_from_fd (int fd, const char *name, bool writable, struct vf_error *err)
{
  CLEANUP_FD int owned = fd;
  CLEANUP_FREE struct vf_file_io *file = calloc (1, sizeof *file);
  uint64_t size;

  if (!file) {
    vf_error_nomem (err, name);
    return NULL;
  }
  if (measure (fd, name, &size, &file->is_block_device, err)
      || vf_io_init (&file->io, &file_ops, name, size, err))
    return NULL;
  file->fd = owned;
  pthread_mutex_init (&file->write_lock, NULL);
  owned = -1;
  file->io.is_writable = writable;
  file->io.can_grow = writable && !file->is_block_device;
  file->wants_reserve = file->io.can_grow && is_on_ext4 (file->fd);
  return &TAKE (file)->io;
}

/* Whether PATH, which leads to no file, was meant for QEMU or nbdkit. */
static bool
looks_like_uri (const char *path)
{
  return strstr (path, "://") || strncmp (path, "nbd:", 4) == 0
         || strncmp (path, "json:", 5) == 0;
}

/* O_NONBLOCK keeps the open of a FIFO from waiting for its other end; it
 * means nothing to files and block devices. */
static struct vf_io *
open_file (const char *path, int flags, struct vf_error *err)
{
  int fd = open (path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat st;

  if (fd < 0) {
    vf_error_set_errno (err, errno, "%s: cannot open", path);
    if (err->errnum == ENOENT && looks_like_uri (path))
      vf_error_set (err, VF_ERROR_NOT_FOUND,
                    "%s: no file, and no NBD URI (nbd://HOST/NAME, "
                    "nbd+unix:///NAME?socket=PATH), the only kind of URI that "
                    "is opened",
                    path);
    if (err->errnum == ENXIO && stat (path, &st) == 0 && S_ISSOCK (st.st_mode))
      err->code = VF_ERROR_UNSUPPORTED;
    return NULL;
  }
  return vf_io_from_fd (fd, path, flags == O_RDWR, err);
}

struct vf_io *
vf_io_open_file (const char *path, struct vf_error *err)
{
  return open_file (path, O_RDONLY, err);
}

struct vf_io *
vf_io_open_file_rw (const char *path, struct vf_error *err)
{
  return open_file (path, O_RDWR, err);
}
