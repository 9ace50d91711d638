/* vmferry: tests of private folders: gone with all in them, and with nothing
 * that only seems to be in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/tempdir.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "common/error.h"
#include "tests/unit.h"

static struct vf_error err;

static struct vf_tempdir *
create (const char *parent)
{
  struct vf_tempdir *dir = vf_tempdir_create (parent, &err);

  ck_assert_msg (dir != NULL, "%s", err.text);
  return dir;
}

/* Makes an empty file NAME in FOLDER. */
static void
touch (const char *folder, const char *name)
{
  char path[400];
  int fd;

  snprintf (path, sizeof path, "%s/%s", folder, name);
  fd = open (path, O_CREAT | O_WRONLY, 0600);
  ck_assert_int_ge (fd, 0);
  close (fd);
}

START_TEST (is_private_and_absolute)
{
  struct vf_tempdir *dir = create (NULL), *inner;
  char path[300];
  struct stat st;

  strcpy (path, vf_tempdir_path (dir));
  ck_assert_int_eq (path[0], '/');
  ck_assert_ptr_nonnull (strstr (path, "/vmferry-"));
  ck_assert_int_eq (stat (path, &st), 0);
  ck_assert_int_eq (st.st_mode & 07777, 0700);
  ck_assert_int_eq (chdir (path), 0);
  inner = create (".");
  ck_assert_int_eq (
      strncmp (vf_tempdir_path (inner), path, strlen (path)), 0);
  vf_tempdir_remove (dir);
  ck_assert_int_eq (access (path, F_OK), -1);
  vf_tempdir_remove (inner);
  vf_tempdir_remove (NULL);
}
END_TEST

START_TEST (tmpdir_is_heeded)
{
  struct vf_tempdir *outer = create (NULL), *inner;
  const char *path = vf_tempdir_path (outer);

  setenv ("TMPDIR", path, 1);
  inner = create (NULL);
  ck_assert_int_eq (strncmp (vf_tempdir_path (inner), path, strlen (path)),
                    0);
  vf_tempdir_remove (inner);
  vf_tempdir_remove (outer);
}
END_TEST

START_TEST (links_are_not_followed)
{
  struct vf_tempdir *outside = create (NULL), *dir = create (NULL);
  char path[400];

  touch (vf_tempdir_path (outside), "precious");
  snprintf (path, sizeof path, "%s/link", vf_tempdir_path (dir));
  ck_assert_int_eq (symlink (vf_tempdir_path (outside), path), 0);
  snprintf (path, sizeof path, "%s", vf_tempdir_path (dir));
  vf_tempdir_remove (dir);
  ck_assert_int_eq (access (path, F_OK), -1);
  snprintf (path, sizeof path, "%s/precious", vf_tempdir_path (outside));
  ck_assert_int_eq (access (path, F_OK), 0);
  vf_tempdir_remove (outside);
}
END_TEST

START_TEST (deep_and_closed_folders_go)
{
  struct vf_tempdir *dir = create (NULL);
  char path[300];
  int i;

  strcpy (path, vf_tempdir_path (dir));
  ck_assert_int_eq (chdir (path), 0);
  touch (path, ".hidden");
  for (i = 0; i < 200; i++) {
    ck_assert_int_eq (mkdir ("below", 0700), 0);
    ck_assert_int_eq (chdir ("below"), 0);
    touch (".", "file");
  }
  ck_assert_int_eq (chmod (".", 0), 0);
  ck_assert_int_eq (chdir ("/"), 0);
  vf_tempdir_remove (dir);
  ck_assert_int_eq (access (path, F_OK), -1);
}
END_TEST

/* Only where this process may mount. */
START_TEST (other_file_systems_are_left_alone)
{
  struct vf_tempdir *dir = create (NULL);
  char path[300];

  snprintf (path, sizeof path, "%s/mnt", vf_tempdir_path (dir));
  ck_assert_int_eq (mkdir (path, 0700), 0);
  if (unshare (CLONE_NEWNS) == 0
      && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
      && mount ("tmpfs", path, "tmpfs", 0, NULL) == 0) {
    touch (path, "precious");
    vf_tempdir_remove_all ();
    strcat (path, "/precious");
    ck_assert_int_eq (access (path, F_OK), 0);
    *strrchr (path, '/') = '\0';
    ck_assert_int_eq (umount (path), 0);
  }
  vf_tempdir_remove (dir);
  ck_assert_int_eq (access (path, F_OK), -1);
}
END_TEST

