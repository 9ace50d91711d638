/* vmferry: writing a disk image.  A writer takes guest bytes by guest offset,
 * in any order and from several threads at once, and becomes an image by an
 * explicit finish.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_WRITER_H
#define VF_FORMATS_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_image_format;
struct vf_io;
struct vf_job;
struct vf_range_list;
struct vf_writer;

enum vf_compression {
  VF_COMPRESSION_NONE,
  VF_COMPRESSION_DEFLATE,
  VF_COMPRESSION_ZSTD,
};

struct vf_create_params {
  uint64_t size;         /* virtual size in bytes */
  uint32_t cluster_size; /* bytes; 0: the format's default */
  enum vf_compression compression;
  int level; /* of compression; 0: the format's default */
  /* Where data may come: nothing outside is ever written.  Lets a format lay
   * out its metadata up front.  NULL: anywhere.  Not owned; only used during
   * create. */
  const struct vf_range_list *data;
  bool is_zeroed;     /* the io reads as zeros wherever it was not written */
  struct vf_job *job; /* cancels what takes long; NULL: nobody does */
};

/* Starts an image of FORMAT on IO.
 * Params:  io - writable; stays the caller's and must outlive the writer
 * Owner:   the caller finishes it or drops it with vf_writer_abandon.
 * Errors:  UNSUPPORTED when the format cannot be written, USAGE when an option
 *          means nothing to it or has a bad value, IO */
struct vf_writer *vf_writer_create (const struct vf_image_format *format,
                                    struct vf_io *io,
                                    const struct vf_create_params *params,
                                    struct vf_error *err);

/* The multiple of bytes that offsets and lengths given to vf_writer_write must
 * keep, except that a range may end at the end of the disk. */
uint32_t vf_writer_granule (const struct vf_writer *writer);

/* Whether the writer wants the guest's order: ranges begun one after the
 * other, from the first byte of the disk to the last, with zeros said for all
 * that is no data (outside params->data nothing need be said).  Threads that
 * are at work on ranges near each other may end in any order: what is early is
 * held in memory until those before it are there. */
bool vf_writer_is_ordered (const struct vf_writer *writer);

/* How many bytes of buffers each thread that writes makes the writer hold, as
 * far as that is much. */
size_t vf_writer_write_memory (const struct vf_writer *writer);

/* Writes N bytes of the guest's disk.  Each byte at most once.
 * Threads: any number at once, on ranges that do not overlap
 * Errors:  IO (with errnum ENOSPC for a full disk) */
int vf_writer_write (struct vf_writer *writer, const void *buf, size_t n,
                     uint64_t offset, struct vf_error *err);

/* Takes N bytes of the guest's disk in as data, and says where in the io that
 * the writer was given they belong.  It is for the caller to put them there
 * before finish, as it likes: by vf_io_write, by copy_file_range, or by
 * cloning extents of the file that holds them.  Until then they are undefined.
 * Params:  ret_io_offset - of the first byte; the others follow in a row.  A
 *          multiple of the granule
 * Threads: any number at once, on ranges that do not overlap
 * Errors:  UNSUPPORTED, with nothing changed, when data is not stored as it
 *          is (compression); IO */
int vf_writer_place (struct vf_writer *writer, uint64_t n, uint64_t offset,
                     uint64_t *ret_io_offset, struct vf_error *err);

/* Says that N bytes read as zeros.  What is neither written nor zeroed by the
 * time of finish reads as zeros as well, but for bytes of params->data on an
 * io that is not zeroed.  Threads and errors: as vf_writer_write. */
int vf_writer_write_zeroes (struct vf_writer *writer, uint64_t n,
                            uint64_t offset, struct vf_error *err);

/* Writes what is left, tables and headers last, so that the bytes make an
 * image; does not flush them to disk.  Frees WRITER, whatever happens.
 * Errors:  IO */
int vf_writer_finish (struct vf_writer *writer, struct vf_error *err);

/* Frees WRITER; what it wrote so far is no image.  NULL is allowed. */
void vf_writer_abandon (struct vf_writer *writer);

VF_DEFINE_CLEANUP (writer, struct vf_writer, vf_writer_abandon)
#define CLEANUP_WRITER VF_CLEANUP (vf_cleanup_writer)

#endif
