/* vmferry: tests of what compressed qcow2 clusters ask of their file: a large
 * read is few requests, in whatever order the streams lie, and threads that
 * read at the same time do not mix their clusters up.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "common/error.h"
#include "common/io-ops.h"
#include "formats/image.h"
#include "formats/qcow2/qcow2.h"
#include "formats/writer.h"
#include "tests/unit.h"

enum {
  CLUSTER = 4096,
  N_CLUSTERS = 128,
  SIZE = N_CLUSTERS * CLUSTER,
  FILE_SIZE = 2 * SIZE,
  N_THREADS = 4,
};

/* A file in memory that counts what is read of it. */
static uint8_t file[FILE_SIZE];
static atomic_uint n_requests;

static int
file_read (struct vf_io *io __attribute__ ((unused)), void *buf, size_t n,
           uint64_t offset, struct vf_error *err __attribute__ ((unused)))
{
  atomic_fetch_add (&n_requests, 1);
  memcpy (buf, file + offset, n);
  return 0;
}

static int
file_write (struct vf_io *io __attribute__ ((unused)), const void *buf,
            size_t n, uint64_t offset,
            struct vf_error *err __attribute__ ((unused)))
{
  memcpy (file + offset, buf, n);
  return 0;
}

static void
file_close (struct vf_io *io)
{
  free (io);
}

static struct vf_io *
open_file (void)
{
  static const struct vf_io_ops ops
      = { .read = file_read, .write = file_write, .close = file_close };
  struct vf_io *io = calloc (1, sizeof *io);
  struct vf_error err;

  ck_assert_ptr_nonnull (io);
  ck_assert_int_eq (vf_io_init (io, &ops, "file", FILE_SIZE, &err), 0);
  io->is_writable = true;
  return io;
}

/* A cluster that becomes about half as long. */
static void
make_cluster (uint8_t *to, unsigned number)
{
  uint32_t state = number * 2654435761u + 1;
  size_t i;

  for (i = 0; i < CLUSTER; i++) {
    state = state * 1664525u + 1013904223u;
    to[i] = i % 2 ? number : state >> 24;
  }
}

/* Writes all clusters; STEP, odd, is from one stream in the file to the next
 * in guest order. */
static void
make_file (enum vf_compression compression, unsigned step)
{
  struct vf_create_params params = { .size = SIZE,
                                     .cluster_size = CLUSTER,
                                     .compression = compression,
                                     .is_zeroed = true };
  struct vf_io *io = open_file ();
  struct vf_error err;
  struct vf_writer *writer;
  uint8_t buf[CLUSTER];
  unsigned i, number;

  memset (file, 0, sizeof file);
  writer = vf_writer_create (&vf_qcow2_format, io, &params, &err);
  ck_assert_msg (writer != NULL, "%s", err.text);
  for (i = 0; i < N_CLUSTERS; i++) {
    number = i * step % N_CLUSTERS;
    make_cluster (buf, number);
    ck_assert_int_eq (vf_writer_write (writer, buf, CLUSTER,
                                       (uint64_t)number * CLUSTER, &err),
                      0);
  }
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  vf_io_close (io);
}

static struct vf_image *
open_image (void)
{
  struct vf_error err;
  struct vf_image *image = vf_image_open (open_file (), NULL, &err);

  ck_assert_msg (image != NULL, "%s", err.text);
  return image;
}

/* Whether N bytes at OFFSET of IMAGE are what they were. */
static bool
reads_right (struct vf_image *image, size_t n, uint64_t offset)
{
  static _Thread_local uint8_t got[SIZE], wanted[SIZE];
  unsigned first = offset / CLUSTER, last = (offset + n - 1) / CLUSTER, i;
  struct vf_error err;

  for (i = first; i <= last; i++)
    make_cluster (wanted + (i - first) * CLUSTER, i);
  return vf_image_read (image, got, n, offset, &err) == 0
         && memcmp (got, wanted + offset % CLUSTER, n) == 0;
}

static void
check_large_read (enum vf_compression compression, unsigned step)
{
  struct vf_image *image;

  make_file (compression, step);
  image = open_image ();
  atomic_store (&n_requests, 0);
  ck_assert (reads_right (image, SIZE, 0));
  ck_assert_uint_le (atomic_load (&n_requests), 2); /* tables, streams */
  ck_assert (reads_right (image, SIZE, 0));
  ck_assert_uint_le (atomic_load (&n_requests), 2); /* they are there still */
  vf_image_close (image);
}

START_TEST (a_large_read_is_few_requests)
{
  static const unsigned steps[] = { 1, 3, 77, 127 };
  size_t i;

  for (i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    check_large_read (VF_COMPRESSION_DEFLATE, steps[i]);
    check_large_read (VF_COMPRESSION_ZSTD, steps[i]);
  }
}
END_TEST

/* What reads a disk in pages asks for a cluster once. */
START_TEST (parts_of_a_cluster_are_one_request)
{
  struct vf_image *image;
  unsigned i;

  make_file (VF_COMPRESSION_ZSTD, 1);
  image = open_image ();
  atomic_store (&n_requests, 0);
  for (i = 0; i < 8; i++)
    ck_assert (reads_right (image, CLUSTER / 8, i * CLUSTER / 8));
  ck_assert_uint_le (atomic_load (&n_requests), 2);
  vf_image_close (image);
}
END_TEST

static void *
read_some (void *data)
{
  static atomic_uint n_seeds;
  unsigned seed = atomic_fetch_add (&n_seeds, 1), i;
  uint64_t offset;
  size_t n;

  for (i = 0; i < 200; i++) {
    offset = rand_r (&seed) % SIZE;
    n = 1 + rand_r (&seed) % (3 * CLUSTER);
    if (offset + n <= SIZE && !reads_right (data, n, offset))
      return data;
  }
  return NULL;
}

static void
check_threads (enum vf_compression compression)
{
  pthread_t threads[N_THREADS];
  struct vf_image *image;
  void *result;
  unsigned i;

  make_file (compression, 3);
  image = open_image ();
  for (i = 0; i < N_THREADS; i++)
    ck_assert_int_eq (pthread_create (&threads[i], NULL, read_some, image),
                      0);
  for (i = 0; i < N_THREADS; i++) {
    pthread_join (threads[i], &result);
    ck_assert_ptr_null (result);
  }
  vf_image_close (image);
}

START_TEST (threads_do_not_mix_clusters_up)
{
  check_threads (VF_COMPRESSION_DEFLATE);
  check_threads (VF_COMPRESSION_ZSTD);
}
END_TEST

UNIT_MAIN ("formats/qcow2/requests", a_large_read_is_few_requests,
           parts_of_a_cluster_are_one_request, threads_do_not_mix_clusters_up)
