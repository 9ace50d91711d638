/* vmferry: tests of the copy engines: the one with threads does what the plain
 * one does, for any number of threads, and both stop when they should.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/copy-image.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "common/outfile.h"
#include "convert/disk/compare.h"
#include "convert/disk/copy-order.h"
#include "convert/disk/copy.h"
#include "formats/image.h"
#include "formats/qcow2/qcow2.h"
#include "formats/range-list.h"
#include "formats/source.h"
#include "formats/writer-ops.h"
#include "tests/unit.h"

/* No multiple of anything, and more than one L2 table of small clusters. */
enum { DISK_SIZE = 9 * 1024 * 1024 + 513 };

static char folder[] = "/tmp/vmferry-test-copy.XXXXXX";
static char source_path[64], target_path[64];
static struct vf_error err;

/* Data, zeros that look like data, and holes. */
static void
write_source (void)
{
  static char piece[3 * 4096];
  FILE *file = fopen (source_path, "wb");
  unsigned seed = 7;
  size_t i;
  int n;

  ck_assert_ptr_nonnull (file);
  for (n = 0; n < 150; n++) {
    for (i = 0; i < sizeof piece; i++)
      piece[i] = n % 3 ? rand_r (&seed) % 5 : 0;
    fseek (file, rand_r (&seed) % (DISK_SIZE - sizeof piece), SEEK_SET);
    ck_assert_uint_eq (fwrite (piece, sizeof piece, 1, file), 1);
  }
  ck_assert_int_eq (fclose (file), 0);
  ck_assert_int_eq (truncate (source_path, DISK_SIZE), 0);
}

static void
set_up (void)
{
  ck_assert_ptr_nonnull (mkdtemp (folder));
  snprintf (source_path, sizeof source_path, "%s/source", folder);
  snprintf (target_path, sizeof target_path, "%s/target", folder);
  write_source ();
}

static void
tear_down (void)
{
  unlink (source_path);
  unlink (target_path);
  rmdir (folder);
}

/* Files in the folder. */
static int
count_files (void)
{
  DIR *dir = opendir (folder);
  struct dirent *entry;
  int n = 0;

  while ((entry = readdir (dir)))
    n += entry->d_name[0] != '.' || strlen (entry->d_name) > 2;
  closedir (dir);
  return n;
}

static int
copy (struct vf_copy_target target, struct vf_copy_options options,
      struct vf_job *job)
{
  const struct vf_source_params source = { .location = source_path };

  target.location = target_path;
  target.no_fsync = true;
  return vf_copy_image (&source, &target, &options, job, &err);
}

static void
assert_same (void)
{
  const struct vf_source_params a_params = { .location = source_path };
  const struct vf_source_params b_params = { .location = target_path };
  struct vf_source *a = vf_source_open (&a_params, &err);
  struct vf_source *b = vf_source_open (&b_params, &err);
  struct vf_comparison result;
  struct vf_job job = { 0 };

  ck_assert_ptr_nonnull (a);
  ck_assert_msg (b != NULL, "%s", err.text);
  ck_assert_int_eq (vf_compare_images (vf_source_image (a),
                                       vf_source_image (b), &job, &result,
                                       &err),
                    0);
  ck_assert_msg (result.is_same, "differ at %zu",
                 (size_t)result.first_difference);
  vf_source_close (a);
  vf_source_close (b);
}

static const struct vf_copy_target targets[] = {
  { .format_name = "raw" },
  { .format_name = "qcow2" },
  { .format_name = "qcow2", .cluster_size = 512 },
  { .format_name = "qcow2", .cluster_size = 2 << 20 },
  { .format_name = "qcow2", .compression = VF_COMPRESSION_DEFLATE },
  { .format_name = "qcow2",
    .cluster_size = 4096,
    .compression = VF_COMPRESSION_ZSTD },
};

START_TEST (any_number_of_threads_gives_the_same)
{
  struct vf_copy_options options = { .request_size = 64 * 1024 };
  struct vf_job job = { 0 };
  size_t i;

  set_up ();
  for (i = 0; i < sizeof targets / sizeof targets[0]; i++)
    for (options.n_threads = 0; options.n_threads <= 8; options.n_threads++) {
      options.is_plain = options.n_threads == 0;
      if (targets[i].cluster_size > 64 * 1024)
        options.request_size = 2 << 20;
      ck_assert_msg (copy (targets[i], options, &job) == 0, "%s", err.text);
      assert_same ();
    }
  tear_down ();
}
END_TEST

