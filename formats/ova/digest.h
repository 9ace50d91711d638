/* vmferry: the digests that OVF manifests have.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_DIGEST_H
#define VF_FORMATS_OVA_DIGEST_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_job;

enum { VF_DIGEST_MAX = 64 }; /* bytes, of SHA512 */

/* An algorithm.  All are static. */
struct vf_digest;

/* The algorithm that the N bytes of NAME say in any case: SHA1, SHA256 or
 * SHA512.  Returns: NULL for another. */
const struct vf_digest *vf_digest_find (const char *name, size_t n);

/* The algorithm that gives so many bytes.  Returns: NULL for none. */
const struct vf_digest *vf_digest_of_size (size_t size);

/* Its name as manifests have it. */
const char *vf_digest_name (const struct vf_digest *digest);

/* How many bytes it gives. */
size_t vf_digest_size (const struct vf_digest *digest);

/* Reads all of IO, unless JOB is cancelled.
 * Errors:  IO, CANCELLED, NOMEM */
int vf_digest_io (const struct vf_digest *digest, struct vf_io *io,
                  struct vf_job *job, uint8_t ret_bytes[VF_DIGEST_MAX],
                  struct vf_error *err);

#endif
