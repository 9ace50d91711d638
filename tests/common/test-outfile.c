/* vmferry: tests of output files: there whole or not at all, whatever ends the
 * writing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/outfile.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "common/error.h"
#include "common/io.h"
#include "common/tempdir.h"
#include "tests/unit.h"

static struct vf_error err;
static struct vf_tempdir *dir;
static char path[300];

static void
make_folder (void)
{
  dir = vf_tempdir_create (NULL, &err);
  ck_assert_msg (dir != NULL, "%s", err.text);
  snprintf (path, sizeof path, "%s/out.img", vf_tempdir_path (dir));
}

static struct vf_outfile *
create (const char *where)
{
  struct vf_outfile *out = vf_outfile_create (where, &err);

  ck_assert_msg (out != NULL, "%s", err.text);
  return out;
}

/* How many entries the folder has. */
static int
count_entries (void)
{
  DIR *stream = opendir (vf_tempdir_path (dir));
  int n = 0;

  while (readdir (stream))
    n++;
  closedir (stream);
  return n - 2; /* . and .. */
}

static void
check_contents (const char *where, const char *expected)
{
  struct vf_io *io = vf_io_open_file (where, &err);
  char buf[100] = "";

  ck_assert_msg (io != NULL, "%s", err.text);
  ck_assert_uint_eq (vf_io_size (io), strlen (expected));
  ck_assert_int_eq (vf_io_read (io, buf, strlen (expected), 0, &err), 0);
  ck_assert_str_eq (buf, expected);
  vf_io_close (io);
}

