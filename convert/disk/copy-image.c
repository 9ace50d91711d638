/* vmferry: one disk from A to B: opens both ends, chooses the engine, and
 * makes sure that nothing half done is left under the target's name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/copy-image.h"

#include <inttypes.h>
#include <sched.h>
#include <unistd.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "convert/disk/copy-offload.h"
#include "convert/disk/copy-target.h"
#include "convert/disk/copy.h"
#include "convert/disk/loss-file.h"
#include "convert/disk/verify.h"
#include "formats/image.h"
#include "formats/losses.h"
#include "formats/overlaps.h"
#include "formats/range-list.h"
#include "formats/raw/raw.h"
#include "formats/source.h"

enum {
  MIN_REQUEST = 64 * 1024,
  DEFAULT_REQUEST = 2 * 1024 * 1024,
  MAX_REQUEST = 16 * 1024 * 1024,
};

/* By default.  Each has a buffer, and the memory of a copy is bounded.  Two
 * keep a disk busy, since the kernel reads ahead for each; more of them than
 * processors wait for each other at the target's lock.  An NBD server has more
 * to wait for. */
enum { MIN_THREADS = 2, NBD_THREADS = 8, MAX_DEFAULT_THREADS = 8 };

/* A copy keeps within 64 MiB, of which the program itself and pages of tables
 * take the rest. */
enum { BUFFER_MEMORY = 44 * 1024 * 1024 };

/* Less is not read at once to have more threads. */
enum { MIN_SHARED_REQUEST = 512 * 1024 };

/* Those that this process may use, which a container can make few. */
static unsigned
count_processors (void)
{
  cpu_set_t set;

  if (sched_getaffinity (0, sizeof set, &set))
    return 1;
  return CPU_COUNT (&set);
}

/* Whether IMAGE or one that it stands on comes by NBD. */
static bool
is_by_nbd (const struct vf_image *image)
{
  for (; image; image = vf_image_get_parent (image))
    if (vf_io_is_nbd_uri (vf_io_name (vf_image_get_io (image))))
      return true;
  return false;
}

/* How many threads, and how much they read at once, so that their buffers fit
 * into what the lists leave of a copy's memory.  What the user asked to be
 * read at once is kept. */
static void
bound_memory (struct vf_copy *copy, const struct vf_copy_options *options)
{
  size_t others = vf_image_read_memory (copy->source)
                  + vf_writer_write_memory (copy->target);
  size_t lists = copy->data->capacity * sizeof *copy->data->items;
  size_t room = BUFFER_MEMORY - vf_min_u64 (lists, BUFFER_MEMORY);
  size_t min
      = vf_max_u64 (MIN_SHARED_REQUEST, vf_writer_granule (copy->target));

  while (!options->request_size && copy->request_size > min
         && copy->n_threads * (copy->request_size + others) > room)
    copy->request_size /= 2;
  copy->n_threads = vf_max_u64 (
      1, vf_min_u64 (copy->n_threads, room / (copy->request_size + others)));
}

unsigned
vf_copy_choose_threads (const struct vf_image *source,
                        const struct vf_copy_target *target,
                        const struct vf_copy_options *options)
{
  if (options->n_threads)
    return vf_min_u64 (options->n_threads, VF_COPY_MAX_THREADS);
  if (is_by_nbd (source) || vf_io_is_nbd_uri (target->location))
    return NBD_THREADS;
  return vf_min_u64 (vf_max_u64 (count_processors (), MIN_THREADS),
                     MAX_DEFAULT_THREADS);
}

static int
check_options (const struct vf_copy_options *options, struct vf_error *err)
{
  size_t request = options->request_size;

  if (request
      && (!vf_is_power_of_2 (request) || request < MIN_REQUEST
          || request > MAX_REQUEST))
    return vf_error_set (err, VF_ERROR_USAGE,
                         "a request size of %zu bytes: must be a power of two "
                         "from 64 KiB to 16 MiB",
                         request);
  return 0;
}

static int
run_engine (const struct vf_copy *copy, const struct vf_copy_options *options,
            struct vf_error *err)
{
  if (options->is_plain)
    return vf_copy_sync (copy, err);
  return vf_copy_parallel (copy, err);
}

/* A disk that does not fit into memory beside what the host does is kept out
 * of the page cache on both sides; what is awaited at the end starts early. */
static void
give_hints (const struct vf_copy *copy, const struct vf_copy_target_file *file)
{
  uint64_t memory
      = (uint64_t)sysconf (_SC_PHYS_PAGES) * (uint64_t)sysconf (_SC_PAGESIZE);
  unsigned hints = file->target->no_fsync ? 0 : VF_IO_WRITE_EARLY;

  if (vf_range_list_total (copy->data) > memory / 2) {
    vf_image_read_once (copy->source);
    hints |= VF_IO_DROP_WRITTEN;
  }
  vf_io_take_hints (vf_copy_target_io (file), hints);
}

