/* vmferry: an io on memory, for tests, fuzz targets and decoded tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "common/io-ops.h"

struct mem_io {
  struct vf_io io;
  const char *bytes;
};

static int
mem_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
          struct vf_error *err __attribute__ ((unused)))
{
  const struct mem_io *mem = (struct mem_io *)io;

  memcpy (buf, mem->bytes + offset, n);
  return 0;
}

static void
mem_close (struct vf_io *io)
{
  free (io);
}

static const struct vf_io_ops mem_ops = {
  .read = mem_read,
  .close = mem_close,
};

struct vf_io *
vf_io_from_memory (const void *bytes, size_t n, const char *name,
                   struct vf_error *err)
{
  CLEANUP_FREE struct mem_io *mem = calloc (1, sizeof *mem);

  if (!mem) {
    vf_error_nomem (err, name);
    return NULL;
  }
  if (vf_io_init (&mem->io, &mem_ops, name, n, err))
    return NULL;
  mem->bytes = bytes;
  return &TAKE (mem)->io;
}