START_TEST (appears_on_finish)
{
  struct vf_outfile *out;
  struct stat st;

  make_folder ();
  umask (027);
  out = create (path);
  ck_assert_int_eq (vf_io_write (vf_outfile_io (out), "abc", 3, 0, &err), 0);
  ck_assert_int_eq (access (path, F_OK), -1);
  ck_assert_int_eq (count_entries (), 1);
  ck_assert_int_eq (vf_outfile_finish (out, false, &err), 0);
  ck_assert_int_eq (stat (path, &st), 0);
  ck_assert_int_eq (st.st_mode & 07777, 0640);
  ck_assert_int_eq (count_entries (), 1);
  check_contents (path, "abc");
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (is_private_until_finished)
{
  struct vf_outfile *out;
  struct stat st;
  uint64_t offset;
  int fd;

  make_folder ();
  umask (0);
  out = create (path);
  ck_assert (vf_io_get_fd (vf_outfile_io (out), &fd, &offset));
  ck_assert_int_eq (fstat (fd, &st), 0);
  ck_assert_int_eq (st.st_mode & 07777, 0600);
  ck_assert_int_eq (vf_outfile_finish (out, true, &err), 0);
  ck_assert_int_eq (stat (path, &st), 0);
  ck_assert_int_eq (st.st_mode & 07777, 0666);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (permissions_stay)
{
  static const mode_t modes[] = { 0400, 0600, 0664, 0755 };
  struct vf_outfile *out;
  struct stat st;
  size_t i;

  make_folder ();
  umask (022);
  for (i = 0; i < sizeof modes / sizeof modes[0]; i++) {
    ck_assert_int_eq (vf_outfile_write_all (path, "old", 3, &err), 0);
    ck_assert_int_eq (chmod (path, modes[i]), 0);
    out = create (path);
    ck_assert_int_eq (vf_outfile_finish (out, true, &err), 0);
    ck_assert_int_eq (stat (path, &st), 0);
    ck_assert_uint_eq (st.st_mode & 07777, modes[i]);
  }
  vf_tempdir_remove (dir);
}
END_TEST

/* Only root can give a file away. */
START_TEST (another_group_gets_what_others_have)
{
  struct vf_outfile *out;
  struct stat st;

  make_folder ();
  ck_assert_int_eq (vf_outfile_write_all (path, "old", 3, &err), 0);
  if (chown (path, -1, getegid () + 1) == 0) {
    ck_assert_int_eq (chmod (path, 0664), 0);
    out = create (path);
    ck_assert_int_eq (vf_outfile_finish (out, true, &err), 0);
    ck_assert_int_eq (stat (path, &st), 0);
    ck_assert_uint_eq (st.st_mode & 07777, 0644);
  }
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (abandon_leaves_what_was_there)
{
  struct vf_outfile *out;

  make_folder ();
  ck_assert_int_eq (vf_outfile_write_all (path, "old", 3, &err), 0);
  out = create (path);
  ck_assert_int_eq (vf_io_write (vf_outfile_io (out), "new!", 4, 0, &err), 0);
  vf_outfile_abandon (out);
  vf_outfile_abandon (NULL);
  ck_assert_int_eq (count_entries (), 1);
  check_contents (path, "old");
  ck_assert_int_eq (vf_outfile_write_all (path, "newer", 5, &err), 0);
  check_contents (path, "newer");
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (full_disk_leaves_what_was_there)
{
  struct rlimit limit = { .rlim_cur = 4096, .rlim_max = RLIM_INFINITY };
  static char large[8192];

  make_folder ();
  ck_assert_int_eq (vf_outfile_write_all (path, "old", 3, &err), 0);
  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
  ck_assert_int_eq (vf_outfile_write_all (path, large, sizeof large, &err),
                    -1);
  ck_assert_int_eq (err.errnum, EFBIG);
  ck_assert_int_eq (strncmp (err.text, path, strlen (path)), 0);
  ck_assert_int_eq (count_entries (), 1);
  check_contents (path, "old");
  vf_tempdir_remove (dir);
}
END_TEST

static void
remove_and_exit (int signum)
{
  vf_outfile_remove_all ();
  _exit (signum);
}

/* A child that is told to end while it has two files open. */
START_TEST (signal_leaves_nothing)
{
  int ready[2], status;
  pid_t child;
  char byte;

  make_folder ();
  ck_assert_int_eq (pipe (ready), 0);
  child = fork ();
  if (child == 0) {
    signal (SIGTERM, remove_and_exit);
    create (path);
    strcat (path, "2");
    create (path);
    if (write (ready[1], "", 1) == 1)
      pause ();
    _exit (1);
  }
  ck_assert_int_eq (read (ready[0], &byte, 1), 1);
  ck_assert_int_eq (count_entries (), 2);
  ck_assert_int_eq (kill (child, SIGTERM), 0);
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert_int_eq (WEXITSTATUS (status), SIGTERM);
  ck_assert_int_eq (count_entries (), 0);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (forked_child_leaves_files_of_its_parent)
{
  struct vf_outfile *out;
  pid_t child;

  make_folder ();
  out = create (path);
  child = fork ();
  if (child == 0)
    remove_and_exit (0);
  ck_assert_int_eq (waitpid (child, NULL, 0), child);
  ck_assert_int_eq (vf_outfile_finish (out, true, &err), 0);
  ck_assert_int_eq (count_entries (), 1);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (finish_fails_when_a_handler_removed_it)
{
  struct vf_outfile *out;

  make_folder ();
  out = create (path);
  vf_outfile_remove_all ();
  ck_assert_int_eq (vf_outfile_finish (out, true, &err), -1);
  ck_assert_int_eq (count_entries (), 0);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (what_cannot_be_replaced)
{
  char below[310];

  make_folder ();
  ck_assert_ptr_null (vf_outfile_create (vf_tempdir_path (dir), &err));
  ck_assert_int_eq (err.code, VF_ERROR_EXISTS);
  ck_assert_ptr_null (vf_outfile_create ("/dev/null", &err));
  ck_assert_int_eq (err.code, VF_ERROR_EXISTS);
  ck_assert_ptr_null (vf_outfile_create ("/nonexistent/file", &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  ck_assert_ptr_nonnull (strstr (err.text, "/nonexistent/file"));
  ck_assert_ptr_null (vf_outfile_create ("", &err));
  ck_assert_int_eq (symlink ("/nonexistent/file", path), 0);
  ck_assert_ptr_null (vf_outfile_create (path, &err));
  ck_assert_int_eq (err.code, VF_ERROR_EXISTS);
  ck_assert_ptr_nonnull (strstr (err.text, ": is a link that leads to no f"));
  ck_assert_int_eq (vf_outfile_write_all (path, "x", 1, &err), -1);
  unlink (path);
  ck_assert_int_eq (vf_outfile_write_all (path, "x", 1, &err), 0);
  snprintf (below, sizeof below, "%s/below", path);
  ck_assert_ptr_null (vf_outfile_create (below, &err));
  ck_assert_int_eq (count_entries (), 1);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (link_is_written_where_it_points)
{
  char target[310];
  struct stat st;

  make_folder ();
  snprintf (target, sizeof target, "%s-target", path);
  ck_assert_int_eq (vf_outfile_write_all (target, "old", 3, &err), 0);
  ck_assert_int_eq (symlink (target, path), 0);
  ck_assert_int_eq (vf_outfile_write_all (path, "new", 3, &err), 0);
  ck_assert_int_eq (lstat (path, &st), 0);
  ck_assert (S_ISLNK (st.st_mode));
  check_contents (target, "new");
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (relative_path_stays_where_it_was)
{
  struct vf_outfile *out;

  make_folder ();
  ck_assert_int_eq (chdir (vf_tempdir_path (dir)), 0);
  out = create ("out.img");
  ck_assert_int_eq (chdir ("/"), 0);
  ck_assert_int_eq (vf_outfile_finish (out, false, &err), 0);
  ck_assert_int_eq (access (path, F_OK), 0);
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (longest_name)
{
  char name[256], where[600];

  make_folder ();
  memset (name, 'n', 255);
  name[255] = '\0';
  snprintf (where, sizeof where, "%s/%s", vf_tempdir_path (dir), name);
  ck_assert_msg (vf_outfile_write_all (where, "x", 1, &err) == 0, "%s",
                 err.text);
  check_contents (where, "x");
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (too_many_at_once)
{
  struct vf_outfile *outs[1000];
  int n;

  make_folder ();
  for (n = 0; n < 1000 && (outs[n] = vf_outfile_create (path, &err)); n++)
    ;
  ck_assert_int_eq (n, 256);
  ck_assert_int_eq (err.code, VF_ERROR_LIMIT);
  while (n-- > 0)
    vf_outfile_abandon (outs[n]);
  ck_assert_int_eq (count_entries (), 0);
  ck_assert_int_eq (vf_outfile_write_all (path, "x", 1, &err), 0);
  vf_tempdir_remove (dir);
}
END_TEST

UNIT_MAIN ("common/outfile", appears_on_finish, is_private_until_finished,
           permissions_stay, another_group_gets_what_others_have,
           abandon_leaves_what_was_there, full_disk_leaves_what_was_there,
           signal_leaves_nothing, forked_child_leaves_files_of_its_parent,
           finish_fails_when_a_handler_removed_it, what_cannot_be_replaced,
           link_is_written_where_it_points, relative_path_stays_where_it_was,
           longest_name, too_many_at_once)
