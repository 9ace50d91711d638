/* vmferry: private folders, and how a tree is removed without ever leaving
 * it: by descriptors, not following links, and not into other file systems.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/tempdir.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/text.h"

struct vf_tempdir {
  char *path;
  pid_t pid; /* a forked child leaves its parent's folders alone */
  struct vf_tempdir *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct vf_tempdir *all;

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
  } else {
    close (fd);
  }
  unlinkat (parent, name, AT_REMOVEDIR);
}

/* Takes FD, a folder on DEVICE. */
static void
remove_contents (int fd, dev_t device)
{
  CLEANUP_DIR DIR *dir = fdopendir (fd);
  const struct dirent *entry;

  if (!dir) {
    close (fd);
    return;
  }
  while ((entry = readdir (dir))) {
    if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0)
      continue;
    if (unlinkat (fd, entry->d_name, 0) && errno != ENOENT)
      remove_folder (fd, entry->d_name, device);
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

struct vf_tempdir *
vf_tempdir_create (const char *parent, struct vf_error *err)
{
  CLEANUP_FREE char *path = make_template (parent, err);
  struct vf_tempdir *dir = NULL;

  if (!path)
    return NULL;
  dir = calloc (1, sizeof *dir);
  if (!dir) {
    vf_error_nomem (err, path);
    return NULL;
  }
  if (!mkdtemp (path)) {
    vf_error_set_errno (err, errno, "%s: cannot make this folder", path);
    free (dir);
    return NULL;
  }
  dir->path = TAKE (path);
  dir->pid = getpid ();
  pthread_mutex_lock (&lock);
  dir->next = all;
  all = dir;
  pthread_mutex_unlock (&lock);
  return dir;
}

const char *
vf_tempdir_path (const struct vf_tempdir *dir)
{
  return dir->path;
}

static void
forget (const struct vf_tempdir *dir)
{
  struct vf_tempdir **link;

  pthread_mutex_lock (&lock);
  for (link = &all; *link; link = &(*link)->next)
    if (*link == dir) {
      *link = dir->next;
      break;
    }
  pthread_mutex_unlock (&lock);
}

void
vf_tempdir_remove (struct vf_tempdir *dir)
{
  if (!dir)
    return;
  forget (dir);
  if (dir->pid == getpid ())
    remove_tree (dir->path);
  free (dir->path);
  free (dir);
}

void
vf_tempdir_remove_all (void)
{
  const struct vf_tempdir *dir;

  pthread_mutex_lock (&lock);
  for (dir = all; dir; dir = dir->next)
    if (dir->pid == getpid ())
      remove_tree (dir->path);
  pthread_mutex_unlock (&lock);
}
