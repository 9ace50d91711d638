/* vmferry: one extent of a VMDK, whatever holds its data, and the list of them
 * that makes the disk.
 *
 * A kind of extent is a struct whose first member is a struct vf_vmdk_extent.
 * Its functions get offsets from the start of the extent, inside its length,
 * and answer about the extent only: a hole means that a parent may know.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_EXTENT_H
#define VF_FORMATS_VMDK_EXTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/span.h"

struct vf_check_report;
struct vf_error;
struct vf_image;
struct vf_io;
struct vf_vmdk_extent;

struct vf_vmdk_extent_ops {
  const char *kind; /* "flat", "sparse", "zero", ... */
  /* What lies at OFFSET.  May begin before it and pass the end.  Required. */
  int (*next_span) (struct vf_vmdk_extent *extent, uint64_t offset,
                    struct vf_span *ret_span, struct vf_error *err);
  /* Reads N bytes of one DATA span.  NULL: there is no data. */
  int (*read) (struct vf_vmdk_extent *extent, void *buf, size_t n,
               uint64_t offset, struct vf_error *err);
  /* After next_span or read failed with CORRUPT or IO at OFFSET: what around
   * it is lost for that; may pass the end.  NULL: 64 KiB. */
  void (*lost_span) (struct vf_vmdk_extent *extent, uint64_t offset,
                     struct vf_span *ret_span);
  /* Looks for damage.  NULL: nothing can be wrong. */
  int (*check) (struct vf_vmdk_extent *extent, struct vf_check_report *report,
                struct vf_error *err);
  /* Frees the struct, not its io.  Required. */
  void (*free) (struct vf_vmdk_extent *extent);
};

struct vf_vmdk_extent {
  const struct vf_vmdk_extent_ops *ops;
  struct vf_io *io;     /* NULL: it has no file */
  bool owns_io;         /* else it is the image's */
  bool is_read_only;    /* what its line says */
  unsigned index;       /* in the list */
  uint64_t start;       /* in the disk, bytes */
  uint64_t length;      /* bytes */
  uint64_t capacity;    /* what its file's header says, bytes; or length */
  size_t read_memory;   /* what a thread that reads holds, bytes */
  uint32_t grain_bytes; /* 0: it has no grains */
  uint64_t file_offset; /* flat: where the data starts in the file */
};

/* Start it as all zeros. */
struct vf_vmdk_extents {
  struct vf_vmdk_extent **items;
  size_t count;
  size_t capacity;
  uint64_t length; /* of all, bytes */
};

/* Appends EXTENT, which it takes, whatever happens, behind the last.
 * Errors:  LIMIT, NOMEM */
int vf_vmdk_extents_add (struct vf_vmdk_extents *list,
                         struct vf_vmdk_extent *extent, struct vf_error *err);

/* The extent that holds OFFSET, which lies inside the length. */
struct vf_vmdk_extent *
vf_vmdk_extents_find (const struct vf_vmdk_extents *list, uint64_t offset);

/* Frees the extents; the list is empty after it. */
void vf_vmdk_extents_clear (struct vf_vmdk_extents *list);

/* Frees an extent, and its io where it owns that; NULL is allowed. */
void vf_vmdk_extent_free (struct vf_vmdk_extent *extent);

/* LENGTH bytes that read as zeros. */
struct vf_vmdk_extent *vf_vmdk_zero_new (uint64_t length,
                                         struct vf_error *err);

/* LENGTH bytes of plain data at OFFSET of IO, which stays the caller's.
 * Params:  image - that it is a part of: may be salvaged, and takes notes
 * Errors:  CORRUPT when the file ends before them, NOMEM */
struct vf_vmdk_extent *vf_vmdk_flat_new (struct vf_image *image,
                                         struct vf_io *io, uint64_t offset,
                                         uint64_t length,
                                         struct vf_error *err);

/* LENGTH bytes that cannot be had: reading them fails as CORRUPT with the text
 * of WHY, which is copied.
 * Errors:  NOMEM */
struct vf_vmdk_extent *vf_vmdk_lost_new (uint64_t length,
                                         const struct vf_error *why,
                                         struct vf_error *err);

VF_DEFINE_CLEANUP (vmdk_extent, struct vf_vmdk_extent, vf_vmdk_extent_free)
#define CLEANUP_VMDK_EXTENT VF_CLEANUP (vf_cleanup_vmdk_extent)

#endif
