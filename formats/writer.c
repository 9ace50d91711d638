/* vmferry: one wrapper per writer operation.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/writer.h"

#include <assert.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/image-format.h"
#include "formats/writer-ops.h"

struct vf_writer *
vf_writer_create (const struct vf_image_format *format, struct vf_io *io,
                  const struct vf_create_params *params, struct vf_error *err)
{
  if (!format->create) {
    vf_error_set (err, VF_ERROR_UNSUPPORTED,
                  "the %s format can be read, but not written", format->name);
    return NULL;
  }
  return format->create (io, params, err);
}

uint32_t
vf_writer_granule (const struct vf_writer *writer)
{
  return writer->granule;
}

bool
vf_writer_is_ordered (const struct vf_writer *writer)
{
  return writer->is_ordered;
}

size_t
vf_writer_write_memory (const struct vf_writer *writer)
{
  return writer->write_memory;
}

/* A range that breaks these is a mistake of the caller's. */
static void
assert_range (const struct vf_writer *writer, uint64_t n, uint64_t offset)
{
  assert (vf_range_inside (offset, n, writer->size));
  assert (offset % writer->granule == 0);
  assert (n % writer->granule == 0 || offset + n == writer->size);
}

int
vf_writer_write (struct vf_writer *writer, const void *buf, size_t n,
                 uint64_t offset, struct vf_error *err)
{
  assert_range (writer, n, offset);
  return n ? writer->ops->write (writer, buf, n, offset, err) : 0;
}

int
vf_writer_place (struct vf_writer *writer, uint64_t n, uint64_t offset,
                 uint64_t *ret_io_offset, struct vf_error *err)
{
  assert_range (writer, n, offset);
  assert (n > 0);
  if (!writer->ops->place)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the data is not stored as it is");
  return writer->ops->place (writer, n, offset, ret_io_offset, err);
}

int
vf_writer_write_zeroes (struct vf_writer *writer, uint64_t n, uint64_t offset,
                        struct vf_error *err)
{
  assert_range (writer, n, offset);
  return n ? writer->ops->write_zeroes (writer, n, offset, err) : 0;
}

int
vf_writer_finish (struct vf_writer *writer, struct vf_error *err)
{
  int r = writer->ops->finish (writer, err);

  writer->ops->free (writer);
  return r;
}

void
vf_writer_abandon (struct vf_writer *writer)
{
  if (writer)
    writer->ops->free (writer);
}
