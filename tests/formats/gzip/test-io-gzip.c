/* vmferry: tests of reading gzip content anywhere.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/gzip/io-gzip.h"

#include <pthread.h>
#include <string.h>

#include <zlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "formats/gzip/index.h"
#include "tests/unit.h"

static struct vf_error err;

/* A gzip file in memory, and its content. */
struct sample {
  uint8_t *packed, *plain;
  size_t packed_size, plain_size;
};

/* Bytes that deflate finds something in, but not everything. */
static uint8_t *
make_plain (size_t n)
{
  uint8_t *bytes = malloc (n);
  uint32_t x = 1;
  size_t i;

  for (i = 0; i < n; i++) {
    x = x * 1664525 + 1013904223;
    bytes[i] = i % 7 < 4 ? (uint8_t)(x >> 24) : (uint8_t)(i >> 12);
  }
  return bytes;
}

/* Appends a member with N bytes of PLAIN, or of zeros without it. */
static void
add_member (struct sample *sample, const uint8_t *plain, size_t n, int level)
{
  enum { PIECE = 1024 * 1024 };
  static const uint8_t zeros[PIECE];
  size_t room = compressBound (plain ? n : n / 200 + PIECE) + 64, part;
  z_stream z = { 0 };

  sample->packed = realloc (sample->packed, sample->packed_size + room);
  deflateInit2 (&z, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  z.next_out = sample->packed + sample->packed_size;
  z.avail_out = room;
  for (; n; n -= part) {
    part = vf_min_u64 (n, PIECE);
    z.next_in = (uint8_t *)(plain ? plain : zeros);
    z.avail_in = part;
    ck_assert_int_eq (deflate (&z, Z_NO_FLUSH), Z_OK);
    plain += plain ? part : 0;
  }
  ck_assert_int_eq (deflate (&z, Z_FINISH), Z_STREAM_END);
  sample->packed_size += z.total_out;
  deflateEnd (&z);
}

/* Members of every kind: empty, stored, tiny, compressed well and badly. */
static struct sample
make_sample (void)
{
  static const struct {
    size_t n;
    int level;
  } rows[] = { { 3000000, 6 }, { 0, 6 }, { 1, 6 },
               { 5000000, 0 }, { 7000000, 1 }, { 4321, 9 } };
  struct sample sample = { 0 };
  uint8_t *next;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
    sample.plain_size += rows[i].n;
  next = sample.plain = make_plain (sample.plain_size);
  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    add_member (&sample, next, rows[i].n, rows[i].level);
    next += rows[i].n;
  }
  return sample;
}

static void
free_sample (struct sample *sample)
{
  free (sample->packed);
  free (sample->plain);
}

static struct vf_io *packed_file;

/* Opens the first N bytes of PACKED. */
static struct vf_io *
open_packed (const void *packed, size_t n)
{
  packed_file = vf_io_from_memory (packed, n, "file", &err);
  return vf_io_open_gzip (packed_file,
                          &(struct vf_gzip_params){
                              .name = "x.gz", .max_size = VF_GZIP_MAX_SIZE },
                          &err);
}

/* Closes what open_packed gave. */
static void
close_packed (struct vf_io *io)
{
  vf_io_close (io);
  vf_io_close (packed_file);
}

/* Reads all over IO by a sequence that SEED chooses. */
static void
read_around (struct vf_io *io, const struct sample *sample, unsigned seed)
{
  enum { READS = 200, MOST = 300000 };
  uint8_t *buf = malloc (MOST);
  struct vf_error error;
  size_t offset, n;
  int i;

  for (i = 0; i < READS; i++) {
    offset = rand_r (&seed) % sample->plain_size;
    n = 1 + rand_r (&seed) % MOST;
    n = vf_min_u64 (n, sample->plain_size - offset);
    ck_assert_int_eq (vf_io_read (io, buf, n, offset, &error), 0);
    ck_assert (memcmp (buf, sample->plain + offset, n) == 0);
  }
  free (buf);
}

START_TEST (content_is_read_anywhere)
{
  struct sample sample = make_sample ();
  struct vf_io *io = open_packed (sample.packed, sample.packed_size);
  uint8_t *all = malloc (sample.plain_size);
  struct vf_span span;

  ck_assert_msg (io != NULL, "%s", err.text);
  ck_assert_uint_eq (vf_io_size (io), sample.plain_size);
  ck_assert_int_eq (vf_io_read (io, all, sample.plain_size, 0, &err), 0);
  ck_assert (memcmp (all, sample.plain, sample.plain_size) == 0);
  read_around (io, &sample, 1);
  ck_assert_int_eq (vf_io_next_span (io, 5, &span, &err), 0);
  ck_assert (span.kind == VF_SPAN_DATA && !span.has_offset);
  free (all);
  close_packed (io);
  free_sample (&sample);
}
END_TEST

