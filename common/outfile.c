/* vmferry: the life of a temporary file until it gets its real name, and the
 * table of those that are alive, which a signal handler can read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"

enum {
  MAX_LIVE = 256,     /* outfiles at once; a fleet has one per running copy */
  MAX_KEPT_NAME = 200, /* leaves room for the rest within NAME_MAX */
  MAX_TRIES = 100,    /* random names that somebody else already has */
};

enum { SLOT_FREE, SLOT_FILLING, SLOT_LIVE };

/* Static, so that a handler finds it whole at any time.  PID keeps a forked
 * child from removing the files of its parent. */
struct slot {
  atomic_int state;
  pid_t pid;
  char path[PATH_MAX];
};

struct vf_outfile {
  struct vf_io *io;
  char *path; /* all links on the way resolved */
  char *folder;
  mode_t mode;
  bool replaces;       /* there is a file of that name */
  struct stat replaced;
  struct slot *slot;
};

static struct slot slots[MAX_LIVE];

static struct slot *
take_slot (struct vf_error *err)
{
  int expected;
  size_t i;

  for (i = 0; i < MAX_LIVE; i++) {
    expected = SLOT_FREE;
    if (atomic_compare_exchange_strong (&slots[i].state, &expected,
                                        SLOT_FILLING)) {
      slots[i].pid = getpid ();
      return &slots[i];
    }
  }
  vf_error_set (err, VF_ERROR_LIMIT,
                "%d temporary files are open at once, no more are allowed",
                MAX_LIVE);
  return NULL;
}

void
vf_outfile_remove_all (void)
{
  pid_t pid = getpid ();
  size_t i;

  for (i = 0; i < MAX_LIVE; i++)
    if (atomic_load (&slots[i].state) == SLOT_LIVE && slots[i].pid == pid)
      unlink (slots[i].path);
}

/* Sets path and folder.  A link to a file is written where it points to. */
static int
resolve (struct vf_outfile *out, const char *path, struct vf_error *err)
{
  CLEANUP_FREE char *folder = NULL;
  const char *slash = strrchr (path, '/');

  out->path = realpath (path, NULL);
  if (out->path) {
    out->folder = strndup (out->path, strrchr (out->path, '/') - out->path + 1);
    return out->folder ? 0 : vf_error_nomem (err, path);
  }
  if (errno != ENOENT)
    return vf_error_set_errno (err, errno, "cannot resolve");
  folder = slash ? strndup (path, slash - path + 1) : strdup ("./");
  if (!folder)
    return vf_error_nomem (err, path);
  out->folder = realpath (folder, NULL);
  if (!out->folder)
    return vf_error_set_errno (err, errno, "folder %s", folder);
  out->path = vf_text_printf ("%s/%s", out->folder, slash ? slash + 1 : path);
  return out->path ? 0 : vf_error_nomem (err, path);
}

/* Why what is at PATH, with MODE, cannot be replaced.  A link that was
 * followed as far as it goes leads to a file that is gone, or to a pipe, as
 * /dev/stdout may. */
static const char *
obstacle (const char *path, mode_t mode)
{
  struct stat st;

  if (S_ISDIR (mode))
    return "is a folder, must be the name of a file";
  if (S_ISLNK (mode) && stat (path, &st))
    return "is a link that leads to no file: remove it, or make the file that "
           "it leads to";
  return "is there already, and is no regular file";
}

/* What may be replaced is a regular file, or nothing. */
static int
check_target (struct vf_outfile *out, struct vf_error *err)
{
  if (lstat (out->path, &out->replaced))
    return errno == ENOENT ? 0 : vf_error_set_errno (err, errno, "cannot stat");
  out->replaces = true;
  if (S_ISREG (out->replaced.st_mode))
    return 0;
  return vf_error_set (err, VF_ERROR_EXISTS, "%s",
                       obstacle (out->path, out->replaced.st_mode));
}

/* A name beside the target into the slot. */
static int
choose_name (struct vf_outfile *out, struct vf_error *err)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
  unsigned char random[6];
  char suffix[sizeof random + 1] = "";
  size_t i;
  int n;

  if (getrandom (random, sizeof random, 0) != sizeof random)
    return vf_error_set_errno (err, errno, "no random numbers");
  for (i = 0; i < sizeof random; i++)
    suffix[i] = letters[random[i] % 32];
  n = snprintf (out->slot->path, sizeof out->slot->path, "%s/.%.*s.%s.part",
                out->folder, MAX_KEPT_NAME, strrchr (out->path, '/') + 1,
                suffix);
  if ((size_t)n >= sizeof out->slot->path)
    return vf_error_set_errno (err, ENAMETOOLONG, "cannot create");
  return 0;
}

