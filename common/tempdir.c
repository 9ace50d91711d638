/* vmferry: private folders, and how a tree is removed without ever leaving
 * it: by descriptors, not following links, and not into other file systems.
 * The table of those that are alive can be read by a signal handler.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/tempdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/text.h"

enum {
  MAX_LIVE = 64,       /* folders at once; a conversion has two */
  ENTRIES_SIZE = 2048, /* read at once; small, since folders nest */
};

enum { SLOT_FREE, SLOT_FILLING, SLOT_LIVE };

/* Static, so that a signal handler finds it whole at any time.  PID keeps a
 * forked child from removing its parent's folders. */
struct vf_tempdir {
  atomic_int state;
  pid_t pid;
  bool is_adopted; /* and so removed only while it is empty */
  char path[PATH_MAX];
};

static struct vf_tempdir dirs[MAX_LIVE];

static void remove_contents (int fd, dev_t device);

static void
remove_folder (int parent, const char *name, dev_t device)
{
  int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  int fd = openat (parent, name, flags);
  struct stat st;

  if (fd < 0 && errno == EACCES && fchmodat (parent, name, 0700, 0) == 0)
    fd = openat (parent, name, flags);
  if (fd < 0)
    return;
  if (fstat (fd, &st) == 0 && st.st_dev == device) {
    fchmod (fd, 0700);
    remove_contents (fd, device);
  }
  close (fd);
  unlinkat (parent, name, AT_REMOVEDIR);
}

/* Removes the N bytes of ENTRIES from the folder FD.
 * Returns: whether any of them went. */
static bool
remove_entries (int fd, const char *entries, ssize_t n, dev_t device)
{
  const struct dirent64 *entry;
  bool any = false;
  ssize_t at;

  for (at = 0; at < n; at += entry->d_reclen) {
    entry = (const struct dirent64 *)(entries + at);
    if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0)
      continue;
    if (unlinkat (fd, entry->d_name, 0) && errno != ENOENT)
      remove_folder (fd, entry->d_name, device);
    any |= faccessat (fd, entry->d_name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
  }
  return any;
}

/* Without opendir, which allocates: this runs in signal handlers.  Some file
 * systems pass over names while others are removed, hence the second look. */
static void
remove_contents (int fd, dev_t device)
{
  char entries[ENTRIES_SIZE]
      __attribute__ ((aligned (__alignof__ (struct dirent64))));
  bool any = true;
  ssize_t n;

  while (any) {
    any = false;
    lseek (fd, 0, SEEK_SET);
    while ((n = getdents64 (fd, entries, sizeof entries)) > 0)
      any |= remove_entries (fd, entries, n, device);
  }
}

static void
remove_tree (const char *path)
{
  struct stat st;

  if (lstat (path, &st) == 0)
    remove_folder (AT_FDCWD, path, st.st_dev);
}

/* "PARENT/vmferry-XXXXXX", made absolute. */
static char *
make_template (const char *parent, struct vf_error *err)
{
  CLEANUP_FREE char *absolute = NULL;
  char *template;

  if (!parent)
    parent = getenv ("TMPDIR");
  if (!parent || !*parent)
    parent = "/var/tmp";
  absolute = realpath (parent, NULL);
  if (!absolute) {
    vf_error_set_errno (err, errno, "%s: cannot make a folder in it", parent);
    return NULL;
  }
  template = vf_text_printf ("%s/vmferry-XXXXXX", absolute);
  if (!template)
    vf_error_nomem (err, parent);
  return template;
}

static struct vf_tempdir *
take_slot (struct vf_error *err)
{
  int expected;
  size_t i;

  for (i = 0; i < MAX_LIVE; i++) {
    expected = SLOT_FREE;
    if (atomic_compare_exchange_strong (&dirs[i].state, &expected,
                                        SLOT_FILLING))
      return &dirs[i];
  }
  vf_error_set (err, VF_ERROR_LIMIT,
                "%d temporary folders are there at once, no more are allowed",
                MAX_LIVE);
  return NULL;
}

static int
set_path (struct vf_tempdir *dir, const char *path, struct vf_error *err)
{
  if (strlen (path) >= sizeof dir->path)
    return vf_error_set_errno (err, ENAMETOOLONG, "%s: cannot make this folder",
                               path);
  strcpy (dir->path, path);
  dir->pid = getpid ();
  return 0;
}

/* Makes the folder that DIR's path is the template of. */
static int
make_folder (struct vf_tempdir *dir, const char *template,
             struct vf_error *err)
{
  if (set_path (dir, template, err))
    return -1;
  dir->is_adopted = false;
  if (!mkdtemp (dir->path))
    return vf_error_set_errno (err, errno, "%s: cannot make this folder",
                               template);
  return 0;
}

struct vf_tempdir *
vf_tempdir_create (const char *parent, struct vf_error *err)
{
  CLEANUP_FREE char *template = make_template (parent, err);
  struct vf_tempdir *dir = template ? take_slot (err) : NULL;

  if (!dir)
    return NULL;
  if (make_folder (dir, template, err)) {
    atomic_store (&dir->state, SLOT_FREE);
    return NULL;
  }
  atomic_store (&dir->state, SLOT_LIVE);
  return dir;
}

struct vf_tempdir *
vf_tempdir_adopt (const char *path, struct vf_error *err)
{
  CLEANUP_FREE char *absolute = realpath (path, NULL);
  struct vf_tempdir *dir;

  if (!absolute) {
    vf_error_set_errno (err, errno, "%s: cannot look it up", path);
    return NULL;
  }
  dir = take_slot (err);
  if (!dir)
    return NULL;
  if (set_path (dir, absolute, err)) {
    atomic_store (&dir->state, SLOT_FREE);
    return NULL;
  }
  dir->is_adopted = true;
  atomic_store (&dir->state, SLOT_LIVE);
  return dir;
}

const char *
vf_tempdir_path (const struct vf_tempdir *dir)
{
  return dir->path;
}

static void
remove_dir (const struct vf_tempdir *dir)
{
  if (dir->is_adopted)
    rmdir (dir->path);
  else
    remove_tree (dir->path);
}

void
vf_tempdir_remove (struct vf_tempdir *dir)
{
  if (!dir)
    return;
  if (dir->pid == getpid ())
    remove_dir (dir);
  atomic_store (&dir->state, SLOT_FREE);
}

/* The last ones first: they may lie in others. */
void
vf_tempdir_remove_all (void)
{
  pid_t pid = getpid ();
  size_t i;

  for (i = MAX_LIVE; i-- > 0;)
    if (atomic_load (&dirs[i].state) == SLOT_LIVE && dirs[i].pid == pid)
      remove_dir (&dirs[i]);
}
