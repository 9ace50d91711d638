/* vmferry: what a format's writer provides.  Only writers and formats/writer.c
 * include this.  A writer is a struct whose first member is a struct
 * vf_writer.  The wrappers have checked range and granule.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_WRITER_OPS_H
#define VF_FORMATS_WRITER_OPS_H

#include "formats/writer.h"

struct vf_writer_ops {
  int (*write) (struct vf_writer *writer, const void *buf, size_t n,
                uint64_t offset, struct vf_error *err);
  /* NULL: vf_writer_place is not supported. */
  int (*place) (struct vf_writer *writer, uint64_t n, uint64_t offset,
                uint64_t *ret_io_offset, struct vf_error *err);
  int (*write_zeroes) (struct vf_writer *writer, uint64_t n, uint64_t offset,
                       struct vf_error *err);
  int (*finish) (struct vf_writer *writer, struct vf_error *err);
  /* Frees the struct; called after finish too.  Required. */
  void (*free) (struct vf_writer *writer);
};

struct vf_writer {
  const struct vf_writer_ops *ops;
  uint64_t size;
  uint32_t granule;
  bool is_ordered; /* see vf_writer_is_ordered */
  size_t write_memory; /* what a thread that writes makes it hold, bytes */
};

#endif
