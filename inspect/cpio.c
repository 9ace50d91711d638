/* vmferry: reading an initramfs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/cpio.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "inspect/unpack.h"

/* "070701" or "070702", then 13 fields of 8 hexadecimal digits. */
enum { HEADER_SIZE = 110, FIELD_COUNT = 13 };
enum { FIELD_MODE = 1, FIELD_FILESIZE = 6, FIELD_NAMESIZE = 11 };

/* A distribution's initramfs has some thousands. */
#define ENTRIES_MAX 1000000u
/* cpio pads an archive to 512 bytes, and nothing known to more than 4096. */
#define ZEROS_MAX ((size_t)1 << 20)

struct reader {
  struct vf_unpack *unpack;
  uint64_t position; /* in the unpacked archive */
  unsigned entries;
  vf_cpio_visit *visit;
  void *data;
  char name[PATH_MAX];
  char contents[VF_CPIO_DATA_MAX + 1];
};

/* Reads exactly N bytes of WHAT. */
static int
read_exactly (struct reader *reader, void *buf, size_t n, const char *what,
              struct vf_error *err)
{
  ssize_t got = vf_unpack_read (reader->unpack, buf, n, err);

  if (got == -1)
    return -1;
  if ((size_t)got != n)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "cpio archive: %s at byte %llu is cut off", what,
                         (unsigned long long)reader->position);
  reader->position += n;
  return 0;
}

/* Passes over N bytes. */
static int
skip (struct reader *reader, uint64_t n, const char *what,
      struct vf_error *err)
{
  while (n) {
    size_t part = n < VF_CPIO_DATA_MAX ? (size_t)n : VF_CPIO_DATA_MAX;

    if (read_exactly (reader, reader->contents, part, what, err) == -1)
      return -1;
    n -= part;
  }
  return 0;
}

/* Names and contents are padded to a multiple of four. */
static int
skip_padding (struct reader *reader, struct vf_error *err)
{
  return skip (reader, (4 - reader->position % 4) % 4, "padding", err);
}

static int
decode_header (const char *header, uint64_t position,
               uint32_t fields[FIELD_COUNT], struct vf_error *err)
{
  if (memcmp (header, "07070", 5) != 0
      || (header[5] != '1' && header[5] != '2'))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "cpio archive: no header at byte %llu",
                         (unsigned long long)position);
  for (int i = 0; i < FIELD_COUNT * 8; i++) {
    int digit = vf_text_hex_value (header[6 + i]);

    if (digit == -1)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "cpio header: byte %llu is no hexadecimal digit",
                           (unsigned long long)(position + 6 + (unsigned)i));
    fields[i / 8] = i % 8 ? fields[i / 8] << 4 | (uint32_t)digit
                          : (uint32_t)digit;
  }
  return 0;
}

static int
read_name (struct reader *reader, uint32_t size, struct vf_error *err)
{
  if (size == 0 || size > sizeof reader->name)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "cpio header before byte %llu: the name's size is "
                         "%u, must be 1 to %zu",
                         (unsigned long long)reader->position, size,
                         sizeof reader->name);
  if (read_exactly (reader, reader->name, size, "a name", err) == -1)
    return -1;
  reader->name[size - 1] = '\0';
  return skip_padding (reader, err);
}

static const char *
without_root (const char *name)
{
  for (;;) {
    if (name[0] == '/')
      name++;
    else if (name[0] == '.' && name[1] == '/')
      name += 2;
    else
      return name;
  }
}

/* Reads the contents, or passes over them, and tells the visitor. */
static int
visit_entry (struct reader *reader, uint32_t mode, uint32_t size,
             struct vf_error *err)
{
  struct vf_cpio_entry entry
      = { without_root (reader->name), mode, size, NULL };

  if (++reader->entries > ENTRIES_MAX)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "cpio archive: more than %u entries", ENTRIES_MAX);
  if (size > VF_CPIO_DATA_MAX) {
    if (skip (reader, size, "a file", err) == -1)
      return -1;
  } else {
    if (read_exactly (reader, reader->contents, size, "a file", err) == -1)
      return -1;
    reader->contents[size] = '\0';
    entry.data = reader->contents;
  }
  if (reader->visit (reader->data, &entry, err) == -1)
    return -1;
  return skip_padding (reader, err);
}

/* Passes over the zeros before the next archive of a compressed stream.
 * Returns: 1 with its first byte in RET_FIRST, or 0 when there is none. */
static int
skip_zeros (struct reader *reader, char *ret_first, struct vf_error *err)
{
  char c;

  for (size_t i = 0; i < ZEROS_MAX; i++) {
    ssize_t got = vf_unpack_read (reader->unpack, &c, 1, err);

    if (got <= 0)
      return (int)got;
    if (c) {
      *ret_first = c;
      return 1;
    }
  }
  return vf_error_set (err, VF_ERROR_LIMIT,
                       "cpio archive: more than %zu zeros behind it",
                       ZEROS_MAX);
}

/* Reads entries up to the trailer.  FIRST is the first byte, already read. */
static int
read_archive (struct reader *reader, char first, struct vf_error *err)
{
  uint32_t fields[FIELD_COUNT];
  char header[HEADER_SIZE] = { first };
  size_t have = 1;

  reader->position = 1;
  for (;;) {
    if (read_exactly (reader, header + have, HEADER_SIZE - have, "a header",
                      err)
            == -1
        || decode_header (header, reader->position - HEADER_SIZE, fields, err)
               == -1
        || read_name (reader, fields[FIELD_NAMESIZE], err) == -1)
      return -1;
    if (strcmp (reader->name, "TRAILER!!!") == 0)
      return 0;
    if (visit_entry (reader, fields[FIELD_MODE], fields[FIELD_FILESIZE], err)
        == -1)
      return -1;
    have = 0;
  }
}

/* Reads what starts at BYTES: a plain archive, or a compressed stream with
 * archives in it.  RET_USED is how many bytes belong to it. */
static int
read_segment (struct reader *reader, const char *bytes, size_t n,
              size_t *ret_used, struct vf_error *err)
{
  CLEANUP_UNPACK struct vf_unpack *unpack = vf_unpack_open (bytes, n, err);
  bool is_plain = bytes[0] == '0';
  int more = 1;
  char first = '0';

  if (!unpack)
    return -1;
  reader->unpack = unpack;
  while ((more = skip_zeros (reader, &first, err)) == 1) {
    if (read_archive (reader, first, err) == -1)
      return -1;
    if (is_plain)
      break;
  }
  if (more == -1)
    return -1;
  *ret_used = vf_unpack_consumed (unpack);
  return 0;
}

int
vf_cpio_visit_all (const void *bytes, size_t n, vf_cpio_visit *visit,
                   void *data, struct vf_error *err)
{
  CLEANUP_FREE struct reader *reader = calloc (1, sizeof *reader);
  const char *start = bytes;
  size_t offset = 0;

  if (!reader)
    return vf_error_nomem (err, "the initramfs");
  reader->visit = visit;
  reader->data = data;
  while (offset < n) {
    size_t used;

    if (start[offset] == '\0') {
      offset++;
      continue;
    }
    if (read_segment (reader, start + offset, n - offset, &used, err) == -1)
      return vf_error_prefix (err, "at byte %zu", offset);
    offset += used;
  }
  return 0;
}
