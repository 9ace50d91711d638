/* vmferry: what a kind of io provides.  Only io-*.c and the io view of an
 * image include this; everyone else has io.h.
 *
 * A kind is a struct whose first member is a struct vf_io.  The wrappers in
 * io.c have checked that the range is not empty, lies inside the size (for
 * reads and spans) and that the io is writable (for writes), and put the name
 * in front of errors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_IO_OPS_H
#define VF_COMMON_IO_OPS_H

#include "common/io.h"

struct vf_io_ops {
  /* Reads exactly n bytes.  Required. */
  int (*read) (struct vf_io *io, void *buf, size_t n, uint64_t offset,
               struct vf_error *err);
  /* NULL: read-only. */
  int (*write) (struct vf_io *io, const void *buf, size_t n, uint64_t offset,
                struct vf_error *err);
  /* Returns 1 when done, 0 when it has no better way than writing zeros.
   * NULL: never has. */
  int (*write_zeroes) (struct vf_io *io, uint64_t n, uint64_t offset,
                       struct vf_error *err);
  /* Required where can_grow is set; the wrapper keeps io->size. */
  int (*resize) (struct vf_io *io, uint64_t size, struct vf_error *err);
  /* NULL: nothing to flush. */
  int (*flush) (struct vf_io *io, struct vf_error *err);
  /* May give a longer span than the io; start and length are cut to it.
   * NULL: all data. */
  int (*next_span) (struct vf_io *io, uint64_t offset,
                    struct vf_span *ret_span, struct vf_error *err);
  /* NULL: hints mean nothing to it. */
  void (*take_hints) (struct vf_io *io, unsigned hints);
  /* NULL: no descriptor. */
  bool (*get_fd) (const struct vf_io *io, int *ret_fd, uint64_t *ret_offset);
  /* NULL: by its descriptor. */
  bool (*get_file_id) (const struct vf_io *io, struct vf_file_id *ret_id);
  /* Releases what is in the kind's struct, and the struct; the wrapper has
   * freed the name.  Required. */
  void (*close) (struct vf_io *io);
};

struct vf_io {
  const struct vf_io_ops *ops;
  char *name;
  uint64_t size;
  bool is_writable;
  bool can_grow; /* the size can be set, and writes past it are allowed */
  uint32_t preferred_size; /* 0: the kind has no wish */
};

/* Fills the common part; NAME is copied.
 * Errors:  NOMEM */
int vf_io_init (struct vf_io *io, const struct vf_io_ops *ops,
                const char *name, uint64_t size, struct vf_error *err);

#endif
