/* vmferry: an OVF package: a descriptor (OVF), a manifest and files with
 * disks, wherever they lie: a resolver opens them by name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_PACKAGE_H
#define VF_FORMATS_OVA_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vector.h"
#include "formats/ova/envelope.h"
#include "formats/ova/manifest.h"
#include "formats/resolver.h"

struct vf_check_report;
struct vf_image;
struct vf_io;
struct vf_job;

/* A disk of a package. */
struct vf_package_disk {
  char *name;         /* of its file; of a blank disk, its id */
  const char *format; /* as the OVF has it, or NULL; owned by the envelope */
  bool is_blank;      /* there is no file */
  uint64_t capacity;  /* bytes, or VF_OVF_UNKNOWN */
  uint64_t size;      /* of the file, in all its parts; or VF_OVF_UNKNOWN */
  uint64_t chunk;     /* bytes of a part; 0: one part */
};

struct vf_package {
  struct vf_resolver resolver;     /* what vf_package_files hands out */
  const struct vf_resolver *files; /* opens its files; not owned */
  const struct vf_io *from;        /* the file that names them; not owned */
  struct vf_envelope *envelope;    /* NULL: there is no OVF */
  struct vf_manifest *manifest;    /* NULL: there is none */
  VF_VECTOR (struct vf_package_disk) disks; /* in the order of the OVF */
  VF_VECTOR (struct vf_io *) used; /* opened for the disk; owned */
  struct vf_io *joined;            /* the parts of a disk as one; owned */
};

/* All of IO as text with a NUL behind it.
 * Params:  max - bytes that it may have
 * Returns: malloc'd, or NULL with LIMIT, IO or NOMEM */
char *vf_package_read_text (struct vf_io *io, size_t max,
                            struct vf_error *err);

/* Reads the OVF in IO, and lists its disks.
 * Owner:   the caller clears PACKAGE, on failure too.
 * Errors:  as vf_envelope_read */
int vf_package_read_ovf (struct vf_package *package, struct vf_io *io,
                         struct vf_error *err);

/* Reads the manifest in IO.
 * Errors:  as vf_manifest_read */
int vf_package_read_manifest (struct vf_package *package, struct vf_io *io,
                              struct vf_error *err);

/* The only disk that has a file; NULL where none has, or several have. */
const struct vf_package_disk *
vf_package_only_disk (const struct vf_package *package);

/* The disk that MEMBER means: the name of its file, or a number from 1; with
 * NULL the only one that has a file.
 * Returns: NULL with USAGE, listing those there are. */
const struct vf_package_disk *
vf_package_choose (const struct vf_package *package, const char *member,
                   struct vf_error *err);

/* Opens the file of DISK: its parts as one, unpacked where it is gzip.
 * Params:  image - gets notes, and says whether to salvage
 *          ret_is_plain - whether it is one file as it lies there
 * Owner:   the caller closes the io, before it clears PACKAGE.
 * Errors:  NOT_FOUND naming the file or part that is missing; PERMISSION for a
 *          URL; CORRUPT, LIMIT, IO, NOMEM */
struct vf_io *vf_package_open_disk (struct vf_package *package,
                                    const struct vf_package_disk *disk,
                                    struct vf_image *image,
                                    bool *ret_is_plain, struct vf_error *err);

/* A resolver for what the disk names (extents, parents), which remembers what
 * was opened.  Owner: the package. */
const struct vf_resolver *vf_package_files (struct vf_package *package);

/* Compares the OVF in IO with its digest, if it has one.
 * Errors:  as vf_manifest_compare */
int vf_package_verify_ovf (const struct vf_package *package, struct vf_io *io,
                           struct vf_error *err);

/* Compares all files that were opened for the disk with their digests.
 * Errors:  as vf_manifest_compare */
int vf_package_verify_used (const struct vf_package *package,
                            struct vf_job *job, struct vf_error *err);

/* Adds notes to IMAGE: files without a digest, digests without a file.
 * Errors:  NOMEM */
int vf_package_note_gaps (const struct vf_package *package,
                          struct vf_image *image, struct vf_error *err);

/* Compares every file of the manifest; what differs is damage.
 * Errors:  NOMEM, CANCELLED with the report's job */
int vf_package_check (const struct vf_package *package,
                      struct vf_check_report *report, struct vf_error *err);

/* Frees what PACKAGE owns. */
void vf_package_clear (struct vf_package *package);

#endif