/* A target that notes where it is written, in what order. */
struct note_writer {
  struct vf_writer writer;
  uint64_t offsets[64];
  size_t count;
};

static int
note_write (struct vf_writer *writer,
            const void *buf __attribute__ ((unused)),
            size_t n __attribute__ ((unused)), uint64_t offset,
            struct vf_error *error __attribute__ ((unused)))
{
  struct note_writer *note = (struct note_writer *)writer;

  ck_assert_uint_lt (note->count, 64);
  note->offsets[note->count++] = offset;
  return 0;
}

/* Pieces of 64 KiB, each of them behind the next in the file. */
static void
write_backwards (const char *path)
{
  const struct vf_create_params params
      = { .size = 1 << 20, .is_zeroed = true };
  static char piece[65536];
  struct vf_outfile *out = vf_outfile_create (path, &err);
  struct vf_writer *writer = vf_writer_create (
      &vf_qcow2_format, vf_outfile_io (out), &params, &err);
  int i;

  memset (piece, 'x', sizeof piece);
  for (i = 15; i >= 0; i--)
    ck_assert_int_eq (vf_writer_write (writer, piece, sizeof piece,
                                       i * sizeof piece, &err),
                      0);
  ck_assert_int_eq (vf_writer_finish (writer, &err), 0);
  ck_assert_int_eq (vf_outfile_finish (out, true, &err), 0);
}

START_TEST (reads_by_place_where_asked)
{
  static const struct vf_writer_ops ops = { .write = note_write };
  struct note_writer note
      = { .writer = { .ops = &ops, .size = 1 << 20, .granule = 4096 } };
  const struct vf_source_params params = { .location = target_path };
  struct vf_range_list data = { 0 };
  struct vf_job job = { 0 };
  struct vf_source *source;
  struct vf_copy copy_ = { .target = &note.writer,
                           .data = &data,
                           .request_size = 65536,
                           .n_threads = 1,
                           .job = &job };
  size_t i;

  set_up ();
  write_backwards (target_path);
  source = vf_source_open (&params, &err);
  ck_assert_ptr_nonnull (source);
  copy_.source = vf_source_image (source);
  ck_assert_int_eq (
      vf_range_list_add_data (&data, copy_.source, 65536, NULL, NULL, &job,
                              &err),
      0);
  ck_assert_int_eq (vf_copy_parallel (&copy_, &err), 0);
  copy_.by_place = true;
  ck_assert_int_eq (vf_copy_parallel (&copy_, &err), 0);
  ck_assert_uint_eq (note.count, 32);
  for (i = 0; i < 16; i++) {
    ck_assert_uint_eq (note.offsets[i], i * 65536);
    ck_assert_uint_eq (note.offsets[16 + i], (15 - i) * 65536);
  }
  vf_range_list_clear (&data);
  vf_source_close (source);
  tear_down ();
}
END_TEST

/* A disk of two files of 512 KiB, which are called the same here. */
static void
write_two_files (const char *path)
{
  static char bytes[512 * 1024];
  FILE *file = fopen (path, "w");

  memset (bytes, 'x', sizeof bytes);
  ck_assert_int_eq (vf_outfile_write_all (source_path, bytes, sizeof bytes,
                                          &err), 0);
  fputs ("# Disk DescriptorFile\ncreateType=\"twoGbMaxExtentFlat\"\n"
         "RW 1024 FLAT \"source\" 0\nRW 1024 FLAT \"source\" 0\n", file);
  ck_assert_int_eq (fclose (file), 0);
}

START_TEST (files_are_read_one_after_the_other)
{
  const struct vf_source_params params = { .location = target_path };
  struct vf_copy_order order = { 0 };
  struct vf_range_list data = { 0 };
  struct vf_job job = { 0 };
  struct vf_copy copy_ = { .data = &data, .request_size = 65536, .job = &job };
  struct vf_source *source;

  set_up ();
  write_two_files (target_path);
  source = vf_source_open (&params, &err);
  ck_assert_msg (source != NULL, "%s", err.text);
  copy_.source = vf_source_image (source);
  ck_assert_int_eq (
      vf_range_list_add_data (&data, copy_.source, 65536, NULL, NULL, &job,
                              &err),
      0);
  ck_assert_uint_eq (vf_range_list_total (&data), 1 << 20);
  ck_assert_int_eq (vf_copy_order_plan (&copy_, &order, &err), 0);
  ck_assert_uint_eq (order.count, 0); /* guest order it is */
  free (order.items);
  vf_range_list_clear (&data);
  vf_source_close (source);
  tear_down ();
}
END_TEST

