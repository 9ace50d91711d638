/* vmferry copy: one disk from A to B.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/input.h"
#include "common/json.h"
#include "common/text.h"
#include "convert/disk/copy-image.h"
#include "convert/disk/copy-pipe.h"
#include "convert/disk/copy-target.h"
#include "convert/disk/loss-file.h"
#include "formats/image-format.h"
#include "formats/image.h"
#include "formats/losses.h"
#include "formats/overlaps.h"
#include "formats/source.h"
#include "tools/compression.h"
#include "tools/disk-commands.h"
#include "tools/image-options.h"
#include "tools/output.h"

struct copy_options {
  struct vf_common_options common;
  struct vf_image_options image;
  const char *output_format;
  const char *compression;
  uint64_t level;
  uint64_t cluster_size;
  uint64_t request_size;
  uint64_t threads;
  const char *engine;
  bool no_fsync;
};

static bool
always_compresses (const char *format_name)
{
  struct vf_error ignored;
  const struct vf_image_format *format
      = format_name ? vf_image_format_find (format_name, &ignored) : NULL;

  return format && format->always_compresses;
}

/* A name that promises another format than what is written misleads whoever
 * meets the file next. */
static void
warn_of_name (struct vf_tool *tool, const struct vf_copy_target *target)
{
  const struct vf_image_format *promised
      = vf_image_format_of_name (target->location);
  const char *written = target->format_name ? target->format_name : "qcow2";

  if (!promised || strcasecmp (promised->name, written) == 0
      || vf_copy_target_is_in_place (target->location))
    return;
  vf_job_log (&tool->job, VF_LOG_WARNING, "%s: is written as %s, %s%s%s",
              target->location, written,
              target->format_name ? "as -O says" : "which is the default",
              promised->create ? "; for what its name says, give -O " : "",
              promised->create ? promised->name : "");
}

static int
fill_target (const struct copy_options *options, struct vf_copy_target *target,
             struct vf_error *err)
{
  if (options->output_format
      && !vf_image_format_find_writable (options->output_format, err))
    return -1;
  if (options->cluster_size > UINT32_MAX)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--cluster-size: must be at most 256M");
  if (options->level && !options->compression
      && !always_compresses (options->output_format))
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--level means nothing without --compress");
  if (strcmp (options->common.operands[1], "-") == 0)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "a disk is not written from its first byte to its "
                         "last, so DST cannot be standard output; a file of "
                         "that name is ./-");
  *target = (struct vf_copy_target){
    .location = options->common.operands[1],
    .format_name = options->output_format,
    .cluster_size = options->cluster_size,
    .compression = vf_compression_by_name (options->compression),
    .level = (int)options->level,
    .no_fsync = options->no_fsync,
  };
  return 0;
}

/* The name of the list of LOSSES beside the target, NULL where none is. */
static char *
list_name (const char *target, const struct vf_losses *losses)
{
  struct vf_error ignored;

  if (!losses->count || vf_copy_target_is_in_place (target))
    return NULL;
  return vf_loss_file_name (target, &ignored);
}

/* Says what a salvage lost: where the list is, or else all of it. */
static void
log_losses (struct vf_tool *tool, const char *target,
            const struct vf_losses *losses)
{
  CLEANUP_FREE char *name = list_name (target, losses);
  const struct vf_loss *loss;
  char size[32];

  if (!losses->count)
    return;
  vf_job_log (&tool->job, VF_LOG_WARNING,
              "%s in %zu range%s could not be read and became zeros%s%s",
              vf_text_human_size (vf_losses_total (losses), size),
              losses->count, losses->count == 1 ? "" : "s",
              name ? "; they are listed in " : "", name ? name : "");
  for (loss = losses->items; !name && loss < losses->items + losses->count;
       loss++)
    vf_job_log (&tool->job, VF_LOG_WARNING,
                "lost: %" PRIu64 " bytes from guest offset %" PRIu64 ": %s",
                loss->length, loss->start, loss->reason);
}

static void
put_losses (struct vf_json *json, const char *target,
            const struct vf_losses *losses)
{
  CLEANUP_FREE char *name = list_name (target, losses);

  vf_losses_put_json (losses, json);
  vf_json_put_text (json, "lost_list", name);
}

/* Prints what was copied, and what was found on the way.
 * Params:  image - the source, with its overlaps; both NULL for a pipe */
static int
print_json (const struct copy_options *options, uint64_t size, double seconds,
            struct vf_image *image, const struct vf_overlaps *overlaps,
            const struct vf_losses *losses, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();

  vf_json_put_text (json, "source", options->common.operands[0]);
  vf_json_put_text (json, "target", options->common.operands[1]);
  vf_json_put_u64 (json, "virtual_size", size);
  vf_json_put_seconds (json, "seconds", seconds);
  if (overlaps)
    vf_overlaps_put_json (overlaps, image, json);
  if (losses)
    put_losses (json, options->common.operands[1], losses);
  return vf_output_json (json, err);
}

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Copies from the open SOURCE, with LOSSES not NULL over damage.
 * Returns: an exit status */
