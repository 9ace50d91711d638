/* vmferry: the disks that an OVF envelope speaks of (DSP0243): files with
 * their names in References, and the disks that lie in them in DiskSection.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_ENVELOPE_H
#define VF_FORMATS_OVA_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/vector.h"

struct vf_error;

enum {
  VF_OVF_MAX_SIZE = 16 * 1024 * 1024, /* bytes of XML */
  VF_OVF_MAX_FILES = 10 * 1000,       /* and disks */
};

/* The number that a file or disk does not give. */
#define VF_OVF_UNKNOWN UINT64_MAX

struct vf_ovf_file {
  char *id;
  char *href;        /* as it stands there, %XX included */
  uint64_t size;     /* bytes, or VF_OVF_UNKNOWN */
  uint64_t chunk;    /* bytes of each part but the last; 0: in one piece */
  char *compression; /* NULL, "identity", "gzip" */
};

struct vf_ovf_disk {
  char *id;
  char *format;      /* a URI, or NULL */
  char *parent;      /* the id of the disk that this is a delta of, or NULL */
  size_t file;       /* index in files; SIZE_MAX: the disk is blank */
  uint64_t capacity; /* bytes, or VF_OVF_UNKNOWN (a property, say) */
};

struct vf_envelope {
  VF_VECTOR (struct vf_ovf_file) files;
  VF_VECTOR (struct vf_ovf_disk) disks; /* in the order of DiskSection */
};

/* Reads N bytes of XML.
 * Owner:   the caller frees the envelope with vf_envelope_free.
 * Errors:  CORRUPT, LIMIT, NOMEM */
struct vf_envelope *vf_envelope_read (const char *text, size_t n,
                                      struct vf_error *err);

/* Frees an envelope; NULL is allowed. */
void vf_envelope_free (struct vf_envelope *envelope);

VF_DEFINE_CLEANUP (envelope, struct vf_envelope, vf_envelope_free)
#define CLEANUP_ENVELOPE VF_CLEANUP (vf_cleanup_envelope)

#endif
