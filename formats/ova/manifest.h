/* vmferry: the manifest of an OVF package: lines "SHA256(FILE)= HEX", in which
 * algorithms may be mixed, or "HEX  FILE" as sha1sum and its like write them,
 * which some builds pass off as a manifest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_MANIFEST_H
#define VF_FORMATS_OVA_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/io.h"
#include "common/vector.h"
#include "formats/ova/digest.h"

struct vf_error;
struct vf_job;

enum {
  VF_MANIFEST_MAX_SIZE = 16 * 1024 * 1024,
  VF_MANIFEST_MAX_ENTRIES = 20 * 1000,
};

struct vf_manifest_entry {
  char *name; /* in UTF-8 */
  char *file; /* what that leads to, as its io is called; NULL: not known */
  bool has_id;
  struct vf_file_id id; /* of the file */
  const struct vf_digest *digest;
  uint8_t bytes[VF_DIGEST_MAX];
};

struct vf_manifest {
  VF_VECTOR (struct vf_manifest_entry) entries; /* as in the file */
};

/* Reads N bytes.
 * Owner:   the caller frees the manifest with vf_manifest_free.
 * Errors:  CORRUPT, naming the line; UNSUPPORTED for another algorithm;
 *          LIMIT; NOMEM */
struct vf_manifest *vf_manifest_read (const char *text, size_t n,
                                      struct vf_error *err);

/* The entry for a file, by its name without "./" in front; of several the
 * first.  Returns: NULL for none. */
const struct vf_manifest_entry *
vf_manifest_find (const struct vf_manifest *manifest, const char *name);

/* Compares the content of IO with ENTRY.
 * Errors:  CORRUPT with both digests when it differs; IO; CANCELLED; NOMEM */
int vf_manifest_compare (const struct vf_manifest_entry *entry,
                         struct vf_io *io, struct vf_job *job,
                         struct vf_error *err);

/* Frees a manifest; NULL is allowed. */
void vf_manifest_free (struct vf_manifest *manifest);

VF_DEFINE_CLEANUP (manifest, struct vf_manifest, vf_manifest_free)
#define CLEANUP_MANIFEST VF_CLEANUP (vf_cleanup_manifest)

#endif
