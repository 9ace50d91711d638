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
#include "formats/info.h"
#include "formats/losses.h"
#include "formats/source.h"
#include "tools/disk-commands.h"
#include "tools/image-options.h"
#include "tools/output.h"

struct check_options {
  struct vf_common_options common;
  struct vf_image_options image;
};

/* A check under way. */
struct check {
  struct vf_tool *tool;
  const struct check_options *options;
  struct vf_json *json; /* the list of results; NULL: text is printed */
  bool is_damaged;
};

/* What is looked at: an image of a chain, or a disk of a container. */
struct subject {
  const char *path;
  const char *format; /* NULL: it cannot be opened */
  const char *disk;   /* the name of its file; NULL: none of several */
};

static void
print_text (const struct subject *subject,
            const struct vf_check_report *report)
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
  vf_output_text (stdout, subject->path);
  if (subject->disk) {
    printf (": ");
    vf_output_text (stdout, subject->disk);
  }
  printf (": %s, %s of data, %" PRIu64 " damage%s\n",
          report->n_damages ? "damaged" : "sound",
          vf_text_human_size (report->data_bytes, size), report->n_damages,
          report->n_damages == 1 ? "" : "s");
}

static void
add_json (struct vf_json *list, const struct subject *subject,
          const struct vf_check_report *report)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "path", subject->path);
  if (subject->disk)
    vf_json_put_text (object, "disk", subject->disk);
  vf_json_put_text (object, "format", subject->format);
  vf_check_report_put_json (report, object);
  vf_json_add (list, object);
}

static void
give_out (struct check *check, const struct subject *subject,
          const struct vf_check_report *report)
{
  check->is_damaged = check->is_damaged || report->n_damages;
  if (check->json)
    add_json (check->json, subject, report);
  else
    print_text (subject, report);
}

/* Opens the image, with what is damaged left out where it has to be.
 * Returns: NULL on error, which is that of opening all of it. */
static struct vf_source *
open_damaged (const struct check *check,
              const struct vf_image_options *options,
              struct vf_error *ret_refusal, struct vf_error *err)
{
  struct vf_image_options image = *options;
  const char *location = check->options->common.operands[0];
  struct vf_source *source
      = vf_image_options_open (check->tool, &image, location, err);

  *ret_refusal = (struct vf_error){ .code = VF_ERROR_NONE };
  if (source
      || (err->code != VF_ERROR_NOT_FOUND && !vf_losses_may_go_on (err)))
    return source;
  image.salvage = true;
  source = vf_image_options_open (check->tool, &image, location, ret_refusal);
  if (source)
    *ret_refusal = *err;
  return source;
}

/* Checks IMAGE (NULL: it cannot be opened) of a chain, of which REFUSAL is
 * known already. */
static int
check_one (struct check *check, struct vf_image *image, const char *disk,
           const struct vf_error *refusal, struct vf_error *err)
{
  __attribute__ ((
      cleanup (vf_check_report_clear))) struct vf_check_report report
      = { .job = &check->tool->job, .disk_only = disk };
  struct subject subject
      = { .path = check->options->common.operands[0], .disk = disk };

  if (refusal->code
      && vf_check_report_add (&report, VF_FINDING_DAMAGE, 0, 0, err, "%s",
                              refusal->text))
    return -1;
  if (image) {
    subject.path = vf_io_name (vf_image_get_io (image));
    subject.format = vf_image_get_format (image)->name;
    if (vf_image_check (image, &report, err))
      return -1;
  }
  give_out (check, &subject, &report);
  return 0;
}

static int
check_chain (struct check *check, struct vf_image *image, const char *disk,
             struct vf_error *refusal, struct vf_error *err)
{
  for (; image; image = vf_image_get_parent (image)) {
    if (check_one (check, image, disk, refusal, err))
      return -1;
    refusal->code = VF_ERROR_NONE;
  }
  return 0;
}

/* Checks a DISK of a container.  One that cannot be opened is damage, and no
 * reason not to look at the others. */
static int
check_disk (struct check *check, const struct vf_info_disk *disk,
            struct vf_error *err)
{
  struct vf_image_options image = check->options->image;
  CLEANUP_SOURCE struct vf_source *source = NULL;
  struct vf_error refusal;

  image.disk = disk->name; /* not its number, which may be another's name */
  source = open_damaged (check, &image, &refusal, err);
  if (source)
    return check_chain (check, vf_source_image (source), disk->name, &refusal,
                        err);
  if (err->code == VF_ERROR_CANCELLED || err->code == VF_ERROR_NOMEM)
    return -1;
  refusal = *err;
  return check_one (check, NULL, disk->name, &refusal, err);
}

/* Checks all disks, if IMAGE is a container of which none was named. */
static int
check_disks (struct check *check, struct vf_image *image, struct vf_error *err)
{
  __attribute__ ((cleanup (vf_info_clear))) struct vf_info info = { 0 };
  size_t i;

  if (!vf_image_get_format (image)->has_members)
    return 0;
  if (vf_image_info (image, &info, err))
    return -1;
  for (i = 0; i < info.n_disks; i++)
    if (!info.disks[i].is_blank
        && check_disk (check, &info.disks[i], err))
      return -1;
  return 0;
}

static int
run_check (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct check_options *options = values;
  CLEANUP_JSON struct vf_json *json
      = options->common.json ? vf_json_array () : NULL;
  struct check check = { .tool = tool, .options = options, .json = json };
  struct vf_image_options how = options->image;
  CLEANUP_SOURCE struct vf_source *source = NULL;
  struct vf_error refusal;

  how.may_list = true;
  source = open_damaged (&check, &how, &refusal, err);
  if (!source
      || check_chain (&check, vf_source_image (source), NULL, &refusal, err)
      || check_disks (&check, vf_source_image (source), err)
      || (json && vf_output_json (json, err)))
    return VF_EXIT_FAILED;
  *err = (struct vf_error){ .code = VF_ERROR_NONE }; /* what became findings */
  return check.is_damaged ? VF_EXIT_FAILED : VF_EXIT_OK;
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
