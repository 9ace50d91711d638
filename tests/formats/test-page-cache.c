/* vmferry: tests of the cache of table pages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/page-cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "common/error.h"
#include "common/io-ops.h"
#include "tests/unit.h"

enum {
  PAGE = 64 * 1024,
  SIZE = 5 * PAGE + 1234,
  N_THREADS = 4,
  N_READS = 2000,
};

static struct vf_error err;

/* An io that counts its reads, and fails them on demand. */
static struct {
  struct vf_io io;
  atomic_uint n_reads;
  bool is_broken;
} counting;

/* What the io holds at OFFSET: no page looks like another. */
static uint8_t
byte_at (uint64_t offset)
{
  return (uint8_t)(offset ^ (offset >> 8) ^ (offset >> 16) * 31);
}

static int
counting_read (struct vf_io *io __attribute__ ((unused)), void *buf, size_t n,
               uint64_t offset, struct vf_error *error)
{
  uint8_t *to = buf;
  size_t i;

  counting.n_reads++;
  if (counting.is_broken)
    return vf_error_set (error, VF_ERROR_IO, "broken");
  for (i = 0; i < n; i++)
    to[i] = byte_at (offset + i);
  return 0;
}

static void
counting_close (struct vf_io *io __attribute__ ((unused)))
{
}

static struct vf_io *
open_counting (void)
{
  static const struct vf_io_ops ops = { .read = counting_read,
                                        .close = counting_close };

  ck_assert_int_eq (vf_io_init (&counting.io, &ops, "table", SIZE, &err), 0);
  return &counting.io;
}

static void
check_bytes (const uint8_t *bytes, size_t n, uint64_t offset)
{
  size_t i;

  for (i = 0; i < n; i++)
    if (bytes[i] != byte_at (offset + i))
      ck_abort_msg ("byte %zu of %zu at %llu is wrong", i, n,
                    (unsigned long long)offset);
}

START_TEST (reads_anywhere)
{
  static const struct {
    uint64_t offset;
    size_t n;
  } rows[] = {
    { 0, 8 },           { PAGE - 4, 8 },        { PAGE, 8 },
    { 3 * PAGE - 1, 2 }, { 0, SIZE },           { SIZE - 1, 1 },
    { 5 * PAGE, 1234 }, { 4 * PAGE + 7, PAGE }, { 17, 0 },
    { SIZE, 0 },
  };
  struct vf_io *io = open_counting ();
  struct vf_page_cache *cache = vf_page_cache_new (io, 2, &err);
  static uint8_t buf[SIZE];
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    ck_assert_int_eq (vf_page_cache_read (cache, buf, rows[i].n,
                                          rows[i].offset, &err), 0);
    check_bytes (buf, rows[i].n, rows[i].offset);
  }
  vf_page_cache_free (cache);
  vf_io_close (io);
}
END_TEST

START_TEST (a_page_is_read_once)
{
  struct vf_io *io = open_counting ();
  struct vf_page_cache *cache = vf_page_cache_new (io, 4, &err);
  uint64_t offset;
  uint8_t buf[8];

  for (offset = 0; offset < 3 * PAGE; offset += sizeof buf)
    ck_assert_int_eq (vf_page_cache_read (cache, buf, sizeof buf, offset,
                                          &err), 0);
  ck_assert_uint_eq (counting.n_reads, 3);
  vf_page_cache_free (cache);
  vf_io_close (io);
}
END_TEST

START_TEST (the_end_of_the_file)
{
  static const struct {
    uint64_t offset;
    size_t n;
    const char *text;
  } rows[] = {
    { SIZE - 7, 8, "table: ends at byte 328914, but 8 bytes of a table are "
                   "needed at 328907" },
    { SIZE, 1, "table: ends at byte 328914, but 1 bytes of a table are "
               "needed at 328914" },
    { 6 * PAGE, 8, "table: ends at byte 328914, but a table is needed at "
                   "393216" },
    { UINT64_MAX - 3, 2, "table: ends at byte 328914, but a table is needed "
                         "at 18446744073709486080" },
    { UINT64_MAX - 3, 8, "table: ends at byte 328914, but a table is needed "
                         "at 18446744073709486080" },
  };
  struct vf_io *io = open_counting ();
  struct vf_page_cache *cache = vf_page_cache_new (io, 2, &err);
  uint8_t buf[8];
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    ck_assert_int_eq (vf_page_cache_read (cache, buf, rows[i].n,
                                          rows[i].offset, &err), -1);
    ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
    ck_assert_str_eq (err.text, rows[i].text);
  }
  ck_assert_int_eq (vf_page_cache_read (cache, buf, 1, SIZE - 1, &err), 0);
  vf_page_cache_free (cache);
  vf_io_close (io);
}
END_TEST

