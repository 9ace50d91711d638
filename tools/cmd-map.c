/* vmferry map: where data, zeros and holes lie.  Printed span by span, so that
 * the map of a huge disk needs no memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "formats/image.h"
#include "formats/source.h"
#include "tools/disk-commands.h"
#include "tools/image-options.h"

struct map_options {
  struct vf_common_options common;
  struct vf_image_options image;
};

static const char *
truth (bool is_true)
{
  return is_true ? "true" : "false";
}

/* The shape of `qemu-img map --output=json`. */
static void
print_json (const struct vf_span *span, bool is_first)
{
  printf ("%s{ \"start\": %" PRIu64 ", \"length\": %" PRIu64
          ", \"depth\": %u, \"data\": %s, \"zero\": %s, \"present\": %s",
          is_first ? "[" : ",\n", span->start, span->length, span->depth,
          truth (span->kind == VF_SPAN_DATA),
          truth (span->kind != VF_SPAN_DATA),
          truth (span->kind != VF_SPAN_HOLE));
  if (span->is_compressed)
    printf (", \"compressed\": true");
  if (span->kind == VF_SPAN_DATA && span->has_offset)
    printf (", \"offset\": %" PRIu64, span->offset);
  printf ("}");
}

static void
print_text (const struct vf_span *span)
{
  static const char *const names[] = {
    [VF_SPAN_HOLE] = "hole", [VF_SPAN_ZERO] = "zero", [VF_SPAN_DATA] = "data"
  };

  printf ("%#-18" PRIx64 "%#-18" PRIx64 "%-6s%-6u", span->start, span->length,
          names[span->kind], span->depth);
  if (span->kind == VF_SPAN_DATA && span->has_offset)
    printf ("%#" PRIx64, span->offset);
  else if (span->is_compressed)
    printf ("compressed");
  printf ("\n");
}

static void
print_span (const struct vf_span *span, bool json)
{
  if (json)
    print_json (span, span->start == 0);
  else
    print_text (span);
}

/* Whether NEXT goes on as SPAN does, of which it is behind the end: drivers
 * end a span where they have looked far enough. */
static bool
goes_on (const struct vf_span *span, const struct vf_span *next)
{
  return span->kind == next->kind && span->depth == next->depth
         && span->file == next->file && !span->is_compressed
         && !next->is_compressed && span->has_offset == next->has_offset
         && (!span->has_offset || span->offset + span->length == next->offset);
}

static int
print_spans (struct vf_tool *tool, struct vf_image *image, bool json,
             struct vf_error *err)
{
  struct vf_span span = { .length = 0 }, next;
  uint64_t offset, size = vf_image_size (image);
  int r = 0;

  for (offset = 0; offset < size; offset += next.length) {
    if (ferror (stdout)) /* nobody listens: the caller says so */
      return 0;
    r = vf_job_check (&tool->job, err)
        || vf_image_next_span (image, offset, &next, err);
    if (r)
      break;
    if (span.length && goes_on (&span, &next)) {
      span.length += next.length;
      continue;
    }
    if (span.length)
      print_span (&span, json);
    span = next;
  }
  if (span.length)
    print_span (&span, json);
  return r ? -1 : 0;
}

static int
print_map (struct vf_tool *tool, struct vf_image *image, bool json,
           struct vf_error *err)
{
  if (!json)
    printf ("%-18s%-18s%-6s%-6s%s\n", "Start", "Length", "Kind", "Depth",
            "Offset");
  if (print_spans (tool, image, json, err))
    return -1;
  if (json)
    puts (vf_image_size (image) ? "]" : "[]");
  return 0;
}

static int
run_map (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct map_options *options = values;
  CLEANUP_SOURCE struct vf_source *source = vf_image_options_open (
      tool, &options->image, options->common.operands[0], err);

  if (!source
      || print_map (tool, vf_source_image (source), options->common.json, err))
    return VF_EXIT_FAILED;
  return VF_EXIT_OK;
}

static const struct vf_option map_options[] = {
  VF_IMAGE_OPTION_ROWS (struct map_options, image),
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_map = {
  .name = "map",
  .operands = "IMAGE",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "List where data, zeros and holes lie",
  .options = map_options,
  .options_size = sizeof (struct map_options),
  .run = run_map,
};
