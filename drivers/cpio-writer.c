/* vmferry: writing the "newc" form of cpio.
 *
 * Source: Documentation/driver-api/early-userspace/buffer-format.rst,
 * Linux 6.1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/cpio-writer.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/error.h"

struct vf_cpio_writer {
  FILE *stream;
  char *bytes; /* of the stream, once it is flushed */
  size_t size;
  size_t written;
  uint32_t inode;
};

struct vf_cpio_writer *
vf_cpio_writer_new (struct vf_error *err)
{
  CLEANUP_CPIO_WRITER struct vf_cpio_writer *writer
      = calloc (1, sizeof *writer);

  if (writer)
    writer->stream = open_memstream (&writer->bytes, &writer->size);
  if (!writer || !writer->stream) {
    vf_error_nomem (err, "a cpio archive");
    return NULL;
  }
  writer->inode = 1;
  return TAKE (writer);
}

void
vf_cpio_writer_free (struct vf_cpio_writer *writer)
{
  if (!writer)
    return;
  if (writer->stream)
    fclose (writer->stream);
  free (writer->bytes);
  free (writer);
}

static void
put (struct vf_cpio_writer *writer, const void *bytes, size_t n)
{
  static const char zeros[4];

  fwrite (bytes, 1, n, writer->stream);
  writer->written += n;
  if (writer->written % 4) {
    fwrite (zeros, 1, 4 - writer->written % 4, writer->stream);
    writer->written += 4 - writer->written % 4;
  }
}

enum { HEADER_SIZE = 110 };

/* A header with the name; header and name are padded as one. */
static int
put_header (struct vf_cpio_writer *writer, const char *name, uint32_t mode,
            uint32_t size, struct vf_error *err)
{
  size_t name_size = strlen (name) + 1;
  CLEANUP_FREE char *header = malloc (HEADER_SIZE + name_size);

  if (!header)
    return vf_error_nomem (err, "a cpio archive");
  snprintf (header, HEADER_SIZE + name_size,
            "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
            writer->inode++, mode, 0u, 0u, 1u, 0u, size, 0u, 0u, 0u, 0u,
            (unsigned)name_size, 0u);
  memcpy (header + HEADER_SIZE, name, name_size);
  put (writer, header, HEADER_SIZE + name_size);
  return 0;
}

int
vf_cpio_writer_add_folder (struct vf_cpio_writer *writer, const char *name,
                           struct vf_error *err)
{
  return put_header (writer, name, S_IFDIR | 0755, 0, err);
}

int
vf_cpio_writer_add_file (struct vf_cpio_writer *writer, const char *name,
                         const void *bytes, size_t n, struct vf_error *err)
{
  if (n > UINT32_MAX)
    return vf_error_set (err, VF_ERROR_LIMIT, "%s: more than 4 GiB", name);
  if (put_header (writer, name, S_IFREG | 0644, (uint32_t)n, err) == -1)
    return -1;
  put (writer, bytes, n);
  return 0;
}

void *
vf_cpio_writer_finish (struct vf_cpio_writer *writer, size_t *ret_size,
                       struct vf_error *err)
{
  FILE *stream;

  if (put_header (writer, "TRAILER!!!", 0, 0, err) == -1)
    return NULL;
  stream = TAKE (writer->stream);
  if (fclose (stream) != 0) {
    vf_error_nomem (err, "a cpio archive");
    return NULL;
  }
  *ret_size = writer->size;
  return TAKE (writer->bytes);
}