START_TEST (all_go_at_once_but_not_by_a_child)
{
  struct vf_tempdir *a = create (NULL), *b = create (NULL);
  pid_t child = fork ();

  if (child == 0) {
    vf_tempdir_remove_all ();
    vf_tempdir_remove (a);
    _exit (0);
  }
  ck_assert_int_eq (waitpid (child, NULL, 0), child);
  ck_assert_int_eq (access (vf_tempdir_path (a), F_OK), 0);
  ck_assert_int_eq (access (vf_tempdir_path (b), F_OK), 0);
  vf_tempdir_remove_all ();
  ck_assert_int_eq (access (vf_tempdir_path (a), F_OK), -1);
  ck_assert_int_eq (access (vf_tempdir_path (b), F_OK), -1);
  vf_tempdir_remove (a);
  vf_tempdir_remove (b);
}
END_TEST

static void
on_alarm (int number __attribute__ ((unused)))
{
  vf_tempdir_remove_all ();
  _exit (7);
}

/* As the second Ctrl-C does it. */
START_TEST (a_signal_handler_removes_them)
{
  char path[300];
  int ends[2], status, i;
  pid_t child;

  ck_assert_int_eq (pipe (ends), 0);
  child = fork ();
  if (child == 0) {
    struct vf_tempdir *dir = create (NULL);

    for (i = 0; i < 300; i++) {
      snprintf (path, sizeof path, "a-rather-long-name-of-a-file-%d", i);
      touch (vf_tempdir_path (dir), path);
    }
    strcpy (path, vf_tempdir_path (dir));
    ck_assert_int_eq (write (ends[1], path, sizeof path), sizeof path);
    signal (SIGALRM, on_alarm);
    raise (SIGALRM);
  }
  ck_assert_int_eq (read (ends[0], path, sizeof path), sizeof path);
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert_int_eq (WEXITSTATUS (status), 7);
  ck_assert_int_eq (access (path, F_OK), -1);
}
END_TEST

/* Folders of a target: with a file in it one stays, and so does what it is
 * in. */
START_TEST (adopted_ones_go_while_they_are_empty)
{
  struct vf_tempdir *dir = create (NULL), *outer, *inner;
  char path[300];

  snprintf (path, sizeof path, "%s/outer", vf_tempdir_path (dir));
  ck_assert_int_eq (mkdir (path, 0700), 0);
  outer = vf_tempdir_adopt (path, &err);
  strcat (path, "/inner");
  ck_assert_int_eq (mkdir (path, 0700), 0);
  inner = vf_tempdir_adopt (path, &err);
  touch (path, "file");
  vf_tempdir_remove (inner);
  ck_assert_int_eq (access (path, F_OK), 0);
  inner = vf_tempdir_adopt (path, &err);
  strcat (path, "/file");
  ck_assert_int_eq (unlink (path), 0);
  snprintf (path, sizeof path, "%s", vf_tempdir_path (outer));
  vf_tempdir_remove (inner);
  vf_tempdir_remove (outer);
  ck_assert_int_eq (access (path, F_OK), -1);
  vf_tempdir_remove (dir);
  ck_assert_ptr_null (vf_tempdir_adopt ("/nonexistent", &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
}
END_TEST

START_TEST (missing_parent_is_not_found)
{
  ck_assert_ptr_null (vf_tempdir_create ("/nonexistent", &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  ck_assert_ptr_null (vf_tempdir_create ("/dev/null", &err));
}
END_TEST

UNIT_MAIN ("common/tempdir", is_private_and_absolute, tmpdir_is_heeded,
           links_are_not_followed, deep_and_closed_folders_go,
           other_file_systems_are_left_alone,
           all_go_at_once_but_not_by_a_child,
           a_signal_handler_removes_them,
           adopted_ones_go_while_they_are_empty, missing_parent_is_not_found)
