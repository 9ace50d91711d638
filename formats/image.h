/* vmferry: a disk image as its guest sees it.  Open one, ask how large it is
 * and what lies where, read.  Parents are opened and read through by
 * themselves; nothing here tells one format from another.
 *
 * An image never changes after it was opened, and may be read from several
 * threads at once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_IMAGE_H
#define VF_FORMATS_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/span.h"

struct vf_check_report;
struct vf_error;
struct vf_image;
struct vf_image_format;
struct vf_info;
struct vf_io;
struct vf_job;
struct vf_resolver;

/* Which size counts where a file states two (VHD). */
enum vf_size_rule {
  VF_SIZE_BY_CREATOR, /* as who wrote it shows it to a guest */
  VF_SIZE_GEOMETRY,   /* cylinders x heads x sectors */
  VF_SIZE_CURRENT,
};

/* How to open an image; all zeros are the defaults.  Nothing is owned; only
 * the resolver must outlive the image. */
struct vf_image_params {
  /* NULL: found by content.  A disk that is declared raw is raw whatever it
   * holds. */
  const struct vf_image_format *format;
  /* Opens extents and parents by the names that images give; NULL refuses
   * them all. */
  const struct vf_resolver *resolver;
  const char *snapshot;  /* id or name of an internal one; NULL: the disk now */
  /* Of a container, which disk: the name of its file, or its number from 1;
   * NULL: the only one. */
  const char *member;
  /* A container of which no disk is named, and that has several or none: open
   * it all the same, to ask for info only. Its size is 0. */
  bool may_list;
  unsigned n_containers; /* that the image lies in; they count it themselves */
  enum vf_size_rule size_rule;
  bool no_digests;       /* do not compare with digests that came along */
  bool ignore_parent_id; /* a parent that changed since is a note, no error */
  /* Open what can be opened, with notes on what cannot; reading that fails.
   * A parent may be missing then. */
  bool salvage;
  struct vf_job *job; /* to cancel opening; NULL: nobody will */
};

/* Opens the image whose bytes IO holds, and its chain of parents, which share
 * the resolver, ignore_parent_id and salvage.
 * Params:  io - taken, whatever happens
 *          params - NULL: the defaults
 * Owner:   the caller frees it with vf_image_close.
 * Errors:  CORRUPT, UNSUPPORTED, NOT_FOUND (an extent, parent or snapshot),
 *          PERMISSION (its name breaks the path policy), LIMIT, CANCELLED */
struct vf_image *vf_image_open (struct vf_io *io,
                                const struct vf_image_params *params,
                                struct vf_error *err);

/* Frees an image with its io, extents and parents; NULL is allowed. */
void vf_image_close (struct vf_image *image);

/* Virtual size in bytes. */
uint64_t vf_image_size (const struct vf_image *image);

/* Its format.  Owner: static. */
const struct vf_image_format *
vf_image_get_format (const struct vf_image *image);

/* The io that holds its first file.  Owner: the image. */
const struct vf_io *vf_image_get_io (const struct vf_image *image);

/* The next image of its chain, NULL at the base.  Owner: the image. */
struct vf_image *vf_image_get_parent (const struct vf_image *image);

/* What opening met that a user should know, though it goes on: a parent that
 * changed, a part that is ignored.  One sentence each, without the image's
 * name; of this image only, not its parents.
 * Owner: the image. */
const char *const *vf_image_get_notes (const struct vf_image *image,
                                       size_t *ret_count);

/* Reads exactly N bytes of what the guest sees.
 * Errors:  USAGE when the range does not lie inside the image, CORRUPT, IO */
int vf_image_read (struct vf_image *image, void *buf, size_t n,
                   uint64_t offset, struct vf_error *err);

/* How many bytes of buffers each thread that reads makes the image hold, as far
 * as that is much. */
size_t vf_image_read_memory (const struct vf_image *image);

/* Says that what is read of the image's first file and those of its parents is
 * not read again, so that it need not stay in the page cache.  Before other
 * threads use the image. */
void vf_image_read_once (struct vf_image *image);

/* What the guest sees at OFFSET (below the size), and how far that goes:
 * DATA or ZERO with the depth of the image that says so; HOLE where no image
 * of the chain holds the range (it reads as zeros).  Never an empty span.
 * Errors:  CORRUPT, IO */
int vf_image_next_span (struct vf_image *image, uint64_t offset,
                        struct vf_span *ret_span, struct vf_error *err);

/* After vf_image_next_span or vf_image_read failed with CORRUPT or IO: how
 * many bytes from OFFSET (below the size) on cannot be known for that, when a
 * byte there cannot.  Where a read of a longer range failed, what comes before
 * may still be read, in pieces of this length. Returns: at least 1, and not
 * past the size. */
uint64_t vf_image_lost_length (struct vf_image *image, uint64_t offset);

/* The io that holds the bytes of SPAN, which vf_image_next_span gave, at its
 * offset, just as the guest sees them.  Owner: the image.
 * Returns: NULL where there is none, or SPAN has no offset. */
struct vf_io *vf_image_span_io (struct vf_image *image,
                                const struct vf_span *span);

/* Fills INFO with what the image itself (not its parents) has to say.
 * Errors:  NOMEM, CORRUPT */
int vf_image_info (struct vf_image *image, struct vf_info *info,
                   struct vf_error *err);

/* Whether digests came with an image of the chain (the manifest of an OVA), so
 * that vf_image_verify has something to do. */
bool vf_image_has_digests (const struct vf_image *image);

/* Compares the files that the images of the chain are read from with the
 * digests that came with them.  Takes as long as reading all of the files.
 * Errors:  CORRUPT, naming the file and both digests; IO; CANCELLED with JOB;
 *          NOMEM */
int vf_image_verify (struct vf_image *image, struct vf_job *job,
                     struct vf_error *err);

/* Looks for damage in the image itself (not its parents), also behind the
 * first; what cannot be read is damage.
 * Returns: 0 when the report is complete, whatever it says.
 * Errors:  NOMEM; CANCELLED with the report's job */
int vf_image_check (struct vf_image *image, struct vf_check_report *report,
                    struct vf_error *err);

/* The image as an io, so that it can stand in for a file of plain bytes.
 * Owner:   the caller closes the io; IMAGE stays its own and must outlive it.
 * Errors:  NOMEM */
struct vf_io *vf_image_as_io (struct vf_image *image, struct vf_error *err);

VF_DEFINE_CLEANUP (image, struct vf_image, vf_image_close)
#define CLEANUP_IMAGE VF_CLEANUP (vf_cleanup_image)

#endif
