/* vmferry: fuzz target: a stream-optimized VMDK that comes through a pipe.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/error.h"
#include "common/input.h"
#include "formats/vmdk/pipe.h"
#include "formats/vmdk/scratch.h"
#include "tests/fuzz/fuzz-nomem.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Takes all grains, and inflates each. */
static void
take_grains (struct vf_vmdk_pipe *pipe, struct vf_vmdk_scratch *scratch)
{
  struct vf_vmdk_pipe_grain grain;
  struct vf_error err;

  while (vf_vmdk_pipe_next (pipe, &grain, &err) > 0
         && vf_vmdk_pipe_read (pipe, scratch->input, &err) == 0)
    vf_vmdk_pipe_inflate (pipe, scratch, &grain, scratch->input,
                          scratch->output, &err);
}

static void
take_stream (struct vf_input *input)
{
  struct vf_error err;
  CLEANUP_VMDK_PIPE struct vf_vmdk_pipe *pipe = vf_vmdk_pipe_new (input, &err);
  struct vf_vmdk_scratch_pool *pool;
  struct vf_vmdk_scratch *scratch;

  if (!pipe)
    return;
  pool = vf_vmdk_scratch_pool_new (vf_vmdk_pipe_max_stored (pipe),
                                   vf_vmdk_pipe_grain_bytes (pipe), &err);
  if (!pool)
    return;
  scratch = vf_vmdk_scratch_take (pool, &err);
  if (scratch)
    take_grains (pipe, scratch);
  vf_vmdk_scratch_give (pool, scratch);
  vf_vmdk_scratch_pool_free (pool);
}

/* A file in memory reads like a pipe that has all of it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("stream", MFD_CLOEXEC);
  struct vf_input *input;
  struct vf_error err;
  char path[64];

  size = fuzz_nomem_take (data, size);
  if (fd < 0 || write (fd, data, size) != (ssize_t)size)
    abort ();
  snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  fuzz_nomem_arm ();
  input = vf_input_open (path, NULL, &err);
  if (input)
    take_stream (input);
  vf_input_close (input);
  fuzz_nomem_disarm ();
  close (fd);
  return 0;
}
