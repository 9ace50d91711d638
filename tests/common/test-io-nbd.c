/* vmferry: tests of the NBD io against nbdkit and qemu-nbd: contents, edges of
 * blocks, the map, servers that fail and servers that die.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/io.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "common/error.h"
#include "common/process.h"
#include "common/tempdir.h"
#include "tests/unit.h"

enum { MAX_ARGS = 24, MIB = 1024 * 1024 };

/* A server on a socket in a folder of its own. */
struct server {
  struct vf_tempdir *dir;
  struct vf_process *process;
  char socket[256];
  char pid_file[256]; /* appears when clients can connect */
  char uri[300];
};

static struct vf_error err;

static void
await_server (struct server *server)
{
  struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
  struct stat st;
  int i;

  for (i = 0; i < 1000 && stat (server->pid_file, &st); i++) {
    ck_assert_msg (vf_process_is_running (server->process), "%s",
                   vf_process_stderr (server->process));
    nanosleep (&pause, NULL);
  }
  ck_assert_int_lt (i, 1000);
}

static void
name_files (struct server *server)
{
  server->dir = vf_tempdir_create (NULL, &err);
  ck_assert_msg (server->dir != NULL, "%s", err.text);
  snprintf (server->socket, sizeof server->socket, "%s/socket",
            vf_tempdir_path (server->dir));
  snprintf (server->pid_file, sizeof server->pid_file, "%s/pid",
            vf_tempdir_path (server->dir));
  snprintf (server->uri, sizeof server->uri, "nbd+unix:///?socket=%s",
            server->socket);
}

/* Starts nbdkit with the words of ARGS. */
static void
start (struct server *server, const char *args)
{
  const char *argv[MAX_ARGS] = { "nbdkit", "-f" };
  char *words = strdup (args), *word, *rest = words;
  size_t n = 2;

  name_files (server);
  argv[n++] = "-U";
  argv[n++] = server->socket;
  argv[n++] = "-P";
  argv[n++] = server->pid_file;
  while ((word = strsep (&rest, " "))) {
    ck_assert_uint_lt (n, MAX_ARGS - 1);
    argv[n++] = word;
  }
  server->process = vf_process_start (argv, -1, &err);
  ck_assert_msg (server->process != NULL, "%s", err.text);
  await_server (server);
  free (words);
}

static void
stop (struct server *server)
{
  vf_process_stop (server->process);
  vf_tempdir_remove (server->dir);
}

static struct vf_io *
open_server (const struct server *server, unsigned connections, bool writable)
{
  struct vf_io *io
      = vf_io_open_nbd (server->uri, connections, writable, &err);

  ck_assert_msg (io != NULL, "%s", err.text);
  return io;
}

/* What nbdkit's pattern plugin has at an offset. */
static unsigned char
pattern_at (uint64_t offset)
{
  return (unsigned char)((offset & ~7ull) >> (8 * (7 - (offset & 7))));
}

static void
check_pattern (struct vf_io *io, size_t n, uint64_t offset)
{
  unsigned char *buf = malloc (n);
  size_t i;

  ck_assert_msg (vf_io_read (io, buf, n, offset, &err) == 0, "%s", err.text);
  for (i = 0; i < n && buf[i] == pattern_at (offset + i); i++)
    ;
  ck_assert_msg (i == n, "byte %" PRIu64 " is wrong", offset + i);
  free (buf);
}

START_TEST (reads_at_any_offset)
{
  static const struct {
    size_t n;
    uint64_t offset;
  } rows[] = {
    { 1, 0 },           { 1, 512 },          { 3, 510 },
    { 4096, 4096 },     { 511, 1 },          { 3 * MIB, 7 },
    { 3 * MIB, 0 },     { 700000, 524287 },  { 1, 32 * MIB - 1 },
    { 4097, 32 * MIB - 4097 },               { 20 * MIB, 3 * MIB + 1 },
  };
  static const char *const servers[] = {
    "pattern 32M",
    "--filter=blocksize-policy pattern 32M blocksize-minimum=512 "
    "blocksize-preferred=4096 blocksize-maximum=64K "
    "blocksize-error-policy=error",
    "--filter=blocksize-policy pattern 32M blocksize-minimum=4096 "
    "blocksize-preferred=64K blocksize-maximum=1M "
    "blocksize-error-policy=error",
  };
  struct server server;
  struct vf_io *io;
  size_t i, j;

  for (i = 0; i < sizeof servers / sizeof servers[0]; i++) {
    start (&server, servers[i]);
    io = open_server (&server, 2, false);
    ck_assert_uint_eq (vf_io_size (io), 32 * MIB);
    for (j = 0; j < sizeof rows / sizeof rows[0]; j++)
      check_pattern (io, rows[j].n, rows[j].offset);
    ck_assert_int_eq (vf_io_read (io, &j, 2, 32 * MIB - 1, &err), -1);
    ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
    vf_io_close (io);
    stop (&server);
  }
}
END_TEST