struct job {
  struct vf_io *io;
  const struct sample *sample;
  unsigned seed;
};

static void *
run_job (void *data)
{
  struct job *job = data;

  read_around (job->io, job->sample, job->seed);
  return NULL;
}

START_TEST (threads_share_it)
{
  enum { THREADS = 4 };
  struct sample sample = make_sample ();
  struct vf_io *io = open_packed (sample.packed, sample.packed_size);
  pthread_t threads[THREADS];
  struct job jobs[THREADS];
  unsigned i;

  for (i = 0; i < THREADS; i++) {
    jobs[i] = (struct job){ io, &sample, 100 + i };
    pthread_create (&threads[i], NULL, run_job, &jobs[i]);
  }
  for (i = 0; i < THREADS; i++)
    pthread_join (threads[i], NULL);
  close_packed (io);
  free_sample (&sample);
}
END_TEST

START_TEST (points_are_thinned_out)
{
  const size_t size = 600u * 1024 * 1024;
  struct sample sample = { 0 };
  struct vf_gzip_index *index = calloc (1, sizeof *index);
  struct vf_gzip_params params = { .max_size = size };
  struct vf_io *base;
  size_t i;

  add_member (&sample, NULL, size, 1);
  base = vf_io_from_memory (sample.packed, sample.packed_size, "file", &err);
  ck_assert_int_eq (vf_gzip_index_build (index, base, &params, &err), 0);
  ck_assert_uint_eq (index->size, size);
  ck_assert_uint_gt (index->count, 1);
  ck_assert_uint_le (index->count, VF_GZIP_MAX_POINTS);
  for (i = 1; i < index->count; i++)
    ck_assert_uint_ge (index->points[i].out - index->points[i - 1].out,
                       index->spacing);
  ck_assert_ptr_eq (vf_gzip_index_find (index, 0), index->points);
  ck_assert_ptr_eq (vf_gzip_index_find (index, index->points[1].out),
                    index->points + 1);
  vf_gzip_index_clear (index);
  params.max_size--;
  ck_assert_int_eq (vf_gzip_index_build (index, base, &params, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_LIMIT);
  vf_gzip_index_clear (index);
  vf_io_close (base);
  free (index);
  free_sample (&sample);
}
END_TEST

/* Opening fails with TEXT. */
static void
expect_refusal (const void *packed, size_t n, const char *text)
{
  struct vf_io *io = open_packed (packed, n);

  ck_assert_ptr_null (io);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  ck_assert_msg (strstr (err.text, text) != NULL, "%s", err.text);
  close_packed (io);
}

START_TEST (damage_is_told)
{
  struct sample sample = { .plain = make_plain (100000) };
  size_t first, n;

  add_member (&sample, sample.plain, 100000, 6);
  first = sample.packed_size;
  add_member (&sample, sample.plain, 100, 6);
  n = sample.packed_size;

  expect_refusal (sample.packed, n - 1, "gzip member 2: the file ends");
  expect_refusal (sample.packed, first + 3, "member 2: the file ends");
  expect_refusal (sample.packed, 1, "gzip member 1: the file ends inside it, "
                                    "at byte 1: it is cut off");
  sample.packed[first - 8] ^= 1;
  expect_refusal (sample.packed, n, "member 1: near byte");
  expect_refusal (sample.packed, n, "incorrect data check");
  sample.packed[first - 8] ^= 1;
  sample.packed[n - 4] ^= 1;
  expect_refusal (sample.packed, n, "member 2: near byte");
  expect_refusal (sample.packed, n, "incorrect length check");
  sample.packed[n - 4] ^= 1;
  sample.packed[first] = 'x';
  expect_refusal (sample.packed, n, "incorrect header check");
  free_sample (&sample);
}
END_TEST

/* Opens the first N bytes of the sample as a salvage, which knows from MIN to
 * MAX bytes, the first MIN right, and that there were STATED; 0: not that. */
static void
salvage (const struct sample *sample, size_t n, uint64_t min, uint64_t max,
         uint64_t stated)
{
  uint8_t *buf = malloc (max + 1);
  uint64_t known, found;
  struct vf_io *io;

  packed_file = vf_io_from_memory (sample->packed, n, "file", &err);
  io = vf_io_open_gzip (packed_file,
                        &(struct vf_gzip_params){ .name = "x.gz",
                                                  .max_size = VF_GZIP_MAX_SIZE,
                                                  .salvage = true },
                        &err);
  ck_assert_msg (io != NULL, "%s", err.text);
  known = vf_io_size (io);
  ck_assert_ptr_nonnull (vf_io_gzip_damage (io, &found));
  ck_assert_uint_eq (found, stated);
  ck_assert_uint_ge (known, min);
  ck_assert_uint_le (known, max);
  ck_assert_int_eq (vf_io_read (io, buf, known, 0, &err), 0);
  ck_assert_int_eq (memcmp (buf, sample->plain, min), 0);
  close_packed (io);
  free (buf);
}

START_TEST (a_salvage_has_what_is_before_the_damage)
{
  enum { SIZE = 3000000 };
  struct sample sample = { .plain = make_plain (SIZE) };
  struct vf_io *io;
  size_t first;

  add_member (&sample, sample.plain, SIZE, 6);
  first = sample.packed_size;
  salvage (&sample, first - 1, SIZE, SIZE, 0);
  salvage (&sample, first - 8, SIZE, SIZE, 0);
  salvage (&sample, first / 2, SIZE / 3, SIZE * 2 / 3, 0);
  sample.packed[first - 8] ^= 1;
  salvage (&sample, first, SIZE, SIZE, SIZE);
  sample.packed[first - 8] ^= 1;
  /* Nothing at all is known of what does not begin. */
  io = open_packed (sample.packed, 5);
  ck_assert_ptr_null (io);
  close_packed (io);
  /* The trailer of the only member, but not of a later one, is believed. */
  memset (sample.packed + first / 2, 0, 5);
  memset (sample.packed + first / 2 + 5, 0xff, 1000);
  salvage (&sample, first, SIZE / 3, SIZE, SIZE);
  free_sample (&sample);
}
END_TEST

START_TEST (opening_can_be_cancelled)
{
  struct sample sample = { .plain = make_plain (1000) };
  struct vf_job job = { .cancelled = true };

  add_member (&sample, sample.plain, 1000, 6);
  packed_file
      = vf_io_from_memory (sample.packed, sample.packed_size, "file", &err);
  ck_assert_ptr_null (vf_io_open_gzip (
      packed_file,
      &(struct vf_gzip_params){
          .name = "x.gz", .max_size = 1000, .salvage = true, .job = &job },
      &err));
  ck_assert_int_eq (err.code, VF_ERROR_CANCELLED);
  vf_io_close (packed_file);
  free_sample (&sample);
}
END_TEST

/* More than is read at once, between members and at the end. */
START_TEST (zeros_behind_it_are_padding)
{
  enum { SIZE = 5000, PADDING = 300 * 1024 };
  struct sample sample = { .plain = make_plain (SIZE), .plain_size = SIZE };
  struct vf_io *io;
  int i;

  for (i = 0; i < 2; i++) {
    add_member (&sample, sample.plain + i * SIZE / 2, SIZE / 2, 6);
    sample.packed = realloc (sample.packed, sample.packed_size + PADDING);
    memset (sample.packed + sample.packed_size, 0, PADDING);
    sample.packed_size += PADDING;
  }
  io = open_packed (sample.packed, sample.packed_size);
  ck_assert_msg (io != NULL, "%s", err.text);
  ck_assert_uint_eq (vf_io_size (io), SIZE);
  read_around (io, &sample, 3);
  close_packed (io);
  free_sample (&sample);
}
END_TEST

/* What gzip ignores with a warning; but what may be a damaged member is not
 * left out. */
START_TEST (a_few_bytes_behind_it_are_ignored)
{
  enum { SIZE = 5000, MAX = 64 * 1024 };
  struct sample sample = { .plain = make_plain (SIZE), .plain_size = SIZE };
  struct vf_io *io;
  size_t n;

  add_member (&sample, sample.plain, SIZE, 6);
  n = sample.packed_size;
  sample.packed = realloc (sample.packed, n + MAX + 1);
  memset (sample.packed + n, 'x', MAX + 1);
  io = open_packed (sample.packed, n + MAX);
  ck_assert_msg (io != NULL, "%s", err.text);
  ck_assert_uint_eq (vf_io_size (io), SIZE);
  ck_assert_uint_eq (vf_io_gzip_ignored (io), MAX);
  read_around (io, &sample, 3);
  close_packed (io);
  expect_refusal (sample.packed, n + MAX + 1, "incorrect header check");
  sample.packed[n] = 0;
  expect_refusal (sample.packed, n + 10, "incorrect header check");
  memcpy (sample.packed + n, "x\x8b", 2);
  expect_refusal (sample.packed, n + 10, "incorrect header check");
  free_sample (&sample);
}
END_TEST

UNIT_MAIN ("formats/gzip/io-gzip", content_is_read_anywhere, threads_share_it,
           points_are_thinned_out, damage_is_told,
           a_salvage_has_what_is_before_the_damage,
           opening_can_be_cancelled, zeros_behind_it_are_padding,
           a_few_bytes_behind_it_are_ignored)
