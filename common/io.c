/* vmferry: one wrapper per io operation: checks what every kind may rely on,
 * supplies the defaults, and names the io in errors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io-ops.h"

/* Zeros are written in pieces of this size where there is no better way. */
enum { ZERO_PIECE = 256 * 1024 };

/* The page of most file systems and devices. */
enum { DEFAULT_PREFERRED_SIZE = 4096 };

int
vf_io_init (struct vf_io *io, const struct vf_io_ops *ops, const char *name,
            uint64_t size, struct vf_error *err)
{
  io->name = strdup (name);
  if (!io->name)
    return vf_error_nomem (err, name);
  io->ops = ops;
  io->size = size;
  return 0;
}

void
vf_io_close (struct vf_io *io)
{
  if (!io)
    return;
  free (io->name);
  io->ops->close (io);
}

const char *
vf_io_name (const struct vf_io *io)
{
  return io->name;
}

uint64_t
vf_io_size (const struct vf_io *io)
{
  return io->size;
}

uint32_t
vf_io_preferred_size (const struct vf_io *io)
{
  return io->preferred_size ? io->preferred_size : DEFAULT_PREFERRED_SIZE;
}

bool
vf_io_is_writable (const struct vf_io *io)
{
  return io->is_writable;
}

int
vf_io_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
            struct vf_error *err)
{
  if (!vf_range_inside (offset, n, io->size))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s: ends at byte %" PRIu64
                         ", but %zu bytes are needed at %" PRIu64,
                         io->name, io->size, n, offset);
  if (!n)
    return 0;
  if (io->ops->read (io, buf, n, offset, err))
    return vf_error_prefix (err, "%s", io->name);
  return 0;
}

char *
vf_io_read_all (struct vf_io *io, uint64_t max, size_t *ret_n,
                 struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;

  if (io->size > max) {
    vf_error_set (err, VF_ERROR_LIMIT,
                  "%s: %" PRIu64 " bytes, must be at most %" PRIu64, io->name,
                  io->size, max);
    return NULL;
  }
  text = malloc (io->size + 1);
  if (!text) {
    vf_error_nomem (err, io->name);
    return NULL;
  }
  if (vf_io_read (io, text, io->size, 0, err))
    return NULL;
  text[io->size] = '\0';
  *ret_n = io->size;
  return TAKE (text);
}

/* What write and write_zeroes have in common. */
static int
check_write (const struct vf_io *io, uint64_t n, uint64_t offset,
             struct vf_error *err)
{
  uint64_t end;

  if (!io->is_writable)
    return vf_error_set (err, VF_ERROR_PERMISSION,
                         "%s: not opened for writing", io->name);
  if (!vf_add_u64 (offset, n, &end) || end > INT64_MAX
      || (end > io->size && !io->can_grow))
    return vf_error_set (err, VF_ERROR_IO,
                         "%s: %" PRIu64 " bytes at %" PRIu64
                         " do not fit into its %" PRIu64 " bytes",
                         io->name, n, offset, io->size);
  return 0;
}

int
vf_io_write (struct vf_io *io, const void *buf, size_t n, uint64_t offset,
             struct vf_error *err)
{
  if (check_write (io, n, offset, err))
    return -1;
  if (!n)
    return 0;
  if (io->ops->write (io, buf, n, offset, err))
    return vf_error_prefix (err, "%s", io->name);
  return 0;
}

static int
write_zero_bytes (struct vf_io *io, uint64_t n, uint64_t offset,
                  struct vf_error *err)
{
  static const char zeros[ZERO_PIECE];
  size_t piece;

  for (; n; n -= piece, offset += piece) {
    piece = vf_min_u64 (n, sizeof zeros);
    if (io->ops->write (io, zeros, piece, offset, err))
      return -1;
  }
  return 0;
}

int
vf_io_write_zeroes (struct vf_io *io, uint64_t n, uint64_t offset,
                    struct vf_error *err)
{
  int done = 0;

  if (check_write (io, n, offset, err))
    return -1;
  if (!n)
    return 0;
  if (io->ops->write_zeroes)
    done = io->ops->write_zeroes (io, n, offset, err);
  if (done == 0)
    done = write_zero_bytes (io, n, offset, err);
  return done < 0 ? vf_error_prefix (err, "%s", io->name) : 0;
}

int
vf_io_resize (struct vf_io *io, uint64_t size, struct vf_error *err)
{
  if (!io->can_grow)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "%s: its size is fixed at %" PRIu64 " bytes",
                         io->name, io->size);
  if (io->ops->resize (io, size, err))
    return vf_error_prefix (err, "%s", io->name);
  io->size = size;
  return 0;
}

int
vf_io_flush (struct vf_io *io, struct vf_error *err)
{
  if (io->ops->flush && io->ops->flush (io, err))
    return vf_error_prefix (err, "%s", io->name);
  return 0;
}

int
vf_io_next_span (struct vf_io *io, uint64_t offset, struct vf_span *ret_span,
                 struct vf_error *err)
{
  struct vf_span span = { .start = 0,
                          .length = io->size,
                          .kind = VF_SPAN_DATA,
                          .has_offset = true };

  assert (offset < io->size);
  if (io->ops->next_span && io->ops->next_span (io, offset, &span, err))
    return vf_error_prefix (err, "%s", io->name);
  vf_span_cut (&span, offset, io->size);
  *ret_span = span;
  return 0;
}

void
vf_io_take_hints (struct vf_io *io, unsigned hints)
{
  if (io->ops->take_hints)
    io->ops->take_hints (io, hints);
}

bool
vf_io_get_fd (const struct vf_io *io, int *ret_fd, uint64_t *ret_offset)
{
  return io->ops->get_fd && io->ops->get_fd (io, ret_fd, ret_offset);
}

bool
vf_io_get_file_id (const struct vf_io *io, struct vf_file_id *ret_id)
{
  struct vf_file_id id;
  struct stat st;
  int fd;

  if (io->ops->get_file_id)
    return io->ops->get_file_id (io, ret_id);
  if (!vf_io_get_fd (io, &fd, &id.offset) || fstat (fd, &st))
    return false;
  id.device = st.st_dev;
  id.inode = st.st_ino;
  *ret_id = id;
  return true;
}

bool
vf_io_is_same_file (const struct vf_io *a, const struct vf_io *b)
{
  struct vf_file_id x, y;

  return vf_io_get_file_id (a, &x) && vf_io_get_file_id (b, &y)
         && x.device == y.device && x.inode == y.inode
         && x.offset == y.offset;
}
