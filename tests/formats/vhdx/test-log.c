/* vmferry: tests of VHDX's log: which entries count, in which order they lie
 * over the file, and what the file then reads as.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/log.h"

#include <string.h>

#include "common/crc32c.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/vhdx/header.h"
#include "formats/vhdx/vhdx-disk.h"
#include "tests/unit.h"

enum {
  LOG = VF_VHDX_MIB,
  DATA = 2 * VF_VHDX_MIB,
  FILE_SIZE = 3 * VF_VHDX_MIB,
  SECTOR = VF_VHDX_LOG_SECTOR,
  MAX_CHANGES = 4,
};

static uint8_t file[FILE_SIZE];
static const struct vf_vhdx_header header = {
  .log_guid = { { 9 } },
  .log_offset = LOG,
  .log_length = VF_VHDX_MIB,
};

/* A sector that becomes FILL, or a length that becomes zeros. */
struct change {
  uint64_t offset;
  uint8_t fill;
  uint64_t zeros;
};

struct entry {
  uint64_t at, tail; /* in the log; may be behind its end */
  uint64_t sequence;
  size_t count;
  struct change changes[MAX_CHANGES];
  uint64_t last_size;
};

/* Where byte AT of the ring is. */
static uint8_t *
ring (uint64_t at)
{
  return file + LOG + at % VF_VHDX_MIB;
}

/* Puts an entry of one sector of descriptors into the log. */
static void
put (const struct entry *entry)
{
  uint8_t sectors[1 + MAX_CHANGES][SECTOR] = { { 0 } };
  struct vf_vhdx_disk_log_header disk = {
    .signature = "loge",
    .tail = vf_le32_make (entry->tail % VF_VHDX_MIB),
    .sequence = vf_le64_make (entry->sequence),
    .count = vf_le32_make (entry->count),
    .guid = header.log_guid,
    .flushed_size = vf_le64_make (FILE_SIZE),
    .last_size = vf_le64_make (entry->last_size),
  };
  size_t n = 1, i;

  for (i = 0; i < entry->count; i++) {
    const struct change *change = &entry->changes[i];
    struct vf_vhdx_disk_log_descriptor descriptor = {
      .offset = vf_le64_make (change->offset),
      .sequence = vf_le64_make (entry->sequence),
    };
    struct vf_le64 zeros = vf_le64_make (change->zeros);
    struct vf_vhdx_disk_log_data data = {
      .signature = "data",
      .sequence_high = vf_le32_make (entry->sequence >> 32),
      .sequence_low = vf_le32_make ((uint32_t)entry->sequence),
    };

    memcpy (descriptor.signature, change->zeros ? "zero" : "desc", 4);
    memset (descriptor.leading, change->fill + 1, sizeof descriptor.leading);
    memset (descriptor.trailing, change->fill + 2, sizeof descriptor.trailing);
    memset (data.bytes, change->fill, sizeof data.bytes);
    if (change->zeros)
      memcpy (descriptor.leading, &zeros, sizeof zeros);
    else
      memcpy (sectors[n++], &data, sizeof data);
    memcpy (sectors[0] + sizeof disk + i * sizeof descriptor, &descriptor,
            sizeof descriptor);
  }
  disk.length = vf_le32_make (n * SECTOR);
  memcpy (sectors[0], &disk, sizeof disk);
  disk.checksum = vf_le32_make (vf_crc32c (0, sectors, n * SECTOR));
  memcpy (sectors[0], &disk, sizeof disk);
  for (i = 0; i < n; i++)
    memcpy (ring (entry->at + i * SECTOR), sectors[i], SECTOR);
}

static struct vf_io *
empty_file (void)
{
  struct vf_error err;

  memset (file, 0, sizeof file);
  memset (file + DATA, 0xee, VF_VHDX_MIB);
  return vf_io_from_memory (file, sizeof file, "test", &err);
}

/* The byte that IO has at OFFSET. */
static int
byte_at (struct vf_io *io, uint64_t offset)
{
  struct vf_error err;
  uint8_t byte;

  ck_assert_int_eq (vf_io_read (io, &byte, 1, offset, &err), 0);
  return byte;
}

