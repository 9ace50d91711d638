/* vmferry: what a disk image format provides.  A format is one const struct,
 * a folder, one line in formats/registry.c, one in the build, a mirrored test,
 * a fuzz target and fixtures.
 *
 * Drivers see this header, common/ and nothing of each other.  They get an io,
 * never a path; further files come through the resolver.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_IMAGE_FORMAT_H
#define VF_FORMATS_IMAGE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/io.h"
#include "common/span.h"
#include "common/vector.h"
#include "formats/image.h"

struct vf_create_params;
struct vf_job;
struct vf_writer;

/* How many bytes of a file's start and end a probe sees, where it has them. */
enum { VF_PROBE_HEAD = 4096, VF_PROBE_TAIL = 1536 };

/* What a probe looks at. */
struct vf_probe {
  const uint8_t *head;
  size_t head_length;
  const uint8_t *tail;
  size_t tail_length;
  uint64_t file_size;
};

/* Where an image says that its parent is.  Owned by the image. */
struct vf_parent_ref {
  char *name;         /* NULL: no parent; as it stands in the file, in UTF-8 */
  char **other_names; /* where else to look, best first, when there is none */
  size_t n_other_names;
  bool any_case; /* they come from a host that knows no case */
  char *format_name; /* NULL: the image does not say; the parent, found by
                      * content, may then name no further files */
};

/* The common part of an open image; each driver's struct starts with it. */
struct vf_image {
  const struct vf_image_format *format;
  struct vf_io *io;                /* closed by the wrapper */
  struct vf_image_params params;   /* as given; the snapshot for open only */
  uint64_t size;                   /* set by open */
  struct vf_parent_ref parent_ref; /* set by open */
  size_t read_memory; /* what a thread that reads holds; set by open */
  struct vf_image *parent;         /* opened by the wrapper after open */
  bool lacks_parent; /* in a salvage: it has one that cannot be opened */
  VF_VECTOR (char *) notes;        /* see vf_image_add_note */
};

/* A kind of file that holds no disk which can be read. */
struct vf_refused_name {
  const char *extension; /* with the dot: ".vhds" */
  const char *why;       /* what it is, and what to do */
};

struct vf_image_format {
  const char *name;              /* as in -f: "vmdk" */
  const char *summary;           /* for --help */
  const char *const *extensions; /* NULL-terminated; without the dot */
  /* Of the format's family.  Where no format claims the content, such a file
   * is refused instead of taken for a raw disk.  Up to one without an
   * extension; NULL: none. */
  const struct vf_refused_name *refused_names;

  /* How sure the content is of this format: 0 no, 100 certain.  Pure.  NULL:
   * never found by content. */
  int (*probe) (const struct vf_probe *probe);

  /* A zeroed struct for an open image; its first member is a vf_image.  The
   * wrapper fills format, io and resolver before open, and frees the struct
   * after close. */
  size_t image_struct_size;

  /* Whether its images hold snapshots, which params.snapshot can name. */
  bool has_snapshots;
  /* Whether its images hold disks, of which params.member names one. */
  bool has_members;

  /* Parses what is needed to answer, and checks all bounds.  On failure the
   * wrapper calls close, so half-built state is fine. */
  int (*open) (struct vf_image *image, struct vf_error *err);
  /* Checks that image->parent is the right one; CORRUPT when it was changed
   * or is another disk, which the caller may overrule.  NULL: any will do. */
  int (*check_parent) (struct vf_image *image, struct vf_error *err);
  /* Releases what open made, on whatever part of it exists.  NULL: nothing. */
  void (*close) (struct vf_image *image);

  /* Variant, creator, identifiers, extents.  NULL: nothing to say. */
  int (*info) (struct vf_image *image, struct vf_info *info,
               struct vf_error *err);
  /* What this image alone has at OFFSET (inside the size): DATA, ZERO, or HOLE
   * for what is not here.  May begin before OFFSET and pass the size; is cut.
   * Required. */
  int (*next_span) (struct vf_image *image, uint64_t offset,
                    struct vf_span *ret_span, struct vf_error *err);
  /* Reads N bytes that lie inside one DATA span.  Required. */
  int (*read) (struct vf_image *image, void *buf, size_t n, uint64_t offset,
               struct vf_error *err);
  /* After next_span or read failed with CORRUPT or IO at OFFSET: the guest
   * range, around OFFSET, that cannot be known for that: a table's whole reach
   * when the table is bad, a grain or block when that is.  May pass the size.
   * Is asked, too, what would go with OFFSET where a read of more than that
   * failed: the unit that is read whole or not at all.  NULL: 64 KiB. */
  void (*lost_span) (struct vf_image *image, uint64_t offset,
                     struct vf_span *ret_span);
  /* The io in which the offsets of DATA spans with this file number lie, for
   * who copies without reading.  NULL, the slot or the answer: only read
   * knows what the guest sees. */
  struct vf_io *(*file_io) (struct vf_image *image, unsigned file);
  /* Looks for what walking all spans, which the wrapper does, cannot find.
   * NULL: nothing. */
  int (*check) (struct vf_image *image, struct vf_check_report *report,
                struct vf_error *err);
  /* Compares the files that the image is read from with the digests that came
   * with them; NULL: none ever do. */
  int (*verify) (struct vf_image *image, struct vf_job *job,
                 struct vf_error *err);
  /* Whether they did.  NULL where verify is. */
  bool (*has_digests) (const struct vf_image *image);
  /* Check walks all spans and counts data itself, because it can go on where
   * the wrapper's walk would end at the first damage. */
  bool check_walks_spans;

  /* Starts writing such an image.  NULL: cannot be written.
   * Params:  io - stays the caller's, and must outlive the writer */
  struct vf_writer *(*create) (struct vf_io *io,
                               const struct vf_create_params *params,
                               struct vf_error *err);
  bool always_compresses; /* what it writes, asked for or not */
};

/* Adds a note to an image that is being opened.
 * Errors:  NOMEM */
int vf_image_add_note (struct vf_image *image, struct vf_error *err,
                       const char *fmt, ...)
    __attribute__ ((format (printf, 3, 4)));

/* All formats, by name, NULL at the end. */
extern const struct vf_image_format *const vf_image_formats[];

/* The format called NAME (any case; "vpc" and the like have no aliases).
 * Errors:  USAGE, naming those there are */
const struct vf_image_format *vf_image_format_find (const char *name,
                                                    struct vf_error *err);

/* The same of a format that can be written.
 * Errors:  USAGE, naming those there are */
const struct vf_image_format *
vf_image_format_find_writable (const char *name, struct vf_error *err);

/* The format whose extension the path NAME ends in; NULL: none. */
const struct vf_image_format *vf_image_format_of_name (const char *name);

/* The format of the content of IO; raw when no other claims it.
 * Errors:  IO; USAGE when two formats are sure that it is theirs */
const struct vf_image_format *vf_image_format_probe (struct vf_io *io,
                                                     struct vf_error *err);

#endif
