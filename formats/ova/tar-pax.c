/* vmferry: reading pax extended headers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/tar-pax.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"

/* One record; the value is not terminated. */
struct record {
  const char *key, *value;
  size_t key_length, value_length;
};

/* A decimal number that takes all of N bytes. */
static int
read_number (const char *text, size_t n, uint64_t *ret_number)
{
  uint64_t number = 0;
  size_t i;

  for (i = 0; i < n; i++) {
    if (text[i] < '0' || text[i] > '9' || number > (INT64_MAX - 9) / 10)
      return -1;
    number = number * 10 + (text[i] - '0');
  }
  *ret_number = number;
  return n ? 0 : -1;
}

static int
set_number (const struct record *record, uint64_t *field, struct vf_error *err)
{
  if (read_number (record->value, record->value_length, field))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "pax record %.*s is \"%.*s\", must be a number",
                         (int)record->key_length, record->key,
                         record->value_length < 40 ? (int)record->value_length
                                                   : 40,
                         record->value);
  return 0;
}

static int
set_path (struct vf_tar_pax *pax, const struct record *record,
          struct vf_error *err)
{
  char *path = malloc (record->value_length + 1);

  if (!path)
    return vf_error_nomem (err, "a member's name");
  memcpy (path, record->value, record->value_length);
  path[record->value_length] = '\0';
  free (pax->path);
  pax->path = path;
  pax->path_length = record->value_length;
  return 0;
}

static int
add_run (struct vf_tar_pax *pax, struct vf_tar_run run, struct vf_error *err)
{
  if (pax->runs.count == VF_TAR_MAX_RUNS)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "a sparse file of more than %d runs",
                         VF_TAR_MAX_RUNS);
  if (vf_vector_push (&pax->runs, run))
    return vf_error_nomem (err, "the map of a sparse file");
  return 0;
}

/* Format 0.0: one record for the start of each run, and one for its length. */
static int
add_offset (struct vf_tar_pax *pax, const struct record *record,
            struct vf_error *err)
{
  struct vf_tar_run run = { 0 };

  return set_number (record, &run.offset, err) || add_run (pax, run, err)
             ? -1
             : 0;
}

static int
add_length (struct vf_tar_pax *pax, const struct record *record,
            struct vf_error *err)
{
  if (!pax->runs.count)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "pax record GNU.sparse.numbytes comes before "
                         "GNU.sparse.offset");
  return set_number (record, &pax->runs.items[pax->runs.count - 1].length,
                     err);
}

/* Format 0.1: all runs as "offset,length,offset,length". */
static int
set_map (struct vf_tar_pax *pax, const struct record *record,
         struct vf_error *err)
{
  const char *next = record->value, *end = next + record->value_length, *comma;
  struct vf_tar_run run;
  uint64_t numbers[2];
  int i = 0;

  pax->runs.count = 0;
  for (; next < end; next = comma + 1, i ^= 1) {
    comma = memchr (next, ',', end - next);
    if (!comma)
      comma = end;
    if (read_number (next, comma - next, &numbers[i]))
      break;
    run = (struct vf_tar_run){ numbers[0], numbers[1] };
    if (i && add_run (pax, run, err))
      return -1;
  }
  if (next < end || i)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "pax record GNU.sparse.map must be pairs of numbers, "
                         "with commas between");
  return 0;
}

static bool
is_key (const struct record *record, const char *key)
{
  return strlen (key) == record->key_length
         && memcmp (record->key, key, record->key_length) == 0;
}

static bool
is_sparse_key (const struct record *record)
{
  static const char prefix[] = "GNU.sparse.";
  const size_t n = sizeof prefix - 1;

  return record->key_length > n && memcmp (record->key, prefix, n) == 0;
}

static int
apply_sparse (struct vf_tar_pax *pax, const struct record *record,
              struct vf_error *err)
{
  pax->is_sparse = true;
  if (is_key (record, "GNU.sparse.name"))
    return set_path (pax, record, err);
  if (is_key (record, "GNU.sparse.size")
      || is_key (record, "GNU.sparse.realsize")) {
    pax->has_real_size = true;
    return set_number (record, &pax->real_size, err);
  }
  if (is_key (record, "GNU.sparse.major"))
    return set_number (record, &pax->sparse_major, err);
  if (is_key (record, "GNU.sparse.minor"))
    return set_number (record, &pax->sparse_minor, err);
  if (is_key (record, "GNU.sparse.offset"))
    return add_offset (pax, record, err);
  if (is_key (record, "GNU.sparse.numbytes"))
    return add_length (pax, record, err);
  return is_key (record, "GNU.sparse.map") ? set_map (pax, record, err) : 0;
}

/* GNU.sparse.name beats path, whichever comes first. */
static int
apply (struct vf_tar_pax *pax, const struct record *record,
       struct vf_error *err)
{
  if (is_sparse_key (record))
    return apply_sparse (pax, record, err);
  if (is_key (record, "path") && !(pax->is_sparse && pax->path))
    return set_path (pax, record, err);
  if (is_key (record, "size")) {
    pax->has_size = true;
    return set_number (record, &pax->size, err);
  }
  return 0;
}

/* Takes the record at TEXT, of which N bytes are left, apart.
 * Returns: its length, 0 when it is none. */
static size_t
split (const char *text, size_t n, struct record *ret_record)
{
  const char *space = memchr (text, ' ', n), *equals;
  uint64_t length;

  if (!space || read_number (text, space - text, &length) || length > n
      || length < (uint64_t)(space - text) + 4 || text[length - 1] != '\n')
    return 0;
  equals = memchr (space, '=', length - (space - text));
  if (!equals)
    return 0;
  *ret_record = (struct record){
    .key = space + 1,
    .key_length = equals - space - 1,
    .value = equals + 1,
    .value_length = text + length - 1 - (equals + 1),
  };
  return length;
}

int
vf_tar_pax_read (struct vf_tar_pax *pax, const char *text, size_t n,
                 bool is_global, struct vf_error *err)
{
  struct record record;
  size_t at, length;

  for (at = 0; at < n; at += length) {
    length = split (text + at, n - at, &record);
    if (!length)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "pax record at byte %zu is not \"LENGTH "
                           "KEY=VALUE\"",
                           at);
    if (is_global
        && (is_sparse_key (&record) || is_key (&record, "path")
            || is_key (&record, "size")))
      return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                           "a global pax header sets \"%.*s\" for all members",
                           (int)record.key_length, record.key);
    if (!is_global && apply (pax, &record, err))
      return -1;
  }
  return 0;
}

void
vf_tar_pax_clear (struct vf_tar_pax *pax)
{
  free (pax->path);
  free (pax->runs.items);
  *pax = (struct vf_tar_pax){ 0 };
}
