/* vmferry: digests by nettle, whose code for SHA-1 and SHA-256 uses the
 * processor's own instructions where there are any.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/digest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <nettle/nettle-meta.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "common/job.h"

enum { PIECE = 256 * 1024 };

struct vf_digest {
  const char *name;
  const struct nettle_hash *hash;
};

static const struct vf_digest digests[] = {
  { "SHA1", &nettle_sha1 },
  { "SHA256", &nettle_sha256 },
  { "SHA512", &nettle_sha512 },
};

enum { N_DIGESTS = sizeof digests / sizeof digests[0] };

const struct vf_digest *
vf_digest_find (const char *name, size_t n)
{
  size_t i;

  for (i = 0; i < N_DIGESTS; i++)
    if (strlen (digests[i].name) == n
        && strncasecmp (digests[i].name, name, n) == 0)
      return &digests[i];
  return NULL;
}

const struct vf_digest *
vf_digest_of_size (size_t size)
{
  size_t i;

  for (i = 0; i < N_DIGESTS; i++)
    if (vf_digest_size (&digests[i]) == size)
      return &digests[i];
  return NULL;
}

const char *
vf_digest_name (const struct vf_digest *digest)
{
  return digest->name;
}

size_t
vf_digest_size (const struct vf_digest *digest)
{
  return digest->hash->digest_size;
}

static int
update (const struct nettle_hash *hash, void *context, struct vf_io *io,
        struct vf_job *job, uint8_t *buf, struct vf_error *err)
{
  uint64_t offset, size = vf_io_size (io);
  size_t n;

  for (offset = 0; offset < size; offset += n) {
    n = vf_min_u64 (PIECE, size - offset);
    if (vf_job_check (job, err) || vf_io_read (io, buf, n, offset, err))
      return -1;
    hash->update (context, n, buf);
  }
  return 0;
}

int
vf_digest_io (const struct vf_digest *digest, struct vf_io *io,
              struct vf_job *job, uint8_t ret_bytes[VF_DIGEST_MAX],
              struct vf_error *err)
{
  const struct nettle_hash *hash = digest->hash;
  CLEANUP_FREE void *context = malloc (hash->context_size);
  CLEANUP_FREE uint8_t *buf = malloc (PIECE);

  if (!context || !buf)
    return vf_error_nomem (err, "a digest");
  hash->init (context);
  if (update (hash, context, io, job, buf, err))
    return -1;
  hash->digest (context, hash->digest_size, ret_bytes);
  return 0;
}
