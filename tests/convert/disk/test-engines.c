/* vmferry: tests of the two copy engines on disks of every format: whatever
 * the number of threads, and whatever the target, the guest sees the same.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "convert/disk/compare.h"
#include "convert/disk/copy-image.h"
#include "formats/image.h"
#include "formats/overlaps.h"
#include "formats/source.h"
#include "tests/formats/fixtures.h"

enum { MAX_THREADS = 8 };

/* Kinds whose data lies in the order of the file and in another, of plain and
 * of packed data, in one file and in several, with and without parents. */
static const struct {
  const char *name, *command;
} fixtures[] = {
  { "sparse", FIXTURE_VMDK ("sparse") },
  { "sparse with small tables", FIXTURE_VMDK ("sparse-tiny") },
  { "extents of all kinds", FIXTURE_VMDK ("mixed") },
  { "a delta", FIXTURE_VMDK ("delta") },
  { "stream", FIXTURE_VMDK ("stream-tiny") },
  { "stream out of order", FIXTURE_VMDK ("stream-unordered") },
  { "stream without markers", FIXTURE_VMDK ("stream-no-markers") },
  { "split into files",
    FIXTURE_QEMU ("vmdk", "-o subformat=twoGbMaxExtentSparse") },
  { "snapshots of ESX", FIXTURE_ESX ("sparse cowd sesparse,capacity=41000") },
  { "dynamic VDI", FIXTURE_VDI ("image raw block=4096 "
                                "blocks=d,d,z,-,d,d,d,d,d,d,d,-,-,z,d,d") },
  { "dynamic VHD", FIXTURE_VHD ("image raw block=4096 "
                                "blocks=d,p,z,-,d,p,d,d,-,d,d,p,p,d,d,d,d") },
  { "fixed VHD", FIXTURE_VHD ("image raw type=fixed size=654336") },
  { "differencing VHD",
    FIXTURE_VHD ("base.vhd base.raw block=65536 blocks=d,p,-,d,-,p "
                 "id=ab") " && " FIXTURE_VHD ("image raw type=diff "
                                              "block=65536 "
                                              "blocks=p,-,p,z,d,- "
                                              "parent=base.raw "
                                              "parent-id=ab "
                                              "'w2ru=.\\base."
                                              "vhd'") },
  { "dynamic VHDX", FIXTURE_VHDX ("image raw states=6,0,2,6,1,3,6") },
  { "differencing VHDX",
    FIXTURE_VHDX ("base.vhdx base.raw states=6,6,0,6") " && " FIXTURE_VHDX (
        "image raw bits=runs parent=base.vhdx base=base.raw "
        "states=7,0,6,7") },
  { "qcow2", FIXTURE_QEMU ("qcow2", "-o cluster_size=4096") },
  { "compressed qcow2", FIXTURE_QEMU ("qcow2", "-c -o cluster_size=4096") },
  { "qcow2 by zstd",
    FIXTURE_QEMU ("qcow2", "-c -o cluster_size=8192,compression_type=zstd") },
  { "qcow2 over raw",
    "cp data raw && qemu-img create -q -f qcow2 -b raw -F raw image" },
  { "raw", "cp data image && cp data raw" },
};

static char folder[] = "/tmp/vmferry-test-engines.XXXXXX";
static struct vf_error err;

static struct vf_source *
open_source (const char *path, const char *format)
{
  const struct vf_source_params params
      = { .location = path, .format_name = format };
  struct vf_source *source = vf_source_open (&params, &err);

  ck_assert_msg (source != NULL, "%s", err.text);
  return source;
}

/* Fails unless what is in `target` is what is in `raw`. */
static void
assert_right (const char *name, const struct vf_copy_target *target,
              unsigned n_threads)
{
  struct vf_source *copy = open_source ("target", target->format_name);
  struct vf_source *truth = open_source ("raw", "raw");
  struct vf_comparison result;
  struct vf_job job = { 0 };

  ck_assert_int_eq (vf_compare_images (vf_source_image (copy),
                                       vf_source_image (truth), &job, &result,
                                       &err),
                    0);
  ck_assert_msg (result.is_same && result.has_same_size,
                 "%s to %s with %u threads: differs at %zu", name,
                 target->format_name, n_threads,
                 (size_t)result.first_difference);
  vf_source_close (copy);
  vf_source_close (truth);
}

/* Copies `image`, with 0 threads by the plain engine. */
static void
copy_and_compare (const char *name, const struct vf_copy_target *target,
                  unsigned n_threads)
{
  const struct vf_source_params source = { .location = "image" };
  CLEANUP_OVERLAPS struct vf_overlaps overlaps = { .count = 0 };
  const struct vf_copy_options options = { .request_size = 64 * 1024,
                                           .n_threads = n_threads,
                                           .is_plain = !n_threads,
                                           .overlaps = &overlaps };
  struct vf_job job = { 0 };

  ck_assert_msg (vf_copy_image (&source, target, &options, &job, &err) == 0,
                 "%s: %s", name, err.text);
  ck_assert_msg (!overlaps.count, "%s: a false alarm", name);
  assert_right (name, target, n_threads);
}

START_TEST (engines_agree)
{
  static const struct vf_copy_target targets[]
      = { { .location = "target", .format_name = "raw", .no_fsync = true },
          { .location = "target", .format_name = "qcow2", .no_fsync = true } };
  const char *name = fixtures[_i].name;
  char command[64];
  unsigned n;
  size_t i;

  ck_assert_ptr_nonnull (mkdtemp (folder));
  ck_assert_int_eq (chdir (folder), 0);
  if (!fixture_make ("disk", fixtures[_i].command))
    printf ("%s: cannot be made here\n", name);
  else
    for (i = 0; i < sizeof targets / sizeof targets[0]; i++)
      for (n = 0; n <= MAX_THREADS; n++)
        copy_and_compare (name, &targets[i], n);
  snprintf (command, sizeof command, "rm -r %s", folder);
  ck_assert_int_eq (system (command), 0);
}
END_TEST

int
main (void)
{
  return unit_run_loop ("convert/disk/engines", engines_agree,
                        sizeof fixtures / sizeof fixtures[0]);
}
