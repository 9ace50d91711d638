/* vmferry: where bytes come from and go to.  An io is a numbered row of bytes
 * behind one interface: a file, memory, a window of another io, an NBD export,
 * or a disk image seen as its guest sees it.
 *
 * Everything here may be called from several threads at once on one io, as
 * long as writes do not overlap other accesses.  Errors name the io first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_IO_H
#define VF_COMMON_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/cleanup.h"
#include "common/span.h"

struct vf_error;
struct vf_io;

/* Opens a file or block device, read-only.  FIFOs, sockets and the like are
 * refused; opening never blocks.
 * Owner:   the caller frees it with vf_io_close.
 * Errors:  NOT_FOUND, PERMISSION, UNSUPPORTED when it is no file or device. */
struct vf_io *vf_io_open_file (const char *path, struct vf_error *err);

/* Like vf_io_open_file, for reading and writing an existing file or device. */
struct vf_io *vf_io_open_file_rw (const char *path, struct vf_error *err);

/* An io on an open descriptor, which it takes, whatever happens.
 * Params:  name - what errors call it; copied */
struct vf_io *vf_io_from_fd (int fd, const char *name, bool writable,
                             struct vf_error *err);

/* An io on N bytes of memory that the caller keeps alive and unchanged.
 * Params:  name - what errors call it; copied
 * Errors:  NOMEM */
struct vf_io *vf_io_from_memory (const void *bytes, size_t n, const char *name,
                                 struct vf_error *err);

/* LENGTH bytes of BASE from OFFSET on, as an io of their own.
 * Owner:   BASE stays the caller's and must outlive the window.
 * Errors:  CORRUPT when BASE does not hold the range. */
struct vf_io *vf_io_window (struct vf_io *base, uint64_t offset,
                            uint64_t length, struct vf_error *err);

/* A range of another io, and where an io of pieces shows it. */
struct vf_io_piece {
  struct vf_io *base;
  uint64_t offset; /* in BASE */
  uint64_t start;  /* in the io that is made of it */
  uint64_t length;
};

/* An io of SIZE bytes, put together from N pieces that follow one another;
 * what lies between them reads as zeros.  One piece makes a window with a name
 * of its own; parts of a split file, or a file that its archive holds without
 * its holes, make several.
 * Params:  pieces - copied
 *          name - what errors call it; copied
 * Owner:   the bases stay the caller's and must outlive the io.
 * Errors:  CORRUPT when the pieces are not in order, overlap, or lie outside
 *          of their bases or of SIZE; NOMEM */
struct vf_io *vf_io_from_pieces (const struct vf_io_piece *pieces, size_t n,
                                 uint64_t size, const char *name,
                                 struct vf_error *err);

/* Connects to an NBD export ("nbd://host/name", "nbd+unix:///name?socket=PATH",
 * nbds, ...).
 * Params:  connections - how many at most; fewer when the server does not
 *          promise a consistent view over several
 * Errors:  NOT_FOUND, EXTERNAL when the server refuses or does not answer,
 *          PERMISSION when it is to be written to and the export is
 *          read-only */
struct vf_io *vf_io_open_nbd (const char *uri, unsigned connections,
                              bool writable, struct vf_error *err);

/* Whether TEXT is an NBD URI rather than a path. */
bool vf_io_is_nbd_uri (const char *text);

/* Frees an io and what it opened; NULL is allowed.  Says nothing about what
 * was written: that is vf_io_flush's to say. */
void vf_io_close (struct vf_io *io);

/* The name that errors call it: a path, a URI.  Owner: the io. */
const char *vf_io_name (const struct vf_io *io);

/* Size in bytes at the time of opening, or as vf_io_resize last set it. */
uint64_t vf_io_size (const struct vf_io *io);

/* What offsets and lengths are best a multiple of: a power of two, 4096 where
 * the io has no wish.  Others are served, too, but may cost more. */
uint32_t vf_io_preferred_size (const struct vf_io *io);

/* Whether it was opened for writing. */
bool vf_io_is_writable (const struct vf_io *io);

