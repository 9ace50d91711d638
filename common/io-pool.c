/* vmferry: a pool of descriptors.  The files that were read last keep theirs;
 * the one whose turn is longest ago gives its up.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io-pool.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/io-ops.h"

/* More gain nothing; fewer make no progress with several threads. */
enum { MAX_OPEN = 1024, MIN_OPEN = 16 };

struct pooled_io {
  struct vf_io io;
  struct stat identity;
  struct vf_io *file; /* NULL: has no descriptor now */
  unsigned users;
  bool is_pinned;                  /* someone has its descriptor */
  struct pooled_io *older, *newer; /* among those that could give it up */
};

static struct {
  pthread_mutex_t lock;
  struct pooled_io *oldest, *newest;
  unsigned n_open, n_pinned;
  unsigned max_open; /* 0: not asked yet */
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Half of what the process may have; the other half is for all else. */
static unsigned
max_open (void)
{
  struct rlimit limit;

  if (pool.max_open)
    return pool.max_open;
  pool.max_open = MAX_OPEN;
  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur / 2 < MAX_OPEN)
    pool.max_open = limit.rlim_cur / 2;
  if (pool.max_open < MIN_OPEN)
    pool.max_open = MIN_OPEN;
  return pool.max_open;
}

/* Takes POOLED off the list of those that could give their descriptor up. */
static void
leave_list (struct pooled_io *pooled)
{
  *(pooled->older ? &pooled->older->newer : &pool.oldest) = pooled->newer;
  *(pooled->newer ? &pooled->newer->older : &pool.newest) = pooled->older;
  pooled->older = pooled->newer = NULL;
}

static void
join_list (struct pooled_io *pooled)
{
  pooled->older = pool.newest;
  *(pool.newest ? &pool.newest->newer : &pool.oldest) = pooled;
  pool.newest = pooled;
}

/* Closes files until one more may be opened, as far as none is in use. */
static void
make_room (void)
{
  struct pooled_io *oldest;

  while (pool.n_open >= max_open () && (oldest = pool.oldest)) {
    leave_list (oldest);
    vf_io_close (oldest->file);
    oldest->file = NULL;
    pool.n_open--;
  }
}

static bool
identify (const struct vf_io *file, struct stat *ret_identity)
{
  uint64_t offset;
  int fd;

  return vf_io_get_fd (file, &fd, &offset) && fstat (fd, ret_identity) == 0;
}

/* Whether FILE is what POOLED was made for.  The number of a file that is gone
 * may be another's by now, hence the time. */
static bool
is_same (const struct pooled_io *pooled, const struct vf_io *file)
{
  const struct stat *old = &pooled->identity;
  struct stat now;

  return identify (file, &now) && now.st_dev == old->st_dev
         && now.st_ino == old->st_ino && now.st_size == old->st_size
         && now.st_mtim.tv_sec == old->st_mtim.tv_sec
         && now.st_mtim.tv_nsec == old->st_mtim.tv_nsec;
}

static int
open_again (struct pooled_io *pooled, struct vf_error *err)
{
  CLEANUP_IO struct vf_io *file = NULL;

  make_room ();
  file = vf_io_open_file (pooled->io.name, err);
  if (!file)
    return -1;
  if (!is_same (pooled, file))
    return vf_error_set (err, VF_ERROR_IO,
                         "was replaced or changed while it was read");
  pooled->file = TAKE (file);
  pool.n_open++;
  return 0;
}

/* Sees to it that POOLED has a descriptor, until it is released. */
static int
acquire (struct pooled_io *pooled, struct vf_error *err)
{
  int r = 0;

  pthread_mutex_lock (&pool.lock);
  if (!pooled->file)
    r = open_again (pooled, err);
  else if (pooled->users == 0 && !pooled->is_pinned)
    leave_list (pooled);
  if (r == 0)
    pooled->users++;
  pthread_mutex_unlock (&pool.lock);
  return r;
}

static void
release (struct pooled_io *pooled)
{
  pthread_mutex_lock (&pool.lock);
  if (--pooled->users == 0 && !pooled->is_pinned)
    join_list (pooled);
  pthread_mutex_unlock (&pool.lock);
}

static int
pooled_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
             struct vf_error *err)
{
  struct pooled_io *pooled = (struct pooled_io *)io;
  int r;

  if (acquire (pooled, err))
    return -1;
  r = pooled->file->ops->read (pooled->file, buf, n, offset, err);
  release (pooled);
  return r;
}

static int
pooled_next_span (struct vf_io *io, uint64_t offset, struct vf_span *ret_span,
                  struct vf_error *err)
{
  struct pooled_io *pooled = (struct pooled_io *)io;
  int r;

  if (acquire (pooled, err))
    return -1;
  r = pooled->file->ops->next_span (pooled->file, offset, ret_span, err);
  release (pooled);
  return r;
}

/* Who gets the descriptor may use it as long as the io is there, so only half
 * of them are given away. */
static bool
pooled_get_fd (const struct vf_io *io, int *ret_fd, uint64_t *ret_offset)
{
  struct pooled_io *pooled = (struct pooled_io *)io;
  struct vf_error ignored;
  bool is_pinned;

  if (acquire (pooled, &ignored))
    return false;
  pthread_mutex_lock (&pool.lock);
  if (!pooled->is_pinned && pool.n_pinned < max_open () / 2) {
    pooled->is_pinned = true;
    pool.n_pinned++;
  }
  is_pinned = pooled->is_pinned;
  pthread_mutex_unlock (&pool.lock);
  release (pooled);
  return is_pinned && vf_io_get_fd (pooled->file, ret_fd, ret_offset);
}

static bool
pooled_get_file_id (const struct vf_io *io, struct vf_file_id *ret_id)
{
  const struct pooled_io *pooled = (const struct pooled_io *)io;

  *ret_id = (struct vf_file_id){ .device = pooled->identity.st_dev,
                                 .inode = pooled->identity.st_ino };
  return true;
}

static void
pooled_close (struct vf_io *io)
{
  struct pooled_io *pooled = (struct pooled_io *)io;

  pthread_mutex_lock (&pool.lock);
  if (pooled->file) {
    if (!pooled->is_pinned)
      leave_list (pooled);
    pool.n_pinned -= pooled->is_pinned;
    pool.n_open--;
    vf_io_close (pooled->file);
  }
  pthread_mutex_unlock (&pool.lock);
  free (pooled);
}

static const struct vf_io_ops pooled_ops = {
  .read = pooled_read,
  .next_span = pooled_next_span,
  .get_fd = pooled_get_fd,
  .get_file_id = pooled_get_file_id,
  .close = pooled_close,
};

struct vf_io *
vf_io_from_fd_pooled (int fd, const char *path, struct vf_error *err)
{
  CLEANUP_IO struct vf_io *file = vf_io_from_fd (fd, path, false, err);
  CLEANUP_FREE struct pooled_io *pooled = NULL;

  if (!file)
    return NULL;
  pooled = calloc (1, sizeof *pooled);
  if (!pooled) {
    vf_error_nomem (err, path);
    return NULL;
  }
  if (!identify (file, &pooled->identity)) {
    vf_error_set (err, VF_ERROR_IO, "%s: cannot stat", path);
    return NULL;
  }
  if (vf_io_init (&pooled->io, &pooled_ops, path, vf_io_size (file), err))
    return NULL;
  pooled->file = TAKE (file);
  pthread_mutex_lock (&pool.lock);
  make_room ();
  pool.n_open++;
  join_list (pooled);
  pthread_mutex_unlock (&pool.lock);
  return &TAKE (pooled)->io;
}
