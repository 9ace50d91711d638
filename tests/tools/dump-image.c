/* vmferry: a reader without an engine: what an image holds, by its format's
 * own answers.  The oracle of the differential tests of formats.
 *
 *   dump-image [-f FORMAT] map IMAGE      prints "START LENGTH KIND" per range
 *   dump-image [-f FORMAT] read IMAGE     writes the guest's bytes to stdout
 *   dump-image [-f FORMAT] size IMAGE     prints the virtual size
 *   dump-image [-f FORMAT] check IMAGE    prints findings; 1 when damaged
 *   dump-image [-f FORMAT] places IMAGE   prints nothing; 1 when two ranges
 * lie at one place
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/image-format.h"
#include "formats/overlaps.h"
#include "formats/resolver.h"

enum { PIECE = 2 * 1024 * 1024 };

static const char *const kind_names[] = {
  [VF_SPAN_HOLE] = "hole",
  [VF_SPAN_ZERO] = "zero",
  [VF_SPAN_DATA] = "data",
};

/* Prints ranges, those of one kind that touch as one. */
static int
print_map (struct vf_image *image, struct vf_error *err)
{
  struct vf_span span = { 0 }, last = { 0 };
  uint64_t offset;

  for (offset = 0; offset < vf_image_size (image); offset += span.length) {
    if (vf_image_next_span (image, offset, &span, err))
      return -1;
    if (last.length && span.kind == last.kind) {
      last.length += span.length;
      continue;
    }
    if (last.length)
      printf ("%" PRIu64 " %" PRIu64 " %s\n", last.start, last.length,
              kind_names[last.kind]);
    last = span;
  }
  printf ("%" PRIu64 " %" PRIu64 " %s\n", last.start, last.length,
          kind_names[last.kind]);
  return 0;
}

static int
write_content (struct vf_image *image, struct vf_error *err)
{
  CLEANUP_FREE char *buf = malloc (PIECE);
  uint64_t offset, size = vf_image_size (image);
  size_t n;

  if (!buf)
    return vf_error_nomem (err, "a buffer");
  for (offset = 0; offset < size; offset += n) {
    n = vf_min_u64 (PIECE, size - offset);
    if (vf_image_read (image, buf, n, offset, err))
      return -1;
    if (fwrite (buf, 1, n, stdout) != n)
      return vf_error_set_errno (err, errno, "standard output");
  }
  return 0;
}

static int
print_size (struct vf_image *image,
            struct vf_error *err __attribute__ ((unused)))
{
  printf ("%" PRIu64 "\n", vf_image_size (image));
  return 0;
}

/* Fails when the report says damage. */
static int
print_check (struct vf_image *image, struct vf_error *err)
{
  struct vf_check_report report = { 0 };
  uint64_t damages;
  size_t i;

  if (vf_image_check (image, &report, err))
    return -1;
  for (i = 0; i < report.count; i++)
    printf ("%d %" PRIu64 " %" PRIu64 " %s\n", report.findings[i].severity,
            report.findings[i].lost_start, report.findings[i].lost_length,
            report.findings[i].text);
  damages = report.n_damages;
  vf_check_report_clear (&report);
  if (damages)
    return vf_error_set (err, VF_ERROR_CORRUPT, "%" PRIu64 " damages",
                         damages);
  return 0;
}

/* Fails when two ranges lie at one place of a file. */
static int
compare_places (struct vf_image *image, struct vf_error *err)
{
  CLEANUP_OVERLAPS struct vf_overlaps overlaps = { .count = 0 };
  struct vf_span span = { 0 };
  uint64_t offset;

  for (offset = 0; offset < vf_image_size (image); offset += span.length)
    if (vf_image_next_span (image, offset, &span, err)
        || vf_overlaps_take (&overlaps, &span, err))
      return -1;
  if (vf_overlaps_find (&overlaps, err))
    return -1;
  if (overlaps.count)
    return vf_error_set (err, VF_ERROR_CORRUPT, "%" PRIu64 " overlaps",
                         overlaps.n_found);
  return 0;
}

static const struct {
  const char *name;
  int (*run) (struct vf_image *image, struct vf_error *err);
} verbs[] = {
  { "map", print_map },         { "read", write_content },
  { "size", print_size },       { "check", print_check },
  { "places", compare_places },
};

static int
run (const char *format_name, const char *verb, const char *path,
     struct vf_error *err)
{
  struct vf_file_resolver resolver;
  struct vf_image_params params = { .resolver = &resolver.resolver };
  CLEANUP_IMAGE struct vf_image *image = NULL;
  struct vf_io *io;
  size_t i;

  if (format_name
      && !(params.format = vf_image_format_find (format_name, err)))
    return -1;
  vf_file_resolver_init (&resolver, NULL, 0);
  io = vf_io_open_file (path, err);
  if (!io)
    return -1;
  image = vf_image_open (io, &params, err);
  if (!image)
    return -1;
  for (i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
    if (strcmp (verb, verbs[i].name) == 0)
      return verbs[i].run (image, err);
  return vf_error_set (err, VF_ERROR_USAGE, "no verb %s", verb);
}

int
main (int argc, char **argv)
{
  const char *format_name = NULL;
  struct vf_error err = { 0 };

  if (argc > 2 && strcmp (argv[1], "-f") == 0) {
    format_name = argv[2];
    argv += 2;
    argc -= 2;
  }
  if (argc != 3) {
    fprintf (stderr, "usage: dump-image [-f FORMAT] VERB IMAGE\n");
    return 2;
  }
  if (run (format_name, argv[1], argv[2], &err) || fflush (stdout)) {
    fprintf (stderr, "dump-image: %s\n", err.text);
    return 1;
  }
  return 0;
}
