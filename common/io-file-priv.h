/* vmferry: what the files of the io on a file or block device share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_IO_FILE_PRIV_H
#define VF_COMMON_IO_FILE_PRIV_H

#include <pthread.h>

#include "common/io-ops.h"

struct vf_file_io {
  struct vf_io io;
  int fd;
  bool is_block_device;
  pthread_mutex_t write_lock; /* see vf_file_write */
};

/* The write slot. */
int vf_file_write (struct vf_io *io, const void *buf, size_t n,
                   uint64_t offset, struct vf_error *err);

/* The write_zeroes slot. */
int vf_file_write_zeroes (struct vf_io *io, uint64_t n, uint64_t offset,
                          struct vf_error *err);

#endif