static void
log_plan (const struct vf_copy *copy)
{
  vf_job_log (copy->job, VF_LOG_DETAIL,
              "%" PRIu64 " of %" PRIu64 " bytes may be data, in %zu ranges; "
              "%u threads read %zu bytes at once",
              vf_range_list_total (copy->data), vf_image_size (copy->source),
              copy->data->count, copy->n_threads, copy->request_size);
}

/* Makes the list of DATA that is to be copied, and looks at it for data that
 * is there twice. */
static int
list_data (struct vf_image *source, uint32_t granule,
           const struct vf_copy_options *options, struct vf_range_list *data,
           struct vf_job *job, struct vf_error *err)
{
  CLEANUP_OVERLAPS struct vf_overlaps own = { .count = 0 };
  struct vf_overlaps *overlaps = options->overlaps ? options->overlaps : &own;

  if (vf_range_list_add_data (data, source, granule, options->losses, overlaps,
                              job, err)
      || vf_overlaps_find (overlaps, err))
    return -1;
  vf_overlaps_log (overlaps, source, job);
  return 0;
}

/* Fills TARGET, which is open, with what the guest of SOURCE sees. */
static int
fill_target (struct vf_image *source, struct vf_copy_target_file *file,
             const struct vf_copy_options *options, struct vf_job *job,
             struct vf_error *err)
{
  CLEANUP_RANGE_LIST struct vf_range_list data = { 0 };
  CLEANUP_WRITER struct vf_writer *writer = NULL;
  struct vf_copy_offload offload = { .target = vf_copy_target_io (file) };
  struct vf_copy copy = {
    .source = source,
    .data = &data,
    .request_size
    = options->request_size ? options->request_size : DEFAULT_REQUEST,
    .n_threads = vf_copy_choose_threads (source, file->target, options),
    /* qcow2 appends, and is better off in guest order. */
    .by_place = file->format == &vf_raw_format,
    .losses = options->losses,
    .job = job,
  };

  if (list_data (source, vf_copy_target_granule (file), options, &data, job,
                 err))
    return -1;
  writer
      = vf_copy_target_start (file, vf_image_size (source), &data, job, err);
  if (!writer)
    return -1;
  copy.target = writer;
  if (!copy.losses && vf_copy_may_offload (source, offload.target))
    copy.offload = &offload;
  copy.request_size /* both are powers of two: a multiple of the granule */
      = vf_max_u64 (copy.request_size, vf_writer_granule (writer));
  bound_memory (&copy, options);
  give_hints (&copy, file);
  log_plan (&copy);
  if (run_engine (&copy, options, err))
    return -1;
  return vf_writer_finish (TAKE (writer), err);
}

/* Ends a copy that is all there.  A list of losses comes before the target, so
 * that this is never without. */
static int
finish (struct vf_copy_target_file *file, const struct vf_losses *losses,
        const struct vf_image *source, struct vf_error *err)
{
  const char *location = file->target->location;
  bool has_list_beside = file->outfile && !file->target->ret_unfinished;
  bool has_losses = losses && losses->count;
  struct vf_error ignored;

  if (has_list_beside && has_losses
      && vf_loss_file_write (location, losses, source, err)) {
    vf_copy_target_abandon (file);
    return -1;
  }
  if (vf_copy_target_finish (file, err)) {
    if (has_list_beside && has_losses)
      vf_loss_file_remove (location, &ignored);
    return -1;
  }
  if (has_list_beside && !has_losses)
    return vf_loss_file_remove (location, err);
  return 0;
}

/* In a salvage, a digest that differs is what is to be expected. */
static int
finish_verify (struct vf_verify *verify, const struct vf_copy_options *options,
               struct vf_job *job, struct vf_error *err)
{
  if (vf_verify_finish (verify, job, err) == 0)
    return 0;
  if (!options->losses || !vf_losses_may_go_on (err))
    return -1;
  vf_job_log (job, VF_LOG_WARNING, "%s", err->text);
  return 0;
}

int
vf_copy_image_to (struct vf_image *source, const struct vf_copy_target *target,
                  const struct vf_copy_options *options, struct vf_job *job,
                  struct vf_error *err)
{
  struct vf_copy_target_file file;
  struct vf_verify *verify;
  int r;

  if (check_options (options, err)
      || vf_copy_target_open (&file, target, source, err))
    return -1;
  r = vf_verify_start (source, &verify, err);
  if (r == 0)
    r = fill_target (source, &file, options, job, err);
  if (r == 0) /* which may take as long as the copy */
    r = vf_copy_target_flush (&file, err);
  if (r == 0)
    r = finish_verify (TAKE (verify), options, job, err);
  vf_verify_abandon (verify);
  if (r == 0)
    r = vf_job_check (job, err);
  if (r == 0)
    return finish (&file, options->losses, source, err);
  vf_copy_target_abandon (&file);
  return r;
}

int
vf_copy_image (const struct vf_source_params *source,
               const struct vf_copy_target *target,
               const struct vf_copy_options *options, struct vf_job *job,
               struct vf_error *err)
{
  CLEANUP_SOURCE struct vf_source *opened = vf_source_open (source, err);

  if (!opened)
    return -1;
  return vf_copy_image_to (vf_source_image (opened), target, options, job,
                           err);
}