START_TEST (tells_preferred_size)
{
  struct server server;
  struct vf_io *io;

  start (&server, "--filter=blocksize-policy pattern 32M "
                  "blocksize-minimum=512 blocksize-preferred=64K");
  io = open_server (&server, 1, false);
  ck_assert_uint_eq (vf_io_preferred_size (io), 64 * 1024);
  vf_io_close (io);
  stop (&server);
}
END_TEST

/* Writes and zeroes pieces at odd places, here and in memory, and compares. */
static void
check_writes (const char *args, uint64_t size)
{
  static unsigned char expected[2 * MIB], got[2 * MIB];
  struct server server;
  struct vf_io *io;
  unsigned seed = 1;
  int i;

  start (&server, args);
  io = open_server (&server, 2, true);
  ck_assert_uint_eq (vf_io_size (io), size);
  for (i = 0; i < 200; i++) {
    uint64_t offset = rand_r (&seed) % size;
    size_t n = rand_r (&seed) % (i % 10 ? 5000 : 700000), j;

    n = n > size - offset ? size - offset : n;
    for (j = 0; j < n; j++)
      expected[offset + j] = i % 3 ? (unsigned char)rand_r (&seed) : 0;
    if (i % 3)
      ck_assert (vf_io_write (io, expected + offset, n, offset, &err) == 0);
    else
      ck_assert (vf_io_write_zeroes (io, n, offset, &err) == 0);
  }
  ck_assert_int_eq (vf_io_flush (io, &err), 0);
  ck_assert_int_eq (vf_io_read (io, got, size, 0, &err), 0);
  ck_assert_mem_eq (got, expected, size);
  vf_io_close (io);
  stop (&server);
}

START_TEST (writes_whole_and_parts_of_blocks)
{
  check_writes ("memory 2M", 2 * MIB);
}
END_TEST

START_TEST (writes_parts_of_large_blocks)
{
  check_writes ("--filter=blocksize-policy memory 2M blocksize-minimum=4096 "
                "blocksize-preferred=64K blocksize-maximum=128K "
                "blocksize-error-policy=error",
                2 * MIB);
}
END_TEST

START_TEST (zeroes_without_a_command_for_it)
{
  check_writes ("--filter=nozero memory 2M", 2 * MIB);
}
END_TEST