/* Reads exactly N bytes.
 * Errors:  CORRUPT when the io ends before them, IO */
int vf_io_read (struct vf_io *io, void *buf, size_t n, uint64_t offset,
                struct vf_error *err);

/* All bytes of a small io, with a NUL behind them.
 * Owner:   the caller frees the text.
 * Errors:  LIMIT when it has more than MAX bytes, NOMEM, IO */
char *vf_io_read_all (struct vf_io *io, uint64_t max, size_t *ret_n,
                       struct vf_error *err);

/* Writes exactly N bytes; a file grows as needed, anything else refuses a
 * range beyond its size.
 * Errors:  IO, PERMISSION when not opened for writing */
int vf_io_write (struct vf_io *io, const void *buf, size_t n, uint64_t offset,
                 struct vf_error *err);

/* Makes N bytes read as zeros, without storing them where that can be had.
 * Errors:  as vf_io_write */
int vf_io_write_zeroes (struct vf_io *io, uint64_t n, uint64_t offset,
                        struct vf_error *err);

/* Sets the size of a file that was opened for writing; what is new reads as
 * zeros.  Not while other threads use the io.
 * Errors:  UNSUPPORTED when the size is fixed (a device, an export), IO */
int vf_io_resize (struct vf_io *io, uint64_t size, struct vf_error *err);

/* Makes what was written durable.
 * Errors:  IO */
int vf_io_flush (struct vf_io *io, struct vf_error *err);

/* What lies at OFFSET (below the size), and how far that goes, as far as the
 * io knows: DATA or ZERO, never HOLE.  Never an empty span.  Where it has an
 * offset, that is one of this io, not of what the io is made of.
 * Errors:  IO */
int vf_io_next_span (struct vf_io *io, uint64_t offset,
                     struct vf_span *ret_span, struct vf_error *err);

/* What is known of how an io will be used; for vf_io_take_hints. */
enum {
  VF_IO_WRITE_EARLY = 1,  /* to its disk while it goes on, not with the flush */
  VF_IO_DROP_WRITTEN = 2, /* once it is there it is not read soon */
  VF_IO_DROP_READ = 4,    /* what was read is not read again */
};

/* Tells the kernel what to keep of an io in memory.  Before other threads use
 * it; without effect on what is no file. */
void vf_io_take_hints (struct vf_io *io, unsigned hints);

/* The open descriptor behind an io and where in it the io starts, for callers
 * that have a faster way than reading.  Owner: the io.
 * Returns: false when there is none. */
bool vf_io_get_fd (const struct vf_io *io, int *ret_fd, uint64_t *ret_offset);

/* Bytes can only be offloaded from and to multiples of this; some file systems
 * want more. */
enum { VF_IO_OFFLOAD_UNIT = 4096 };

/* Whether bytes of FROM at FROM_OFFSET could likely get into TO, which is
 * writable, by vf_io_offload. */
bool vf_io_can_offload (const struct vf_io *to, const struct vf_io *from,
                        uint64_t from_offset);

/* Makes N bytes of TO what FROM has, with nothing read or written here: the
 * file system shares them, or the host that has its data copies them.
 * Returns: false when it cannot, for whatever reason; then some of them may be
 * there, and the caller copies all. */
bool vf_io_offload (struct vf_io *to, uint64_t to_offset, struct vf_io *from,
                    uint64_t from_offset, uint64_t n);

/* What tells a file from all others, and where in it an io starts. */
struct vf_file_id {
  dev_t device;
  ino_t inode;
  uint64_t offset;
};

/* The file behind an io.
 * Returns: false when there is none. */
bool vf_io_get_file_id (const struct vf_io *io, struct vf_file_id *ret_id);

/* Whether two ios start at the same byte of the same file (device and
 * inode). */
bool vf_io_is_same_file (const struct vf_io *a, const struct vf_io *b);

VF_DEFINE_CLEANUP (io, struct vf_io, vf_io_close)
#define CLEANUP_IO VF_CLEANUP (vf_cleanup_io)

#endif
