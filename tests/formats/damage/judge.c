/* vmferry: reading a damaged image and holding it against the truth.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tests/formats/damage/judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/image-format.h"
#include "formats/info.h"
#include "formats/resolver.h"

/* Behind the end of the truth, where a damaged size leads. */
enum { MAX_SPANS_BEHIND = 64, PIECE = 1024 * 1024 };

struct judge_resolver {
  struct vf_resolver resolver;
  const struct vf_file_resolver *files;
  const char *victim;
  const struct damage_bytes *file;
};

/* An image that is being read. */
struct reading {
  const struct damage_judge *judge;
  struct vf_image *image;
  enum damage_tolerance tolerance;
};

static char verdict[1200];

static struct vf_io *
open_file (const struct vf_resolver *resolver, const struct vf_io *from,
           const char *name, struct vf_error *err)
{
  const struct judge_resolver *judge = (const struct judge_resolver *)resolver;
  const char *slash = strrchr (name, '/');

  if (strcmp (slash ? slash + 1 : name, judge->victim) == 0)
    return vf_io_from_memory (judge->file->bytes, judge->file->size,
                              judge->victim, err);
  return vf_resolver_open (&judge->files->resolver, from, name, err);
}

static int
list_files (const struct vf_resolver *resolver, const struct vf_io *from,
            const char *ending, struct vf_name_list *names,
            struct vf_error *err)
{
  const struct judge_resolver *judge = (const struct judge_resolver *)resolver;

  return vf_resolver_list (&judge->files->resolver, from, ending, names, err);
}

/* An error must be one sentence that starts with a file's name, of a kind
 * that tells what to do; memory must not have run out. */
static const char *
judge_error (const struct vf_error *err)
{
  if (err->code == VF_ERROR_NONE || err->code == VF_ERROR_NOMEM
      || err->code == VF_ERROR_USAGE || err->code == VF_ERROR_EXTERNAL)
    snprintf (verdict, sizeof verdict, "an error of kind \"%s\": %s",
              vf_error_code_name (err->code), err->text);
  else if (strchr (err->text, '\n') || !strstr (err->text, ": "))
    snprintf (verdict, sizeof verdict, "no sentence: %s", err->text);
  else
    return NULL;
  return verdict;
}

static const char *
differs (const char *what, uint64_t offset)
{
  snprintf (verdict, sizeof verdict, "%s at guest byte %" PRIu64, what,
            offset);
  return verdict;
}

/* Whether the truth has nothing but zeros there; behind its end it has. */
static bool
is_zero (const struct damage_bytes *truth, uint64_t start, uint64_t length)
{
  uint64_t end = vf_min_u64 (start + length, truth->size);

  for (; start < end; start++)
    if (truth->bytes[start])
      return false;
  return true;
}

/* Holds N bytes that were read at OFFSET against the truth. */
static const char *
compare (struct reading *r, const uint8_t *buf, uint64_t offset, size_t n)
{
  const struct damage_bytes *truth = &r->judge->truth;
  size_t i;

  for (i = 0; i < n; i++) {
    uint8_t wanted = offset + i < truth->size ? truth->bytes[offset + i] : 0;

    if (buf[i] != wanted)
      return differs ("silently wrong data", offset + i);
  }
  return NULL;
}

/* Reads N bytes at OFFSET, as far as that can be. */
static const char *
judge_read (struct reading *r, uint64_t offset, size_t n)
{
  static uint8_t buf[PIECE];
  const struct damage_bytes *truth = &r->judge->truth;
  struct vf_error err;

  if (vf_image_read (r->image, buf, n, offset, &err))
    return judge_error (&err);
  if (r->tolerance == DAMAGE_ANY
      || (vf_range_inside (offset, n, truth->size)
          && memcmp (buf, truth->bytes + offset, n) == 0))
    return NULL;
  return compare (r, buf, offset, n);
}

/* Looks at the span at *OFFSET, and moves behind it. */
static const char *
judge_span (struct reading *r, uint64_t *offset)
{
  uint64_t start = *offset, length;
  struct vf_span span;
  struct vf_error err;

  if (vf_image_next_span (r->image, start, &span, &err)) {
    *offset += vf_image_lost_length (r->image, start);
    return judge_error (&err);
  }
  length = vf_min_u64 (span.length, PIECE);
  *offset += length;
  if (span.kind != VF_SPAN_DATA && r->tolerance != DAMAGE_ANY
      && !is_zero (&r->judge->truth, start, length))
    return differs ("silent zeros", start);
  return judge_read (r, start, length);
}

static const char *
judge_content (struct reading *r)
{
  const struct damage_bytes *truth = &r->judge->truth;
  uint64_t offset = 0, size = vf_image_size (r->image);
  const char *wrong = NULL;
  unsigned n_behind = 0;

  if (*r->judge->notes && strcmp (r->judge->notes, r->judge->sound_notes))
    r->tolerance = DAMAGE_ANY;
  if (size != truth->size && r->tolerance != DAMAGE_ANY
      && r->tolerance != DAMAGE_SIZE)
    return "another size, and nothing is said";
  while (offset < size && n_behind < MAX_SPANS_BEHIND && !wrong) {
    n_behind += offset >= truth->size;
    wrong = judge_span (r, &offset);
  }
  return wrong;
}

static const char *
judge_rest (struct vf_image *image)
{
  struct vf_check_report report = { 0 };
  struct vf_info info = { 0 };
  struct vf_error err;
  const char *wrong = NULL;

  if (vf_image_info (image, &info, &err))
    wrong = judge_error (&err);
  if (!wrong && vf_image_check (image, &report, &err))
    wrong = judge_error (&err);
  vf_info_clear (&info);
  vf_check_report_clear (&report);
  return wrong;
}

/* Opens the image, with FILE in the place of the victim. */
static struct vf_image *
open_image (const struct damage_judge *judge, const struct damage_bytes *file,
            const struct vf_image_params *params, struct vf_error *err)
{
  struct vf_io *io
      = strcmp (judge->victim, "image") == 0
            ? vf_io_from_memory (file->bytes, file->size, "image", err)
            : vf_io_open_file ("image", err);

  return io ? vf_image_open (io, params, err) : NULL;
}

/* All notes of the image as one text. */
static void
join_notes (const struct vf_image *image, char *buf, size_t size)
{
  const char *const *notes;
  size_t i, n, used = 0;

  notes = vf_image_get_notes (image, &n);
  buf[0] = '\0';
  for (i = 0; i < n && used < size; i++)
    used += snprintf (buf + used, size - used, "%s\n", notes[i]);
}

const char *
damage_judge (struct damage_judge *judge, const struct damage_bytes *file,
              enum damage_tolerance tolerance, bool salvage)
{
  struct vf_file_resolver files;
  const struct judge_resolver resolver
      = { { .open = open_file, .list = list_files },
          &files,
          judge->victim,
          file };
  const struct vf_image_params params = { .format = judge->format,
                                          .resolver = &resolver.resolver,
                                          .salvage = salvage };
  struct reading r = { .judge = judge, .tolerance = tolerance };
  struct vf_error err = { 0 };
  const char *wrong;

  vf_file_resolver_init (&files, NULL, 0);
  r.image = open_image (judge, file, &params, &err);
  judge->was_opened = r.image != NULL;
  if (!r.image)
    return judge_error (&err);
  join_notes (r.image, judge->notes, sizeof judge->notes);
  wrong = judge_content (&r);
  if (!wrong)
    wrong = judge_rest (r.image);
  vf_image_close (r.image);
  return wrong;
}
