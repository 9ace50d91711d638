/* vmferry: the names by which a differencing VHD may be led to its parent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhd/locator.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/charset.h"
#include "common/checked.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/image-format.h"
#include "formats/vhd/vhd-disk.h"

/* Beyond any path that a writer has: Windows' limit is 520 bytes, or 64 KiB by
 * a prefix that VHD's writers do not use. */
enum { MAX_NAME_BYTES = 4096 };

/* Ranks of names, best first. */
enum rank {
  RANK_RELATIVE,     /* W2ru */
  RANK_RELATIVE_URL, /* MacX, as Xen has it */
  RANK_LAST_PART,    /* of the parent's name */
  RANK_ABSOLUTE,     /* W2ku */
  RANK_ABSOLUTE_URL, /* MacX */
  RANK_PARENT_NAME,
  N_RANKS
};

struct names {
  char *by_rank[N_RANKS];
};

static void
clear_names (struct names *names)
{
  int i;

  for (i = 0; i < N_RANKS; i++)
    free (names->by_rank[i]);
}

/* Takes TEXT, which may be NULL, as the name of RANK. */
static void
take_name (struct names *names, enum rank rank, char *text)
{
  free (names->by_rank[rank]);
  names->by_rank[rank] = text;
}

/* The specification says little-endian; some wrote it like all the rest.  The
 * zeros of ASCII, which each path has some of, tell. */
static char *
from_utf16 (const uint8_t *bytes, size_t n, struct vf_error *err)
{
  size_t i, zeros[2] = { 0, 0 };

  for (i = 0; i < n; i++)
    zeros[i % 2] += bytes[i] == 0;
  return zeros[0] > zeros[1] ? vf_charset_from_utf16be (bytes, n, err)
                             : vf_charset_from_utf16le (bytes, n, err);
}

/* A relative path of Windows as one of ours; anything else as it is. */
static void
turn_separators (char *name)
{
  if (name[0] == '\\' || (name[0] && name[1] == ':'))
    return;
  for (; *name; name++)
    if (*name == '\\')
      *name = '/';
}

static int
take_windows_name (struct names *names, enum rank rank, const uint8_t *bytes,
                   size_t n, struct vf_error *err)
{
  char *name = from_utf16 (bytes, n, err);

  if (!name)
    return -1;
  if (rank == RANK_RELATIVE)
    turn_separators (name);
  take_name (names, rank, name);
  return 0;
}

/* Turns each %XX of TEXT into its byte. */
static void
unescape (char *text)
{
  char *to = text;

  for (; *text; text++, to++) {
    *to = *text;
    if (*text == '%' && vf_text_hex_value (text[1]) >= 0
        && vf_text_hex_value (text[2]) >= 0) {
      *to = (char)(vf_text_hex_value (text[1]) << 4
                   | vf_text_hex_value (text[2]));
      text += 2;
    }
  }
  *to = '\0';
}

/* "file://localhost/dir/base.vhd" is absolute; "file://./base.vhd", which
 * Xen's tools write, is relative. */
static int
take_url (struct names *names, const uint8_t *bytes, size_t n,
          struct vf_error *err)
{
  static const char scheme[] = "file://", host[] = "localhost";
  char *url = vf_charset_to_utf8 ((const char *)bytes, n, "UTF-8", err);
  size_t skipped = 0;

  if (!url)
    return -1;
  if (strncmp (url, scheme, sizeof scheme - 1) == 0)
    skipped = sizeof scheme - 1;
  if (strncmp (url + skipped, host, sizeof host - 1) == 0)
    skipped += sizeof host - 1;
  memmove (url, url + skipped, strlen (url + skipped) + 1);
  unescape (url);
  take_name (names, url[0] == '/' ? RANK_ABSOLUTE_URL : RANK_RELATIVE_URL,
             url);
  return 0;
}

