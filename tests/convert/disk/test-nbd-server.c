/* vmferry: tests of serving an image to another process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/nbd-server.h"

#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "common/tempdir.h"
#include "common/text.h"
#include "formats/image.h"
#include "formats/source.h"
#include "tests/unit.h"

static struct vf_error err;

/* A folder with the file "disk" of N bytes. */
static struct vf_tempdir *
make_disk (const void *bytes, size_t n)
{
  struct vf_tempdir *dir = vf_tempdir_create (NULL, &err);
  char *path = vf_text_printf ("%s/disk", vf_tempdir_path (dir));
  FILE *file = fopen (path, "w");

  fwrite (bytes, 1, n, file);
  fclose (file);
  free (path);
  return dir;
}

static struct vf_nbd_server *
start (const struct vf_tempdir *dir, const char *image, const char *format,
       struct vf_job *job)
{
  char *path = vf_text_printf ("%s/%s", vf_tempdir_path (dir), image);
  char *socket = vf_text_printf ("%s/socket", vf_tempdir_path (dir));
  struct vf_source_params params
      = { .location = path, .format_name = format };
  struct vf_nbd_server *server
      = vf_nbd_server_start (&params, socket, job, &err);

  free (path);
  free (socket);
  return server;
}

static bool
has_socket (const struct vf_tempdir *dir)
{
  char *socket = vf_text_printf ("%s/socket", vf_tempdir_path (dir));
  bool there = access (socket, F_OK) == 0;

  free (socket);
  return there;
}

START_TEST (what_is_served_can_be_read)
{
  struct vf_tempdir *dir = make_disk ("0123456789", 10);
  struct vf_job job = { 0 };
  struct vf_nbd_server *server = start (dir, "disk", "raw", &job);
  struct vf_source_params params = { .location = "" };
  struct vf_source *source;
  char buf[5] = "";

  ck_assert_msg (server != NULL, "%s", err.text);
  params.location = vf_nbd_server_uri (server);
  source = vf_source_open (&params, &err);
  ck_assert_msg (source != NULL, "%s", err.text);
  ck_assert_uint_eq (vf_image_size (vf_source_image (source)), 10);
  ck_assert_int_eq (
      vf_image_read (vf_source_image (source), buf, 4, 3, &err), 0);
  ck_assert_str_eq (buf, "3456");
  vf_source_close (source);
  vf_nbd_server_stop (server);
  ck_assert (!has_socket (dir));
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (two_can_be_served_at_once)
{
  struct vf_tempdir *a = make_disk ("a", 1), *b = make_disk ("b", 1);
  struct vf_job job = { 0 };
  struct vf_nbd_server *server_a = start (a, "disk", NULL, &job);
  struct vf_nbd_server *server_b = start (b, "disk", NULL, &job);

  ck_assert_ptr_nonnull (server_a);
  ck_assert_ptr_nonnull (server_b);
  ck_assert_str_ne (vf_nbd_server_uri (server_a),
                    vf_nbd_server_uri (server_b));
  vf_nbd_server_stop (server_a);
  ck_assert (!has_socket (a));
  ck_assert (has_socket (b));
  vf_nbd_server_stop (server_b);
  vf_nbd_server_stop (NULL);
  vf_tempdir_remove (a);
  vf_tempdir_remove (b);
}
END_TEST

START_TEST (a_bad_image_is_a_sentence)
{
  struct vf_tempdir *dir = make_disk ("not a qcow2 file", 16);
  struct vf_job job = { 0 };

  ck_assert_ptr_null (start (dir, "disk", "qcow2", &job));
  ck_assert_int_eq (err.code, VF_ERROR_EXTERNAL);
  ck_assert_ptr_nonnull (strstr (err.text, "disk: serving it: "));
  ck_assert_ptr_nonnull (strstr (err.text, "header: no \"QFI\" magic"));
  ck_assert_ptr_null (strchr (err.text, '\n'));
  ck_assert (!has_socket (dir));
  ck_assert_ptr_null (start (dir, "gone", NULL, &job));
  ck_assert_ptr_nonnull (strstr (err.text, "No such file"));
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (a_cancelled_job_serves_nothing)
{
  struct vf_tempdir *dir = make_disk ("a", 1);
  struct vf_job job = { 0 };
  struct vf_nbd_server *server;

  job.cancelled = true;
  server = start (dir, "disk", NULL, &job);
  if (!server)
    ck_assert_int_eq (err.code, VF_ERROR_CANCELLED);
  vf_nbd_server_stop (server);
  ck_assert (!has_socket (dir));
  vf_tempdir_remove (dir);
}
END_TEST

START_TEST (no_nbdkit_is_said)
{
  struct vf_tempdir *dir = make_disk ("a", 1);
  struct vf_job job = { 0 };

  setenv ("PATH", "/nonexistent", 1);
  ck_assert_ptr_null (start (dir, "disk", NULL, &job));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  ck_assert_ptr_nonnull (strstr (err.text, "nbdkit"));
  vf_tempdir_remove (dir);
}
END_TEST

/* The plugin is looked for beside the running program, as in a build folder;
 * this one runs from tests/.  One that was built with sanitizers cannot be
 * loaded by nbdkit. */
static bool
has_plugin (void)
{
  const char *top = getenv ("top_builddir");
  char *path = vf_text_printf ("%s/.libs/nbdkit-vmferry-plugin.so",
                               top ? top : ".");
  char *command
      = vf_text_printf ("nbdkit --dump-plugin '%s' >/dev/null 2>&1", path);
  bool loads = system (command) == 0;

  setenv ("VMFERRY_PLUGIN", path, 0);
  free (command);
  free (path);
  return loads;
}

static int
run (void)
{
  const TTest *const tests[]
      = { what_is_served_can_be_read, two_can_be_served_at_once,
          a_bad_image_is_a_sentence, a_cancelled_job_serves_nothing,
          no_nbdkit_is_said };

  return unit_run ("convert/disk/nbd-server", tests,
                   sizeof tests / sizeof tests[0]);
}

int
main (void)
{
  if (has_plugin ())
    return run ();
  printf ("skipped: no nbdkit here that loads the plugin\n");
  return UNIT_SKIPPED;
}
