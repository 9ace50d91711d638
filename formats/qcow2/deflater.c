/* vmferry: the two compressions of qcow2.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/deflater.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <zstd.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"

/* Deflate 1 is as small as QEMU's level 6, whose window is 4 KiB. */
enum { DEFAULT_DEFLATE_LEVEL = 1, MAX_DEFLATE_LEVEL = 12 };
enum { DEFAULT_ZSTD_LEVEL = 3, MAX_ZSTD_LEVEL = 19 };

/* Input bytes of a batch, where clusters are smaller. */
enum { BATCH_BYTES = 512 * 1024 };

/* libdeflate does not say how large its state is; this is what it has. */
enum {
  DEFLATE_MEMORY = 1024 * 1024,
  MIN_LARGE_LEVEL = 10,
  LARGE_DEFLATE_MEMORY = 9 * 1024 * 1024,
};

int
vf_qcow2_deflater_check (enum vf_compression compression, int level,
                         struct vf_error *err)
{
  int max = compression == VF_COMPRESSION_ZSTD ? MAX_ZSTD_LEVEL
                                               : MAX_DEFLATE_LEVEL;

  if (level < 0 || level > max)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "compression level %d: must be 1 to %d", level, max);
  return 0;
}

static void *
new_zstd (int level)
{
  ZSTD_CCtx *context = ZSTD_createCCtx ();

  if (context
      && ZSTD_isError (ZSTD_CCtx_setParameter (
          context, ZSTD_c_compressionLevel,
          level ? level : DEFAULT_ZSTD_LEVEL))) {
    ZSTD_freeCCtx (context);
    return NULL;
  }
  return context;
}

static void
deflater_free (struct vf_qcow2_deflater *deflater)
{
  if (deflater->compression == VF_COMPRESSION_ZSTD)
    ZSTD_freeCCtx (deflater->context);
  else
    libdeflate_free_compressor (deflater->context);
  free (deflater->out);
  free (deflater->cluster);
  free (deflater->lengths);
  free (deflater->entries);
  free (deflater);
}

struct vf_qcow2_deflater *
vf_qcow2_deflater_new (enum vf_compression compression, int level,
                       size_t cluster_size, struct vf_error *err)
{
  struct vf_qcow2_deflater *deflater = calloc (1, sizeof *deflater);

  if (!deflater) {
    vf_error_nomem (err, "compression");
    return NULL;
  }
  deflater->compression = compression;
  deflater->level = level;
  deflater->cluster_size = cluster_size;
  deflater->batch = vf_max_u64 (BATCH_BYTES / cluster_size, 1);
  deflater->context
      = compression == VF_COMPRESSION_ZSTD
            ? new_zstd (level)
            : (void *)libdeflate_alloc_compressor (
                level ? level : DEFAULT_DEFLATE_LEVEL);
  deflater->out = malloc (deflater->batch * cluster_size);
  deflater->cluster = calloc (1, cluster_size);
  deflater->lengths = calloc (deflater->batch, sizeof *deflater->lengths);
  deflater->entries = calloc (deflater->batch, sizeof *deflater->entries);
  if (deflater->context && deflater->out && deflater->cluster
      && deflater->lengths && deflater->entries) {
    /* The state of zstd has its size after the first cluster. */
    vf_qcow2_deflate (deflater, deflater->cluster, cluster_size,
                      deflater->out);
    return deflater;
  }
  deflater_free (deflater);
  vf_error_nomem (err, "compression");
  return NULL;
}

size_t
vf_qcow2_deflate (struct vf_qcow2_deflater *deflater, const void *in, size_t n,
                  void *out)
{
  size_t made;

  if (deflater->compression == VF_COMPRESSION_DEFLATE)
    return libdeflate_deflate_compress (deflater->context, in, n, out, n - 1);
  made = ZSTD_compress2 (deflater->context, out, n - 1, in, n);
  return ZSTD_isError (made) ? 0 : made;
}

size_t
vf_qcow2_deflater_memory (const struct vf_qcow2_deflater *deflater)
{
  size_t buffers = (deflater->batch + 1) * deflater->cluster_size;

  if (deflater->compression == VF_COMPRESSION_ZSTD)
    return buffers + ZSTD_sizeof_CCtx (deflater->context);
  return buffers
         + (deflater->level < MIN_LARGE_LEVEL ? DEFLATE_MEMORY
                                              : LARGE_DEFLATE_MEMORY);
}

void
vf_qcow2_deflater_free_list (struct vf_qcow2_deflater *list)
{
  struct vf_qcow2_deflater *next;

  for (; list; list = next) {
    next = list->next;
    deflater_free (list);
  }
}
