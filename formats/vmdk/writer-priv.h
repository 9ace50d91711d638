/* vmferry: what the files of the VMDK writer share: writer.c, which puts what
 * comes in order, writer-parcel.c, which compresses it, and writer-tables.c,
 * which writes what is no grain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_WRITER_PRIV_H
#define VF_FORMATS_VMDK_WRITER_PRIV_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/endian.h"
#include "formats/range-list.h"
#include "formats/writer-ops.h"

/* What VMware writes, and ESXi takes. */
enum {
  VF_VMDK_OUT_GRAIN = 64 * 1024,
  VF_VMDK_OUT_ENTRIES = 512, /* of a grain table */
  VF_VMDK_OUT_TABLE_SPAN = VF_VMDK_OUT_GRAIN * VF_VMDK_OUT_ENTRIES,
  VF_VMDK_OUT_OVERHEAD = 64 * 1024,
};

/* Grains of one table that were written by one call: markers and streams, each
 * from a sector on; or none, for a range of zeros. */
struct vf_vmdk_parcel {
  struct vf_vmdk_parcel *next; /* in a list by `start` */
  uint64_t start, end;         /* guest bytes that it says all of */
  uint8_t *bytes;
  uint64_t n;
  uint64_t at; /* in the file, once it has a place */
};

struct vf_vmdk_deflater {
  struct vf_vmdk_deflater *next; /* in a list of idle ones */
  struct libdeflate_compressor *compressor;
};

struct vf_vmdk_writer {
  struct vf_writer writer;
  struct vf_io *io;
  int level;
  uint64_t capacity; /* sectors */
  uint64_t n_tables;

  pthread_mutex_t lock;          /* for what follows */
  struct vf_vmdk_deflater *idle; /* as many as threads came by */
  struct vf_vmdk_parcel *early;  /* parcels that wait for those before them */
  struct vf_range_list data;     /* nothing comes outside; when has_data */
  bool has_data;
  size_t next_range; /* of data, that the frontier is in or before */
  uint64_t frontier; /* all guest bytes before it have a place */
  uint64_t end;      /* of the file so far */
  uint64_t table;    /* the one that is being filled */
  bool is_table_used;
  struct vf_le32 entries[VF_VMDK_OUT_ENTRIES]; /* of that */
  struct vf_le32 *directory;
};

/* Compresses N bytes of BUF, the guest's from OFFSET on, which one table is
 * for.
 * Owner:   the caller frees it with vf_vmdk_parcel_free.
 * Errors:  NOMEM */
struct vf_vmdk_parcel *vf_vmdk_parcel_new (struct vf_vmdk_writer *w,
                                           const void *buf, size_t n,
                                           uint64_t offset,
                                           struct vf_error *err);

/* A parcel of N zero bytes from OFFSET on.
 * Errors:  NOMEM */
struct vf_vmdk_parcel *vf_vmdk_parcel_new_zeros (uint64_t n, uint64_t offset,
                                                 struct vf_error *err);

/* NULL is allowed. */
void vf_vmdk_parcel_free (struct vf_vmdk_parcel *parcel);

/* Frees the idle deflaters. */
void vf_vmdk_deflaters_free (struct vf_vmdk_deflater *list);

/* Gives PARCEL, which is the next in order, its place in the file, and notes
 * it in the tables; those that are complete by that are written.
 * Errors:  LIMIT beyond 2 TiB, USAGE when its table was written before, IO */
int vf_vmdk_writer_place (struct vf_vmdk_writer *w,
                          struct vf_vmdk_parcel *parcel, struct vf_error *err);

/* Writes what comes behind the grains, and then the header and descriptor.
 * Errors:  LIMIT, IO */
int vf_vmdk_writer_write_end (struct vf_vmdk_writer *w, struct vf_error *err);

#endif
