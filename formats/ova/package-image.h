/* vmferry: a disk of an OVF package as an image: what the archive (.ova) and
 * the folder with an .ovf have in common.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_PACKAGE_IMAGE_H
#define VF_FORMATS_OVA_PACKAGE_IMAGE_H

#include "formats/image-format.h"
#include "formats/inner.h"
#include "formats/ova/package.h"

struct vf_package_image {
  struct vf_image image;
  struct vf_package package;
  const struct vf_package_disk *disk; /* the one that it is; NULL: a list */
  struct vf_inner inner;
  bool is_plain;           /* the disk is one file as it lies there */
  char *certificate;       /* NULL: there is none */
  char *manifest_path;     /* of a folder; NULL: it is none, or has none */
  bool is_manifest_unread; /* as was asked for */
};

/* Reads OVF and MANIFEST (NULL: there is none) and compares the OVF with its
 * digest, unless the image's parameters say otherwise.
 * Errors:  as vf_package_read_ovf, vf_package_read_manifest and
 *          vf_package_verify_ovf */
int vf_package_image_load (struct vf_package_image *package_image,
                           struct vf_io *ovf, struct vf_io *manifest,
                           struct vf_error *err);

/* Chooses the disk, opens it, and notes what is odd about it; opens none where
 * the image's parameters allow a list.
 * Errors:  as vf_package_choose, vf_package_open_disk and vf_image_open */
int vf_package_image_open (struct vf_package_image *package_image,
                           struct vf_error *err);

/* Rows of the package and of the disk. */
int vf_package_image_info (struct vf_package_image *package_image,
                           struct vf_info *info, struct vf_error *err);

/* Frees what it owns. */
void vf_package_image_clear (struct vf_package_image *package_image);

/* Slot of the formats, like those that follow: what the disk has. */
int vf_package_image_next_span (struct vf_image *image, uint64_t offset,
                                struct vf_span *ret_span,
                                struct vf_error *err);

/* Slot of the formats: reads from the disk. */
int vf_package_image_read (struct vf_image *image, void *buf, size_t n,
                           uint64_t offset, struct vf_error *err);

/* Slot of the formats: what goes with a damage of the disk. */
void vf_package_image_lost_span (struct vf_image *image, uint64_t offset,
                                 struct vf_span *ret_span);

/* Slot of the formats: holds the disk's files to the manifest. */
int vf_package_image_verify (struct vf_image *image, struct vf_job *job,
                             struct vf_error *err);

/* Slot of the formats: whether there is a manifest. */
bool vf_package_image_has_digests (const struct vf_image *image);

/* Slot of the formats: holds all files to the manifest, and checks the
 * disk. */
int vf_package_image_check (struct vf_image *image,
                            struct vf_check_report *report,
                            struct vf_error *err);

#endif