START_TEST (write_beyond_end_is_refused)
{
  struct server server;
  struct vf_io *io;

  start (&server, "memory 1M");
  io = open_server (&server, 1, true);
  ck_assert_int_eq (vf_io_write (io, "ab", 2, MIB - 1, &err), -1);
  ck_assert_int_eq (vf_io_write_zeroes (io, 2, MIB - 1, &err), -1);
  ck_assert_int_eq (vf_io_resize (io, 2 * MIB, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_UNSUPPORTED);
  vf_io_close (io);
  stop (&server);
}
END_TEST

START_TEST (read_only_export_is_not_written_to)
{
  struct server server;

  start (&server, "-r memory 1M");
  ck_assert_ptr_null (vf_io_open_nbd (server.uri, 1, true, &err));
  ck_assert_int_eq (err.code, VF_ERROR_PERMISSION);
  stop (&server);
}
END_TEST

/* The spans of IO as "START+LENGTH KIND" words. */
static void
list_spans (struct vf_io *io, char *text, size_t size)
{
  uint64_t at = 0;
  struct vf_span span;
  size_t used = 0;

  while (at < vf_io_size (io)) {
    ck_assert_msg (vf_io_next_span (io, at, &span, &err) == 0, "%s", err.text);
    ck_assert_uint_eq (span.start, at);
    ck_assert_uint_gt (span.length, 0);
    used += snprintf (text + used, size - used, "%" PRIu64 "+%" PRIu64 "%c ",
                      span.start, span.length,
                      span.kind == VF_SPAN_ZERO ? 'z' : 'd');
    ck_assert_uint_lt (used, size);
    at += span.length;
  }
}

START_TEST (tells_what_lies_where)
{
  char text[1000];
  struct server server;
  struct vf_io *io;

  start (&server, "data data=@0x100000\t1\t@0x500000\t2 size=10G");
  io = open_server (&server, 1, false);
  list_spans (io, text, sizeof text);
  ck_assert_str_eq (text, "0+1048576z 1048576+32768d 1081344+4161536z "
                          "5242880+32768d 5275648+2142208000z "
                          "2147483648+2147483648z 4294967296+2147483648z "
                          "6442450944+2147483648z 8589934592+2147483648z ");
  vf_io_close (io);
  stop (&server);
}
END_TEST

START_TEST (without_a_map_all_is_data)
{
  char text[100];
  struct server server;
  struct vf_io *io;

  start (&server, "--filter=noextents memory 1M");
  io = open_server (&server, 1, false);
  list_spans (io, text, sizeof text);
  ck_assert_str_eq (text, "0+1048576d ");
  vf_io_close (io);
  stop (&server);
}
END_TEST

START_TEST (map_of_a_writable_export_is_current)
{
  char text[200];
  struct server server;
  struct vf_io *io;

  start (&server, "memory 1M");
  io = open_server (&server, 1, true);
  list_spans (io, text, sizeof text);
  ck_assert_str_eq (text, "0+1048576z ");
  ck_assert_int_eq (vf_io_write (io, "x", 1, 65536, &err), 0);
  list_spans (io, text, sizeof text);
  ck_assert_str_eq (text, "0+65536z 65536+32768d 98304+950272z ");
  vf_io_close (io);
  stop (&server);
}
END_TEST

START_TEST (says_what_the_server_says)
{
  static char buf[3 * MIB];
  struct server server;
  struct vf_span span;
  struct vf_io *io;

  start (&server, "--filter=error memory 8M error=EIO error-rate=100%");
  io = open_server (&server, 2, true);
  ck_assert_int_eq (vf_io_read (io, buf, sizeof buf, 4096, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_IO);
  ck_assert_ptr_nonnull (strstr (err.text, "cannot read 3145728 bytes at "
                                           "4096: the server says: "
                                           "Input/output error"));
  ck_assert_int_eq (vf_io_write (io, buf, 512, 0, &err), -1);
  ck_assert_ptr_nonnull (strstr (err.text, "cannot write 512 bytes at 0"));
  ck_assert_int_eq (vf_io_write_zeroes (io, 512, 0, &err), -1);
  ck_assert_ptr_nonnull (strstr (err.text, "cannot zero 512 bytes at 0"));
  ck_assert_int_eq (vf_io_next_span (io, 0, &span, &err), -1);
  ck_assert_ptr_nonnull (strstr (err.text, "cannot learn what lies where"));
  vf_io_close (io);
  stop (&server);
}
END_TEST

START_TEST (no_space_is_an_error_with_its_reason)
{
  struct server server;
  struct vf_io *io;

  start (&server, "--filter=error memory 8M error=ENOSPC "
                  "error-pwrite-rate=100%");
  io = open_server (&server, 1, true);
  ck_assert_int_eq (vf_io_write (io, "x", 1, 0, &err), -1);
  ck_assert_int_eq (err.errnum, ENOSPC);
  vf_io_close (io);
  stop (&server);
}
END_TEST

START_TEST (nobody_there_is_not_found)
{
  ck_assert_ptr_null (vf_io_open_nbd (
      "nbd+unix:///?socket=/nonexistent/socket", 1, false, &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  ck_assert_ptr_null (vf_io_open_nbd ("nbd://localhost:1/", 1, false, &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  ck_assert_ptr_null (vf_io_open_nbd ("http://localhost/", 1, false, &err));
}
END_TEST

static void *
kill_soon (void *data)
{
  struct timespec pause = { .tv_nsec = 300 * 1000 * 1000 };

  nanosleep (&pause, NULL);
  kill (vf_process_pid (data), SIGKILL);
  return NULL;
}

START_TEST (server_that_dies_ends_the_read)
{
  static char buf[4 * MIB];
  struct server server;
  struct vf_span span;
  pthread_t killer;
  struct vf_io *io;

  start (&server, "--filter=delay memory 8M rdelay=30");
  io = open_server (&server, 2, true);
  pthread_create (&killer, NULL, kill_soon, server.process);
  ck_assert_int_eq (vf_io_read (io, buf, sizeof buf, 0, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_IO);
  ck_assert_msg (strstr (err.text, "connection to the server was") != NULL,
                 "%s", err.text);
  pthread_join (killer, NULL);
  ck_assert_int_eq (vf_io_write (io, buf, sizeof buf, 0, &err), -1);
  ck_assert_int_eq (vf_io_write (io, buf, sizeof buf, 0, &err), -1);
  ck_assert_int_eq (vf_io_flush (io, &err), -1);
  ck_assert_int_eq (vf_io_next_span (io, 0, &span, &err), -1);
  ck_assert_msg (strstr (err.text, "server was") != NULL, "%s", err.text);
  vf_io_close (io);
  stop (&server);
}
END_TEST

struct reader {
  struct vf_io *io;
  unsigned seed;
  bool is_good;
};

static void *
read_randomly (void *data)
{
  struct reader *reader = data;
  unsigned char buf[20000];
  struct vf_error error;
  struct vf_span span;
  int i;
  size_t j;

  reader->is_good = true;
  for (i = 0; i < 200; i++) {
    uint64_t offset = rand_r (&reader->seed) % (16 * MIB - sizeof buf);

    if (vf_io_read (reader->io, buf, sizeof buf, offset, &error)
        || vf_io_next_span (reader->io, offset, &span, &error))
      reader->is_good = false;
    for (j = 0; j < sizeof buf; j++)
      if (buf[j] != pattern_at (offset + j))
        reader->is_good = false;
  }
  return NULL;
}

START_TEST (several_threads_share_the_pool)
{
  struct reader readers[4];
  pthread_t threads[4];
  struct server server;
  struct vf_io *io;
  int i;

  start (&server, "pattern 16M");
  io = open_server (&server, 2, false);
  for (i = 0; i < 4; i++) {
    readers[i] = (struct reader){ .io = io, .seed = (unsigned)i };
    pthread_create (&threads[i], NULL, read_randomly, &readers[i]);
  }
  for (i = 0; i < 4; i++) {
    pthread_join (threads[i], NULL);
    ck_assert (readers[i].is_good);
  }
  vf_io_close (io);
  stop (&server);
}
END_TEST

/* It says that several connections are fine, and lets the third wait. */
START_TEST (server_with_few_places_is_enough)
{
  const char *argv[] = { "qemu-nbd", "-r", "-e", "2",          "-f", "raw",
                         "-k",       NULL, "--pid-file", NULL, NULL, NULL };
  struct server server;
  char disk[300], buf[3];
  struct vf_io *io;
  time_t begun;
  FILE *file;

  if (!unit_has_program ("qemu-nbd"))
    return;
  name_files (&server);
  snprintf (disk, sizeof disk, "%s/disk", vf_tempdir_path (server.dir));
  file = fopen (disk, "w");
  ck_assert_int_eq (fprintf (file, "%1024s", "end"), 1024);
  ck_assert_int_eq (fclose (file), 0);
  argv[7] = server.socket;
  argv[9] = server.pid_file;
  argv[10] = disk;
  server.process = vf_process_start (argv, -1, &err);
  await_server (&server);
  begun = time (NULL);
  io = open_server (&server, 4, false);
  ck_assert_int_le (time (NULL) - begun, 5);
  ck_assert_int_eq (vf_io_read (io, buf, 3, 1021, &err), 0);
  ck_assert_mem_eq (buf, "end", 3);
  vf_io_close (io);
  stop (&server);
}
END_TEST

START_TEST (tells_uris_from_paths)
{
  ck_assert (vf_io_is_nbd_uri ("nbd://host/name"));
  ck_assert (vf_io_is_nbd_uri ("NBDS://host"));
  ck_assert (vf_io_is_nbd_uri ("nbd+unix:///?socket=/x"));
  ck_assert (!vf_io_is_nbd_uri ("nbd"));
  ck_assert (!vf_io_is_nbd_uri ("./nbd://host"));
  ck_assert (!vf_io_is_nbd_uri ("/disk.vmdk"));
}
END_TEST

int
main (void)
{
  const TTest *const tests[] = {
    reads_at_any_offset,
    tells_preferred_size,
    writes_whole_and_parts_of_blocks,
    writes_parts_of_large_blocks,
    zeroes_without_a_command_for_it,
    write_beyond_end_is_refused,
    read_only_export_is_not_written_to,
    tells_what_lies_where,
    without_a_map_all_is_data,
    map_of_a_writable_export_is_current,
    says_what_the_server_says,
    no_space_is_an_error_with_its_reason,
    nobody_there_is_not_found,
    server_that_dies_ends_the_read,
    several_threads_share_the_pool,
    server_with_few_places_is_enough,
    tells_uris_from_paths,
  };

  if (!unit_has_program ("nbdkit")) {
    fprintf (stderr, "skipped: no nbdkit here\n");
    return UNIT_SKIPPED;
  }
  return unit_run ("common/io-nbd", tests, sizeof tests / sizeof tests[0]);
}
