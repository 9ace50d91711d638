/* vmferry: the members of a tar archive, found by reading their headers only,
 * and each of them as an io that reads it where it lies.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_TAR_H
#define VF_FORMATS_OVA_TAR_H

#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/vector.h"

struct vf_error;
struct vf_io;

/* Beyond what an appliance has; bounds memory and time. */
enum { VF_TAR_MAX_MEMBERS = 100 * 1000 };

enum vf_tar_kind {
  VF_TAR_FILE,
  VF_TAR_FOLDER,
  VF_TAR_LINK,  /* hard or symbolic: never followed */
  VF_TAR_OTHER, /* devices, labels, what is of no use here */
};

/* How the data of a file is laid out. */
enum vf_tar_layout {
  VF_TAR_PLAIN,
  VF_TAR_SPARSE_GNU, /* type S: the map is in the header and behind it */
  VF_TAR_SPARSE_PAX, /* GNU's 0.0 and 0.1: the map is in the pax header */
  VF_TAR_SPARSE_1_0, /* the map is text in front of the data */
};

struct vf_tar_member {
  char *name; /* relative, in UTF-8, without "./" and without a last "/" */
  enum vf_tar_kind kind;
  enum vf_tar_layout layout;
  uint64_t size;    /* of the file, with its holes */
  uint64_t data;    /* offset in the archive of what is stored */
  uint64_t stored;  /* bytes */
  uint64_t missing; /* of them: the archive ends before */
  uint64_t header;  /* offset of its own header */
  uint64_t pax;     /* offset of the content of its pax header, 0: none */
  uint64_t pax_length;
};

/* Members in the order of what KEY says of them, without regard to case. */
struct vf_tar_order {
  const char *(*key) (const struct vf_tar_member *member);
  const struct vf_tar_member **items;
  size_t count;
};

struct vf_tar {
  struct vf_io *io; /* not owned */
  VF_VECTOR (struct vf_tar_member) members; /* as in the archive */
  struct vf_tar_order by_name, by_last_part; /* of tar-find.c */
};

/* Reads the headers of the archive in IO, which stays the caller's and must
 * outlive what is opened.  A member that the archive ends inside is listed
 * with what is missing of it.
 * Owner:   the caller frees the archive with vf_tar_close.
 * Errors:  CORRUPT; PERMISSION for a name that leads out of the archive;
 *          UNSUPPORTED; LIMIT; IO; NOMEM */
struct vf_tar *vf_tar_open (struct vf_io *io, struct vf_error *err);

/* The content of a file, read in place, under the member's name.
 * Owner:   the caller closes the io.
 * Errors:  PERMISSION for a link, CORRUPT, UNSUPPORTED for a sparse layout of
 *          an unknown version, LIMIT, IO, NOMEM */
struct vf_io *vf_tar_open_member (const struct vf_tar *tar,
                                  const struct vf_tar_member *member,
                                  struct vf_error *err);

/* Frees an archive; NULL is allowed. */
void vf_tar_close (struct vf_tar *tar);

VF_DEFINE_CLEANUP (tar, struct vf_tar, vf_tar_close)
#define CLEANUP_TAR VF_CLEANUP (vf_cleanup_tar)

#endif
