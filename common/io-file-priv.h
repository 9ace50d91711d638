/* vmferry: what the files of the io on a file or block device share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_IO_FILE_PRIV_H
#define VF_COMMON_IO_FILE_PRIV_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/io-ops.h"

/* Less is tables, which are written and read bit by bit. */
enum { VF_FILE_MIN_DATA = 64 * 1024 };

struct vf_file_range {
  uint64_t start, end;
};

struct vf_file_io {
  struct vf_io io;
  int fd;
  bool is_block_device;
  unsigned hints;
  bool wants_reserve;         /* data is to have its blocks before it comes */
  pthread_mutex_t write_lock; /* for what follows */
  uint64_t n_dirty; /* bytes that nobody has told the kernel to write */
  struct vf_file_range dirty;   /* where they are */
  struct vf_file_range written; /* what it was told before to write */
};

/* The write slot. */
int vf_file_write (struct vf_io *io, const void *buf, size_t n,
                   uint64_t offset, struct vf_error *err);

/* The write_zeroes slot. */
int vf_file_write_zeroes (struct vf_io *io, uint64_t n, uint64_t offset,
                          struct vf_error *err);

/* To be called with the write lock held when N bytes were written at OFFSET.
 * Returns: whether it is time for vf_file_write_behind, which is to be called
 * without the lock, with what is put into the ranges. */
bool vf_file_note_written (struct vf_file_io *file, uint64_t n,
                           uint64_t offset, struct vf_file_range ret_ranges[2]);

/* Has the kernel start to write the first of RANGES, and, where such pages are
 * to be dropped, drop those of the second, which it was to write before. */
void vf_file_write_behind (const struct vf_file_io *file,
                           const struct vf_file_range ranges[2]);

/* Has the kernel drop N bytes at OFFSET that were read. */
void vf_file_drop_read (const struct vf_file_io *file, uint64_t n,
                        uint64_t offset);

#endif
