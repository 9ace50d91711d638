/* vmferry: tests of what VMDK extents ask of their file: large reads are one
 * request, whatever lies between, and nothing is read twice.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/extent-open.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/io-ops.h"
#include "formats/image-format.h"
#include "formats/vmdk/extent.h"
#include "formats/vmdk/header.h"
#include "formats/vmdk/vmdk-disk.h"
#include "tests/unit.h"

enum {
  SECTOR = 512,
  GRAIN = 4096,
  N_GRAINS = 64,
  GD_SECTOR = 1,
  GT_SECTOR = 2,
  OVERHEAD = 8,
  /* A stored block of a whole grain: zlib header, block header, checksum. */
  STORED = 2 + 5 + GRAIN + 4,
  STORED_SECTORS = (VF_VMDK_GRAIN_MARKER_SIZE + STORED + SECTOR - 1) / SECTOR,
  MAX_REQUESTS = 16,
};

/* An io on memory that notes each request for grains. */
struct recording_io {
  struct vf_io io;
  uint8_t *bytes;
  atomic_uint n_requests;
  size_t lengths[MAX_REQUESTS];
};

static int
recording_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
                struct vf_error *err __attribute__ ((unused)))
{
  struct recording_io *recording = (struct recording_io *)io;

  memcpy (buf, recording->bytes + offset, n);
  if (offset >= OVERHEAD * SECTOR) {
    unsigned number = atomic_fetch_add (&recording->n_requests, 1);

    if (number < MAX_REQUESTS)
      recording->lengths[number] = n;
  }
  return 0;
}

static void
recording_close (struct vf_io *io)
{
  free (((struct recording_io *)io)->bytes);
  free (io);
}

static const struct vf_io_ops recording_ops = {
  .read = recording_read,
  .close = recording_close,
};

/* Byte I of grain NUMBER. */
static uint8_t
content (unsigned number, unsigned i)
{
  return (uint8_t)(number * 31 + i * 7 + (i >> 8));
}

static void
put_u32 (uint8_t *at, uint32_t value)
{
  struct vf_le32 raw = vf_le32_make (value);

  memcpy (at, &raw, sizeof raw);
}