struct progress {
  struct vf_job job;
  uint64_t done, total;
  unsigned calls;
};

static void
on_progress (void *data, const char *phase, uint64_t done, uint64_t total)
{
  struct progress *progress = data;

  ck_assert_str_eq (phase, "copy");
  ck_assert_uint_ge (done, progress->done);
  progress->done = done;
  progress->total = total;
  progress->calls++;
}

START_TEST (progress_ends_at_the_total)
{
  struct progress progress = { .job = { .progress = on_progress } };
  struct vf_copy_options options = { .request_size = 64 * 1024,
                                     .n_threads = 4 };
  int plain;

  set_up ();
  for (plain = 0; plain < 2; plain++) {
    progress.done = progress.calls = 0;
    progress.job.data = &progress;
    options.is_plain = plain;
    ck_assert_int_eq (copy (targets[1], options, &progress.job), 0);
    ck_assert_uint_eq (progress.done, DISK_SIZE);
    ck_assert_uint_eq (progress.total, DISK_SIZE);
    ck_assert_uint_gt (progress.calls, 10);
  }
  tear_down ();
}
END_TEST

static void
cancel_midway (void *data, const char *phase __attribute__ ((unused)),
               uint64_t done, uint64_t total)
{
  struct progress *progress = data;

  if (done > total / 2)
    atomic_store (&progress->job.cancelled, true);
}

static void
cancel_at_the_end (void *data, const char *phase __attribute__ ((unused)),
                   uint64_t done, uint64_t total)
{
  struct progress *progress = data;

  if (done == total)
    atomic_store (&progress->job.cancelled, true);
}

START_TEST (cancelled_copy_leaves_nothing)
{
  void (*const when[]) (void *, const char *, uint64_t, uint64_t)
      = { cancel_midway, cancel_at_the_end };
  struct vf_copy_options options = { .request_size = 64 * 1024 };
  struct progress progress = { .calls = 0 };
  int i;

  set_up ();
  for (i = 0; i < 4; i++) {
    progress.job = (struct vf_job){ .progress = when[i / 2],
                                    .data = &progress };
    options.is_plain = i % 2;
    ck_assert_int_eq (copy (targets[1], options, &progress.job), -1);
    ck_assert_int_eq (err.code, VF_ERROR_CANCELLED);
    ck_assert_int_eq (count_files (), 1);
  }
  tear_down ();
}
END_TEST

START_TEST (the_source_is_no_target)
{
  struct vf_copy_options options = { 0 };
  struct vf_job job = { 0 };

  set_up ();
  ck_assert_int_eq (link (source_path, target_path), 0);
  ck_assert_int_eq (copy (targets[0], options, &job), -1);
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  ck_assert_int_eq (count_files (), 2);
  tear_down ();
}
END_TEST

START_TEST (bad_options_are_refused)
{
  struct vf_copy_target target = { .format_name = "qcow2" };
  struct vf_copy_options options = { .request_size = 12345 };
  struct vf_job job = { 0 };

  set_up ();
  ck_assert_int_eq (copy (target, options, &job), -1);
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  options.request_size = 0;
  target.cluster_size = 3000;
  ck_assert_int_eq (copy (target, options, &job), -1);
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  target.cluster_size = 0;
  target.level = 99;
  target.compression = VF_COMPRESSION_ZSTD;
  ck_assert_int_eq (copy (target, options, &job), -1);
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  ck_assert_int_eq (count_files (), 1);
  tear_down ();
}
END_TEST

UNIT_MAIN ("convert/disk/copy", any_number_of_threads_gives_the_same,
           reads_by_place_where_asked,
           files_are_read_one_after_the_other, progress_ends_at_the_total,
           cancelled_copy_leaves_nothing, the_source_is_no_target,
           bad_options_are_refused)