/* The slot is live before the file is there, so that a signal between the two
 * leaves nothing behind. */
static int
create_temporary (struct vf_outfile *out, struct vf_error *err)
{
  int fd = -1, tries, errnum;

  for (tries = 0; fd < 0 && tries < MAX_TRIES; tries++) {
    if (choose_name (out, err))
      return -1;
    atomic_store (&out->slot->state, SLOT_LIVE);
    fd = open (out->slot->path,
               O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd >= 0)
      return fd;
    errnum = errno;
    atomic_store (&out->slot->state, SLOT_FILLING);
    if (errnum != EEXIST)
      break;
  }
  return vf_error_set_errno (err, errnum, "cannot create %s",
                             out->slot->path);
}

/* The permissions of the file in place of OLD, as FRESH has them by the umask:
 * those of OLD. Where the group is another one, it gets what others have. */
static mode_t
kept_mode (const struct stat *old, const struct stat *fresh)
{
  mode_t mode = old->st_mode & 0777;

  if (old->st_gid != fresh->st_gid)
    mode &= S_IRWXU | S_IRWXO | (mode & S_IRWXO) << 3;
  return mode;
}

/* The kernel has applied the umask to the mode of the new file; asking umask
 * itself would change it for other threads. */
static int
open_temporary (struct vf_outfile *out, const char *path, struct vf_error *err)
{
  struct stat st;
  int fd = create_temporary (out, err);

  if (fd < 0)
    return -1;
  if (fstat (fd, &st) || fchmod (fd, 0600)) {
    vf_error_set_errno (err, errno, "cannot set the mode of %s",
                        out->slot->path);
    close (fd);
    return -1;
  }
  out->mode = out->replaces ? kept_mode (&out->replaced, &st)
                            : st.st_mode & 07777;
  out->io = vf_io_from_fd (fd, path, true, err);
  return out->io ? 0 : -1;
}

struct vf_outfile *
vf_outfile_create (const char *path, struct vf_error *err)
{
  CLEANUP_OUTFILE struct vf_outfile *out = calloc (1, sizeof *out);

  if (!out) {
    vf_error_nomem (err, path);
    return NULL;
  }
  if (resolve (out, path, err) || check_target (out, err)
      || !(out->slot = take_slot (err)) || open_temporary (out, path, err)) {
    vf_error_prefix (err, "%s", path);
    return NULL;
  }
  return TAKE (out);
}

struct vf_io *
vf_outfile_io (const struct vf_outfile *out)
{
  return out->io;
}

/* Frees OUT; its temporary file is gone or has its real name. */
static void
release (struct vf_outfile *out)
{
  if (out->slot)
    atomic_store (&out->slot->state, SLOT_FREE);
  vf_io_close (out->io);
  free (out->path);
  free (out->folder);
  free (out);
}

void
vf_outfile_abandon (struct vf_outfile *out)
{
  if (!out)
    return;
  if (out->slot && atomic_load (&out->slot->state) == SLOT_LIVE)
    unlink (out->slot->path);
  release (out);
}

/* Makes a new name in FOLDER durable.  Some file systems cannot, and say so. */
static int
flush_folder (const char *folder, struct vf_error *err)
{
  CLEANUP_FD int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return vf_error_set_errno (err, errno, "%s: cannot open", folder);
  if (fsync (fd) && errno != EINVAL && errno != ENOTSUP)
    return vf_error_set_errno (err, errno, "%s: cannot flush", folder);
  return 0;
}

int
vf_outfile_finish (struct vf_outfile *out, bool no_fsync,
                   struct vf_error *err)
{
  CLEANUP_OUTFILE struct vf_outfile *owned = out;
  const char *name = vf_io_name (out->io);
  uint64_t offset;
  int fd;

  if (!vf_io_get_fd (out->io, &fd, &offset) || fchmod (fd, out->mode))
    return vf_error_set_errno (err, errno, "%s: cannot set its mode", name);
  if (!no_fsync && vf_io_flush (out->io, err))
    return -1;
  if (rename (out->slot->path, out->path))
    return vf_error_set_errno (err, errno, "%s: cannot rename %s to it", name,
                               out->slot->path);
  if (!no_fsync && flush_folder (out->folder, err)) {
    unlink (out->path);
    return vf_error_prefix (err, "%s", name);
  }
  release (TAKE (owned));
  return 0;
}

int
vf_outfile_write_all (const char *path, const void *bytes, size_t n,
                      struct vf_error *err)
{
  CLEANUP_OUTFILE struct vf_outfile *out = vf_outfile_create (path, err);

  if (!out || vf_io_write (out->io, bytes, n, 0, err))
    return -1;
  return vf_outfile_finish (TAKE (out), false, err);
}