/* RFC 1950, 8.2. */
static uint32_t
adler32 (const uint8_t *bytes, size_t n)
{
  uint32_t a = 1, b = 0;

  for (; n; n--, bytes++) {
    a = (a + *bytes) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

/* Writes grain NUMBER as a marker and a zlib stream that stores it. */
static void
put_stored (uint8_t *at, unsigned number)
{
  struct vf_le64 lba = vf_le64_make (number * (GRAIN / SECTOR));
  static const uint8_t start[]
      = { 0x78, 0x01, 0x01, GRAIN & 0xff, GRAIN >> 8, 0xff, 0xef };
  struct vf_be32 sum;
  unsigned i;

  memcpy (at, &lba, sizeof lba);
  put_u32 (at + 8, STORED);
  at += VF_VMDK_GRAIN_MARKER_SIZE;
  memcpy (at, start, sizeof start);
  at += sizeof start;
  for (i = 0; i < GRAIN; i++)
    at[i] = content (number, i);
  sum = vf_be32_make (adler32 (at, GRAIN));
  memcpy (at + GRAIN, &sum, sizeof sum);
}

static void
put_plain (uint8_t *at, unsigned number)
{
  unsigned i;

  for (i = 0; i < GRAIN; i++)
    at[i] = content (number, i);
}

/* An extent of grains that all lie one behind the other, or in reverse. */
static struct vf_vmdk_extent *
make_extent (bool is_compressed, bool is_reversed,
             struct recording_io **ret_recording)
{
  unsigned stride = is_compressed ? STORED_SECTORS : GRAIN / SECTOR;
  size_t size = (OVERHEAD + (size_t)N_GRAINS * stride) * SECTOR;
  struct recording_io *recording = calloc (1, sizeof *recording);
  struct vf_vmdk_header header = {
    .capacity = N_GRAINS * (GRAIN / SECTOR),
    .grain = GRAIN / SECTOR,
    .entries_per_table = 512,
    .gd_offset = GD_SECTOR,
    .overhead = OVERHEAD,
    .is_compressed = is_compressed,
    .has_markers = is_compressed,
  };
  static struct vf_image image;
  struct vf_error err = { 0 };
  struct vf_vmdk_extent *extent;
  unsigned i;

  recording->bytes = calloc (1, size);
  put_u32 (recording->bytes + GD_SECTOR * SECTOR, GT_SECTOR);
  for (i = 0; i < N_GRAINS; i++) {
    unsigned place = is_reversed ? N_GRAINS - 1 - i : i;
    uint32_t sector = OVERHEAD + place * stride;

    put_u32 (recording->bytes + GT_SECTOR * SECTOR + 4 * i, sector);
    (is_compressed ? put_stored : put_plain) (
        recording->bytes + (size_t)sector * SECTOR, i);
  }
  ck_assert_int_eq (
      vf_io_init (&recording->io, &recording_ops, "recording", size, &err), 0);
  extent = vf_vmdk_open_hosted (&image, &recording->io, &header, UINT64_MAX,
                                &err);
  ck_assert_msg (extent, "%s", err.text);
  extent->owns_io = true;
  *ret_recording = recording;
  return extent;
}

/* Reads N bytes at OFFSET of EXTENT, and holds them against the content. */
static void
read_and_compare (struct vf_vmdk_extent *extent, size_t n, uint64_t offset)
{
  uint8_t *buf = malloc (n);
  struct vf_error err = { 0 };
  size_t i;

  ck_assert_msg (extent->ops->read (extent, buf, n, offset, &err) == 0, "%s",
                 err.text);
  for (i = 0; i < n; i++)
    ck_assert_uint_eq (buf[i],
                       content ((offset + i) / GRAIN, (offset + i) % GRAIN));
  free (buf);
}

START_TEST (plain_grains_in_a_row_are_one_request)
{
  struct recording_io *recording;
  struct vf_vmdk_extent *extent = make_extent (false, false, &recording);
  struct vf_error err = { 0 };
  struct vf_span span;

  ck_assert_int_eq (extent->ops->next_span (extent, 5000, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_DATA);
  ck_assert_uint_eq (span.start, GRAIN);
  ck_assert_uint_eq (span.length, (N_GRAINS - 1) * GRAIN);
  ck_assert (span.has_offset);
  ck_assert_uint_eq (span.offset, OVERHEAD * SECTOR + GRAIN);
  read_and_compare (extent, (N_GRAINS - 2) * GRAIN, 5000);
  ck_assert_uint_eq (recording->n_requests, 1);
  ck_assert_uint_eq (recording->lengths[0], (N_GRAINS - 2) * GRAIN);
  vf_vmdk_extent_free (extent);
}
END_TEST

START_TEST (compressed_grains_in_a_row_are_one_request)
{
  struct recording_io *recording;
  struct vf_vmdk_extent *extent = make_extent (true, false, &recording);
  struct vf_error err = { 0 };
  struct vf_span span;

  ck_assert_int_eq (extent->ops->next_span (extent, 0, &span, &err), 0);
  ck_assert_uint_eq (span.length, N_GRAINS * GRAIN);
  ck_assert (span.is_compressed && !span.has_offset);
  read_and_compare (extent, N_GRAINS * GRAIN, 0);
  ck_assert_uint_eq (recording->n_requests, 1);
  ck_assert_uint_eq (recording->lengths[0],
                     N_GRAINS * STORED_SECTORS * SECTOR);
  vf_vmdk_extent_free (extent);
}
END_TEST

START_TEST (parts_of_a_grain_are_inflated_once)
{
  struct recording_io *recording;
  struct vf_vmdk_extent *extent = make_extent (true, false, &recording);
  unsigned at;

  for (at = 0; at < 2 * GRAIN; at += SECTOR)
    read_and_compare (extent, SECTOR, at);
  ck_assert_uint_eq (recording->n_requests, 2);
  read_and_compare (extent, 100, GRAIN - 50);
  ck_assert_uint_eq (recording->n_requests, 2);
  vf_vmdk_extent_free (extent);
}
END_TEST

START_TEST (grains_out_of_order_read_right)
{
  struct recording_io *recording;
  struct vf_vmdk_extent *extent = make_extent (true, true, &recording);

  read_and_compare (extent, 4 * GRAIN, 7 * GRAIN);
  ck_assert_uint_eq (recording->n_requests, 4);
  vf_vmdk_extent_free (extent);
}
END_TEST

/* Reads all of an extent in pieces of an odd size. */
static void *
read_all (void *data)
{
  struct vf_vmdk_extent *extent = data;
  size_t piece = 3 * GRAIN + 700, at;

  for (at = 0; at + piece <= N_GRAINS * GRAIN; at += piece)
    read_and_compare (extent, piece, at);
  return NULL;
}

START_TEST (threads_share_an_extent)
{
  enum { N_THREADS = 4 };
  struct recording_io *recording;
  struct vf_vmdk_extent *extent = make_extent (true, false, &recording);
  pthread_t threads[N_THREADS];
  int i;

  for (i = 0; i < N_THREADS; i++)
    ck_assert_int_eq (pthread_create (&threads[i], NULL, read_all, extent), 0);
  for (i = 0; i < N_THREADS; i++)
    ck_assert_int_eq (pthread_join (threads[i], NULL), 0);
  ck_assert_uint_gt (recording->n_requests, 0);
  vf_vmdk_extent_free (extent);
}
END_TEST

UNIT_MAIN ("formats/vmdk/requests", plain_grains_in_a_row_are_one_request,
           compressed_grains_in_a_row_are_one_request,
           parts_of_a_grain_are_inflated_once, grains_out_of_order_read_right,
           threads_share_an_extent)
