/* vmferry compare: do two images show their guests the same?  Options and
 * exit status are those of qemu-img compare: 0 identical, 1 different; a
 * failure is 2.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/json.h"
#include "convert/disk/compare.h"
#include "formats/source.h"
#include "tools/disk-commands.h"
#include "tools/image-options.h"
#include "tools/output.h"

struct compare_options {
  struct vf_common_options common;
  struct vf_image_options image;
  const char *format_b;
  const char *disk_b;
  bool strict;
};

static int
print_json (const struct vf_comparison *result, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();

  vf_json_put_bool (json, "identical", result->is_same);
  vf_json_put_bool (json, "same_size", result->has_same_size);
  if (!result->is_same)
    vf_json_put_u64 (json, "first_difference", result->first_difference);
  return vf_output_json (json, err);
}

static void
print_text (const struct vf_comparison *result)
{
  if (!result->is_same)
    printf ("Content differs first at offset %" PRIu64 ".\n",
            result->first_difference);
  else if (!result->has_same_size)
    printf ("Content is identical, but the sizes differ.\n");
  else
    printf ("Images are identical.\n");
}

static int
compare (struct vf_tool *tool, const struct compare_options *options,
         struct vf_comparison *ret_result, struct vf_error *err)
{
  const char *const *operands = options->common.operands;
  struct vf_image_options image_b = options->image;
  CLEANUP_SOURCE struct vf_source *a = NULL;
  CLEANUP_SOURCE struct vf_source *b = NULL;

  image_b.format = options->format_b;
  image_b.disk = options->disk_b;
  image_b.snapshot = NULL;
  a = vf_image_options_open (tool, &options->image, operands[0], err);
  b = a ? vf_image_options_open (tool, &image_b, operands[1], err) : NULL;
  if (!b)
    return -1;
  return vf_compare_images (vf_source_image (a), vf_source_image (b),
                            &tool->job, ret_result, err);
}

static int
run_compare (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct compare_options *options = values;
  struct vf_comparison result;

  if (compare (tool, options, &result, err))
    return VF_EXIT_USAGE;
  if (options->common.json) {
    if (print_json (&result, err))
      return VF_EXIT_USAGE;
  } else if (!options->common.quiet) {
    print_text (&result);
  }
  if (vf_output_flush (err))
    return VF_EXIT_USAGE;
  if (!result.is_same || (options->strict && !result.has_same_size))
    return VF_EXIT_FAILED;
  return VF_EXIT_OK;
}

static const struct vf_option compare_options[] = {
  VF_IMAGE_OPTION_ROWS (struct compare_options, image),
  { "format-b", 'F', VF_OPTION_TEXT, "FORMAT",
    offsetof (struct compare_options, format_b),
    "format of the second image; found by content without it", NULL, false },
  { "disk-b", 0, VF_OPTION_TEXT, "NAME",
    offsetof (struct compare_options, disk_b),
    "which disk of the second image, an OVA", NULL, false },
  { "strict", 's', VF_OPTION_FLAG, NULL,
    offsetof (struct compare_options, strict),
    "different sizes are a difference too", NULL, false },
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_compare = {
  .name = "compare",
  .operands = "IMAGE-A IMAGE-B",
  .min_operands = 2,
  .max_operands = 2,
  .summary = "Compare what the guests of two images see",
  .options = compare_options,
  .options_size = sizeof (struct compare_options),
  .run = run_compare,
};
