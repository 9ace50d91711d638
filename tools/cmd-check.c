/* vmferry check: damage in an image and its parents.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/io.h"
#include "common/json.h"
#include "common/text.h"
#include "formats/check-report.h"
#include "formats/image-format.h"
#include "formats/image.h"
#include "formats/losses.h"
#include "formats/source.h"
#include "tools/disk-commands.h"
#include "tools/image-options.h"
#include "tools/output.h"

struct check_options {
  struct vf_common_options common;
  struct vf_image_options image;
};

static void
print_text (const struct vf_image *image, const struct vf_check_report *report)
{
  static const char *const names[] = { [VF_FINDING_NOTE] = "note",
                                       [VF_FINDING_WARNING] = "warning",
                                       [VF_FINDING_DAMAGE] = "damage" };
  const struct vf_finding *finding;
  char size[32];
  size_t i;

  for (i = 0; i < report->count; i++) {
    finding = &report->findings[i];
    printf ("%s: ", names[finding->severity]);
    vf_output_text (stdout, finding->text);
    if (finding->lost_length)
      printf (" (lost: %" PRIu64 " bytes from guest offset %" PRIu64 ")",
              finding->lost_length, finding->lost_start);
    printf ("\n");
  }
  vf_output_text (stdout, vf_io_name (vf_image_get_io (image)));
  printf (": %s, %s of data, %" PRIu64 " damage%s\n",
          report->n_damages ? "damaged" : "sound",
          vf_text_human_size (report->data_bytes, size), report->n_damages,
          report->n_damages == 1 ? "" : "s");
}

/* Opens the image, with what is damaged left out where it has to be.
 * Returns: NULL on error, which is that of opening all of it. */
static struct vf_source *
open_damaged (struct vf_tool *tool, const struct check_options *options,
              struct vf_error *ret_refusal, struct vf_error *err)
{
  struct vf_image_options image = options->image;
  const char *location = options->common.operands[0];
  struct vf_source *source
      = vf_image_options_open (tool, &image, location, err);

  *ret_refusal = (struct vf_error){ .code = VF_ERROR_NONE };
  if (source
      || (err->code != VF_ERROR_NOT_FOUND && !vf_losses_may_go_on (err)))
    return source;
  image.salvage = true;
  source = vf_image_options_open (tool, &image, location, ret_refusal);
  if (source)
    *ret_refusal = *err;
  return source;
}

/* Checks one image of the chain, of which REFUSAL is known already.
 * Returns: 1 damaged, 0 sound, -1 on error. */
static int
check_one (struct vf_tool *tool, struct vf_image *image,
           const struct vf_error *refusal, struct vf_json *json,
           struct vf_error *err)
{
  __attribute__ ((cleanup (vf_check_report_clear)))
  struct vf_check_report report = { .job = &tool->job };
  struct vf_json *object;

  if (refusal->code
      && vf_check_report_add (&report, VF_FINDING_DAMAGE, 0, 0, err, "%s",
                              refusal->text))
    return -1;
  if (vf_image_check (image, &report, err))
    return -1;
  if (json) {
    object = vf_json_object ();
    vf_json_put_text (object, "path", vf_io_name (vf_image_get_io (image)));
    vf_json_put_text (object, "format", vf_image_get_format (image)->name);
    vf_check_report_put_json (&report, object);
    vf_json_add (json, object);
  } else {
    print_text (image, &report);
  }
  return report.n_damages > 0;
}

static int
run_check (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct check_options *options = values;
  struct vf_error refusal;
  CLEANUP_SOURCE struct vf_source *source
      = open_damaged (tool, options, &refusal, err);
  CLEANUP_JSON struct vf_json *json
      = options->common.json ? vf_json_array () : NULL;
  struct vf_image *image;
  int damaged = 0, r;

  if (!source)
    return VF_EXIT_FAILED;
  for (image = vf_source_image (source); image;
       image = vf_image_get_parent (image)) {
    r = check_one (tool, image, &refusal, json, err);
    if (r < 0)
      return VF_EXIT_FAILED;
    damaged |= r;
    refusal.code = VF_ERROR_NONE;
  }
  if (json && vf_output_json (json, err))
    return VF_EXIT_FAILED;
  *err = (struct vf_error){ .code = VF_ERROR_NONE }; /* what became findings */
  return damaged ? VF_EXIT_FAILED : VF_EXIT_OK;
}

static const struct vf_option check_options[] = {
  VF_IMAGE_OPTION_ROWS (struct check_options, image),
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_check = {
  .name = "check",
  .operands = "IMAGE",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "Look for damage in an image and its parents; exit 1 on damage",
  .options = check_options,
  .options_size = sizeof (struct check_options),
  .run = run_check,
};