START_TEST (lays_changes_over_the_file)
{
  CLEANUP_IO struct vf_io *io = empty_file ();
  CLEANUP_IO struct vf_io *replayed = NULL;
  uint8_t buf[3 * SECTOR];
  struct vf_span span;
  struct vf_error err;

  put (&(struct entry){ .sequence = 7,
                        .count = 2,
                        .last_size = FILE_SIZE,
                        .changes = { { DATA + SECTOR, 1, 0 },
                                     { DATA + 5 * SECTOR, 0, 4 * SECTOR } } });
  put (&(struct entry){ .at = 2 * SECTOR,
                        .sequence = 8,
                        .count = 3,
                        .last_size = FILE_SIZE + VF_VHDX_MIB,
                        .changes = { { DATA + 6 * SECTOR, 10, 0 },
                                     { DATA + SECTOR, 20, 0 },
                                     { FILE_SIZE + SECTOR, 30, 0 } } });
  replayed = vf_vhdx_log_apply (io, &header, &err);
  ck_assert_msg (replayed != NULL, "%s", err.text);
  ck_assert_uint_eq (vf_io_size (replayed), FILE_SIZE + VF_VHDX_MIB);

  ck_assert_int_eq (byte_at (replayed, DATA), 0xee);
  ck_assert_int_eq (byte_at (replayed, DATA + SECTOR), 21);
  ck_assert_int_eq (byte_at (replayed, DATA + SECTOR + 7), 21);
  ck_assert_int_eq (byte_at (replayed, DATA + SECTOR + 8), 20);
  ck_assert_int_eq (byte_at (replayed, DATA + 2 * SECTOR - 4), 22);
  ck_assert_int_eq (byte_at (replayed, DATA + 2 * SECTOR), 0xee);
  ck_assert_int_eq (byte_at (replayed, DATA + 6 * SECTOR + 100), 10);
  ck_assert_int_eq (byte_at (replayed, DATA + 7 * SECTOR), 0);
  ck_assert_int_eq (byte_at (replayed, DATA + 9 * SECTOR), 0xee);
  ck_assert_int_eq (byte_at (replayed, FILE_SIZE), 0);
  ck_assert_int_eq (byte_at (replayed, FILE_SIZE + SECTOR + 9), 30);

  /* Across a zeroed sector, one of data, and a zeroed one. */
  ck_assert_int_eq (
      vf_io_read (replayed, buf, sizeof buf, DATA + 5 * SECTOR + 9, &err), 0);
  ck_assert_int_eq (buf[0], 0);
  ck_assert_int_eq (buf[SECTOR - 9], 11);
  ck_assert_int_eq (buf[2 * SECTOR - 9], 0);
  ck_assert_int_eq (buf[sizeof buf - 10], 0);

  ck_assert_int_eq (vf_io_next_span (replayed, DATA + 7 * SECTOR, &span, &err),
                    0);
  ck_assert_int_eq (span.kind, VF_SPAN_ZERO);
  ck_assert_uint_eq (span.length, 2 * SECTOR);
  ck_assert_int_eq (vf_io_next_span (replayed, DATA + SECTOR, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_DATA);
  ck_assert (!span.has_offset);
}
END_TEST

/* Sequences as they lie in the log, and what the sector at DATA is then; 0:
 * none is complete. */
static const struct {
  const char *what;
  struct {
    unsigned at, tail, sequence; /* sectors */
    uint8_t fill;
  } entries[4];
  int want;
} sequences[] = {
  { "one entry", { { 0, 0, 1, 5 } }, 5 },
  { "two", { { 0, 0, 1, 5 }, { 2, 0, 2, 6 } }, 6 },
  { "two that wrap", { { 255, 255, 8, 5 }, { 257, 255, 9, 6 } }, 6 },
  { "an entry that wraps", { { 254, 254, 8, 5 }, { 256, 254, 9, 6 } }, 6 },
  { "a gap between them", { { 0, 0, 1, 5 }, { 4, 0, 2, 6 } }, 5 },
  { "a number left out", { { 0, 0, 1, 5 }, { 2, 0, 3, 6 } }, 5 },
  { "the newest is incomplete", { { 0, 0, 5, 5 }, { 8, 6, 9, 6 } }, 5 },
  { "the newest of two", { { 0, 0, 5, 5 }, { 8, 8, 9, 6 } }, 6 },
  { "the newest of two, before", { { 0, 0, 9, 5 }, { 8, 8, 7, 6 } }, 5 },
  { "a tail inside", { { 0, 0, 1, 5 }, { 2, 0, 2, 6 }, { 4, 4, 3, 7 } }, 7 },
  { "no sequence number", { { 0, 0, 0, 5 } }, 0 },
  { "a tail that is no entry", { { 0, 1, 1, 5 } }, 0 },
};

START_TEST (takes_the_newest_complete_sequence)
{
  struct vf_error err;
  size_t i, j;

  for (i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
    CLEANUP_IO struct vf_io *io = empty_file ();
    struct vf_io *replayed;

    for (j = 0; j < 4 && sequences[i].entries[j].fill; j++)
      put (&(struct entry){
          .at = (uint64_t)sequences[i].entries[j].at * SECTOR,
          .tail = (uint64_t)sequences[i].entries[j].tail * SECTOR,
          .sequence = sequences[i].entries[j].sequence,
          .count = 1,
          .changes = { { DATA, sequences[i].entries[j].fill, 0 } },
      });
    replayed = vf_vhdx_log_apply (io, &header, &err);
    if (sequences[i].want == 0) {
      ck_assert_msg (!replayed, "%s", sequences[i].what);
      ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
      continue;
    }
    ck_assert_msg (replayed != NULL, "%s: %s", sequences[i].what, err.text);
    ck_assert_msg (byte_at (replayed, DATA + 100) == sequences[i].want, "%s",
                   sequences[i].what);
    vf_io_close (replayed);
  }
}
END_TEST

/* An entry that is sound, so that it is applied, but says what cannot be. */
static const struct {
  struct change change;
  uint64_t last_size;
  enum vf_error_code code;
  const char *text;
} refusals[] = {
  { { 0, 1, 0 }, 0, VF_ERROR_CORRUPT, "must not change headers or the log" },
  { { LOG - SECTOR, 0, 2 * SECTOR },
    0,
    VF_ERROR_CORRUPT,
    "it changes 8192 bytes at byte 1044480, must not" },
  { { UINT64_C (1) << 48, 1, 0 }, 0, VF_ERROR_LIMIT, "the limit is the end" },
  { { DATA, 1, 0 }, UINT64_C (1) << 60, VF_ERROR_LIMIT, "last file size" },
};

START_TEST (refuses_what_a_log_cannot_do)
{
  struct vf_error err;
  size_t i;

  for (i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
    CLEANUP_IO struct vf_io *io = empty_file ();

    put (&(struct entry){ .sequence = 1,
                          .count = 1,
                          .changes = { refusals[i].change },
                          .last_size = refusals[i].last_size });
    ck_assert_ptr_null (vf_vhdx_log_apply (io, &header, &err));
    ck_assert_int_eq (err.code, refusals[i].code);
    ck_assert_msg (strstr (err.text, refusals[i].text), "%s", err.text);
  }
}
END_TEST

START_TEST (leaves_a_file_without_a_log_alone)
{
  CLEANUP_IO struct vf_io *io = empty_file ();
  struct vf_vhdx_header clean = header;
  struct vf_error err;

  memset (&clean.log_guid, 0, sizeof clean.log_guid);
  ck_assert_ptr_eq (vf_vhdx_log_apply (io, &clean, &err), io);
}
END_TEST

UNIT_MAIN ("formats/vhdx/log", lays_changes_over_the_file,
           takes_the_newest_complete_sequence, refuses_what_a_log_cannot_do,
           leaves_a_file_without_a_log_alone)