/* A page that could not be read is not taken for read the next time, and
 * neither is the one that was in its place. */
START_TEST (a_failed_read_leaves_nothing)
{
  struct vf_io *io = open_counting ();
  struct vf_page_cache *cache = vf_page_cache_new (io, 1, &err);
  uint8_t buf[8];

  ck_assert_int_eq (vf_page_cache_read (cache, buf, 8, 0, &err), 0);
  counting.is_broken = true;
  ck_assert_int_eq (vf_page_cache_read (cache, buf, 8, PAGE, &err), -1);
  ck_assert_str_eq (err.text, "table: broken");
  ck_assert_int_eq (vf_page_cache_read (cache, buf, 8, 0, &err), -1);
  counting.is_broken = false;
  ck_assert_int_eq (vf_page_cache_read (cache, buf, 8, PAGE, &err), 0);
  check_bytes (buf, 8, PAGE);
  ck_assert_int_eq (vf_page_cache_read (cache, buf, 8, 0, &err), 0);
  check_bytes (buf, 8, 0);
  vf_page_cache_free (cache);
  vf_io_close (io);
}
END_TEST

static void *
read_many (void *data)
{
  struct vf_page_cache *cache = data;
  unsigned seed = (unsigned)(uintptr_t)pthread_self ();
  struct vf_error error;
  uint8_t buf[300];
  uint64_t offset;
  unsigned i;

  for (i = 0; i < N_READS; i++) {
    offset = rand_r (&seed) % (SIZE - sizeof buf);
    if (vf_page_cache_read (cache, buf, sizeof buf, offset, &error))
      return data;
    check_bytes (buf, sizeof buf, offset);
  }
  return NULL;
}

START_TEST (many_threads_share_a_cache)
{
  struct vf_io *io = open_counting ();
  struct vf_page_cache *cache = vf_page_cache_new (io, 3, &err);
  pthread_t threads[N_THREADS];
  void *failed;
  size_t i;

  for (i = 0; i < N_THREADS; i++)
    ck_assert_int_eq (
        pthread_create (&threads[i], NULL, read_many, cache), 0);
  for (i = 0; i < N_THREADS; i++) {
    pthread_join (threads[i], &failed);
    ck_assert_ptr_null (failed);
  }
  vf_page_cache_free (cache);
  vf_io_close (io);
}
END_TEST

START_TEST (no_memory_is_an_answer)
{
  struct vf_io *io = open_counting ();

  ck_assert_ptr_null (vf_page_cache_new (io, SIZE_MAX / 8, &err));
  ck_assert_int_eq (err.code, VF_ERROR_NOMEM);
  vf_page_cache_free (NULL);
  vf_io_close (io);
}
END_TEST

/* All caches together have a bound; without memory, they still read. */
START_TEST (many_caches_share_the_memory)
{
  enum { ALLOWED = 256, N_CACHES = ALLOWED + 10 };
  struct vf_page_cache *caches[N_CACHES];
  struct vf_io *io = open_counting ();
  uint8_t buf[8];
  unsigned i, before;

  for (i = 0; i < N_CACHES; i++) {
    caches[i] = vf_page_cache_new (io, 1, &err);
    ck_assert_int_eq (vf_page_cache_read (caches[i], buf, 8, 16, &err), 0);
    check_bytes (buf, 8, 16);
  }
  before = counting.n_reads;
  for (i = 0; i < N_CACHES; i++)
    ck_assert_int_eq (vf_page_cache_read (caches[i], buf, 8, 24, &err), 0);
  check_bytes (buf, 8, 24);
  ck_assert_uint_eq (counting.n_reads - before, N_CACHES - ALLOWED);
  ck_assert_int_eq (vf_page_cache_read (caches[N_CACHES - 1], buf, 8, SIZE - 4,
                                        &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  vf_page_cache_free (caches[0]); /* makes room */
  for (i = 0; i < 2; i++)
    ck_assert_int_eq (vf_page_cache_read (caches[N_CACHES - 1], buf, 8, 32,
                                          &err), 0);
  ck_assert_uint_eq (counting.n_reads - before, N_CACHES - ALLOWED + 1);
  for (i = 1; i < N_CACHES; i++)
    vf_page_cache_free (caches[i]);
  vf_io_close (io);
}
END_TEST

UNIT_MAIN ("formats/page-cache", reads_anywhere, a_page_is_read_once,
           the_end_of_the_file, a_failed_read_leaves_nothing,
           many_threads_share_a_cache, many_caches_share_the_memory,
           no_memory_is_an_answer)