static int
copy_source (struct vf_tool *tool, const struct copy_options *options,
             const struct vf_copy_target *target, struct vf_source *source,
             struct vf_losses *losses, struct vf_error *err)
{
  CLEANUP_OVERLAPS struct vf_overlaps overlaps = { .count = 0 };
  const struct vf_copy_options how = {
    .request_size = options->request_size,
    .n_threads = options->threads,
    .is_plain = options->engine && strcmp (options->engine, "plain") == 0,
    .losses = losses,
    .overlaps = &overlaps,
  };
  struct vf_image *image = vf_source_image (source);
  double start = now ();

  if (vf_copy_image_to (image, target, &how, &tool->job, err))
    return err->code == VF_ERROR_USAGE ? VF_EXIT_USAGE : VF_EXIT_FAILED;
  *err = (struct vf_error){ .code = VF_ERROR_NONE }; /* what was passed over */
  if (losses)
    log_losses (tool, target->location, losses);
  if (options->common.json
      && print_json (options, vf_image_size (image), now () - start, image,
                     &overlaps, losses, err))
    return VF_EXIT_FAILED;
  return losses && losses->count ? VF_EXIT_LOSSES : VF_EXIT_OK;
}

/* Copies what comes through a pipe.
 * Returns: an exit status */
static int
copy_pipe (struct vf_tool *tool, const struct copy_options *options,
           const struct vf_copy_target *target, struct vf_error *err)
{
  const struct vf_copy_options how = {
    .n_threads = options->threads,
    .is_plain = options->engine && strcmp (options->engine, "plain") == 0,
  };
  const char *location = options->common.operands[0];
  double start = now ();
  uint64_t size;

  if (options->image.salvage) {
    vf_error_set (err, VF_ERROR_USAGE,
                  "--salvage: cannot go back in a pipe; save it to a file "
                  "first");
    return VF_EXIT_USAGE;
  }
  if (vf_copy_pipe (location, options->image.format, target, &how, &size,
                    &tool->job, err))
    return err->code == VF_ERROR_USAGE ? VF_EXIT_USAGE : VF_EXIT_FAILED;
  if (options->common.json
      && print_json (options, size, now () - start, NULL, NULL, NULL, err))
    return VF_EXIT_FAILED;
  return VF_EXIT_OK;
}

static int
run_copy (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct copy_options *options = values;
  CLEANUP_SOURCE struct vf_source *source = NULL;
  CLEANUP_LOSSES struct vf_losses losses;
  struct vf_copy_target target;

  vf_losses_init (&losses);
  if (fill_target (options, &target, err))
    return VF_EXIT_USAGE;
  warn_of_name (tool, &target);
  if (vf_input_is_pipe (options->common.operands[0]))
    return copy_pipe (tool, options, &target, err);
  source = vf_image_options_open (tool, &options->image,
                                  options->common.operands[0], err);
  if (!source)
    return VF_EXIT_FAILED;
  return copy_source (tool, options, &target, source,
                      options->image.salvage ? &losses : NULL, err);
}

#define OPTION(member) offsetof (struct copy_options, member)

static const struct vf_option copy_options[] = {
  VF_IMAGE_OPTION_ROWS (struct copy_options, image),
  { "output-format", 'O', VF_OPTION_TEXT, "FORMAT", OPTION (output_format),
    "format of the target: qcow2 (default), raw, vhdx, vmdk", NULL, false },
  { "compress", 'c', VF_OPTION_CHOICE, "deflate|zstd", OPTION (compression),
    "compress the target: qcow2 either way, vmdk by deflate",
    vf_compression_names, false },
  { "level", 0, VF_OPTION_NUMBER, "N", OPTION (level),
    "level of compression; 0: a fast default", NULL, false },
  { "cluster-size", 0, VF_OPTION_SIZE, "SIZE", OPTION (cluster_size),
    "size of the clusters of qcow2, or the blocks of vhdx", NULL, false },
  { "request-size", 0, VF_OPTION_SIZE, "SIZE", OPTION (request_size),
    "bytes read at once; 2M without it", NULL, false },
  { "threads", 0, VF_OPTION_COUNT, "N", OPTION (threads),
    "how many threads; as many as processors without it", NULL, false },
  { "engine", 0, VF_OPTION_CHOICE, "parallel|plain", OPTION (engine),
    "plain: one thread, byte after byte, for comparison",
    (const char *const[]){ "parallel", "plain", NULL }, false },
  { "salvage", 0, VF_OPTION_FLAG, NULL, OPTION (image.salvage),
    "go on over damage, and list what is lost in DST.lost.json", NULL, false },
  { "no-fsync", 0, VF_OPTION_FLAG, NULL, OPTION (no_fsync),
    "do not wait until the target is safe on its disk", NULL, false },
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_copy = {
  .name = "copy",
  .operands = "SRC DST",
  .min_operands = 2,
  .max_operands = 2,
  .summary = "Copy what the guest sees in SRC to DST: a file (qcow2, raw, "
             "vhdx, vmdk),\na block device or an NBD URI",
  .options = copy_options,
  .options_size = sizeof (struct copy_options),
  .run = run_copy,
};