static int
take_locator (struct names *names, const char *code, const uint8_t *bytes,
              size_t n, struct vf_error *err)
{
  if (memcmp (code, "W2ru", 4) == 0)
    return take_windows_name (names, RANK_RELATIVE, bytes, n, err);
  if (memcmp (code, "W2ku", 4) == 0)
    return take_windows_name (names, RANK_ABSOLUTE, bytes, n, err);
  if (memcmp (code, "MacX", 4) == 0)
    return take_url (names, bytes, n, err);
  return 0; /* an alias of Mac OS, a deprecated path, nothing */
}

/* Reads what locator NUMBER leads to; what is not there is a note. */
static int
read_locator (struct vf_image *image, struct names *names, unsigned number,
              const struct vf_vhd_disk_locator *disk, struct vf_error *err)
{
  uint64_t offset = vf_be64_get (disk->data_offset);
  uint32_t n = vf_be32_get (disk->data_length);
  uint8_t bytes[MAX_NAME_BYTES];

  if (vf_be32_get (*(const struct vf_be32 *)disk->code) == 0 || n == 0)
    return 0;
  if (n > sizeof bytes || !vf_range_inside (offset, n, vf_io_size (image->io)))
    return vf_image_add_note (image, err,
                              "parent locator %u: %" PRIu32
                              " bytes at byte %" PRIu64
                              " must be at most %d and inside the file; it "
                              "is ignored",
                              number, n, offset, MAX_NAME_BYTES);
  if (vf_io_read (image->io, bytes, n, offset, err))
    return vf_error_prefix (err, "parent locator %u", number);
  return take_locator (names, disk->code, bytes, n, err);
}

static int
take_parent_name (struct names *names,
                  const struct vf_vhd_disk_dynamic *header,
                  struct vf_error *err)
{
  char *name = vf_charset_from_utf16be (header->parent_name,
                                        sizeof header->parent_name, err);
  const char *last, *c;

  if (!name)
    return -1;
  take_name (names, RANK_PARENT_NAME, name);
  for (last = c = name; *c; c++)
    if (*c == '/' || *c == '\\')
      last = c + 1;
  take_name (names, RANK_LAST_PART, strdup (last));
  return names->by_rank[RANK_LAST_PART] ? 0 : vf_error_nomem (err, "a name");
}

static int
read_names (struct vf_image *image, struct names *names,
            const struct vf_vhd_disk_dynamic *header, struct vf_error *err)
{
  unsigned i;

  for (i = 0; i < VF_VHD_N_LOCATORS; i++)
    if (read_locator (image, names, i, &header->locators[i], err))
      return -1;
  return take_parent_name (names, header, err);
}

/* Whether the name of RANK is worth a try: not empty, not had before. */
static bool
is_worth_a_try (const struct names *names, int rank)
{
  const char *name = names->by_rank[rank];
  int i;

  if (!name || !*name)
    return false;
  for (i = 0; i < rank; i++)
    if (names->by_rank[i] && strcmp (names->by_rank[i], name) == 0)
      return false;
  return true;
}

/* Moves the names into REF. */
static int
give_names (struct names *names, struct vf_parent_ref *ref,
            struct vf_error *err)
{
  bool worth[N_RANKS];
  int i;

  ref->any_case = true;
  ref->other_names = calloc (N_RANKS, sizeof *ref->other_names);
  if (!ref->other_names)
    return vf_error_nomem (err, "the names of the parent");
  for (i = 0; i < N_RANKS; i++)
    worth[i] = is_worth_a_try (names, i);
  for (i = 0; i < N_RANKS; i++) {
    if (!worth[i])
      continue;
    if (ref->name)
      ref->other_names[ref->n_other_names++] = TAKE (names->by_rank[i]);
    else
      ref->name = TAKE (names->by_rank[i]);
  }
  if (ref->name)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "dynamic header: it has a parent, but names none");
}

int
vf_vhd_locators_read (struct vf_image *image,
                      const struct vf_vhd_disk_dynamic *header,
                      struct vf_error *err)
{
  struct names names = { { NULL } };
  int r = read_names (image, &names, header, err);

  if (r == 0)
    r = give_names (&names, &image->parent_ref, err);
  clear_names (&names);
  return r;
}
