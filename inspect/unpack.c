/* vmferry: decompressing gzip and zstd from memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/unpack.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "common/error.h"

/* The largest initramfs in the field, with all firmware, unpack to some
 * 500 MiB; beyond this it is a bomb. */
#define UNPACKED_MAX ((uint64_t)4 << 30)
/* Window of zstd --ultra -22; needs as much memory. */
#define ZSTD_WINDOW_LOG_MAX 27

enum packing { PACK_NONE, PACK_GZIP, PACK_ZSTD };

struct vf_unpack {
  enum packing packing;
  const unsigned char *bytes;
  size_t size;
  size_t used;
  uint64_t given;
  bool at_end;
  z_stream zlib;
  ZSTD_DStream *zstd;
};

struct magic {
  const char *bytes;
  size_t length;
  const char *name;
};

/* What the kernel can unpack, and we cannot.
 * Source: lib/decompress.c, Linux 6.1 */
static const struct magic unsupported[] = {
  { "\xfd"
    "7zXZ",
    5, "xz" },
  { "\x02\x21\x4c\x18", 4, "lz4" },
  { "\x5d\x00\x00", 3, "lzma" },
  { "BZh", 3, "bzip2" },
  { "\x89LZO", 4, "lzop" },
};

static bool
starts_with (const struct vf_unpack *unpack, const char *magic, size_t n)
{
  return unpack->size >= n && memcmp (unpack->bytes, magic, n) == 0;
}

static int
refuse (const struct vf_unpack *unpack, struct vf_error *err)
{
  for (size_t i = 0; i < sizeof unsupported / sizeof unsupported[0]; i++)
    if (starts_with (unpack, unsupported[i].bytes, unsupported[i].length))
      return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                           "it is compressed with %s, which cannot be read",
                           unsupported[i].name);
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "neither a cpio archive nor compressed in a known way");
}

static int
open_gzip (struct vf_unpack *unpack, struct vf_error *err)
{
  unpack->packing = PACK_GZIP;
  if (unpack->size > UINT_MAX)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than 4 GiB");
  if (inflateInit2 (&unpack->zlib, 15 + 16) != Z_OK)
    return vf_error_nomem (err, "zlib");
  return 0;
}

static int
open_zstd (struct vf_unpack *unpack, struct vf_error *err)
{
  unpack->packing = PACK_ZSTD;
  unpack->zstd = ZSTD_createDStream ();
  if (!unpack->zstd)
    return vf_error_nomem (err, "zstd");
  ZSTD_DCtx_setParameter (unpack->zstd, ZSTD_d_windowLogMax,
                          ZSTD_WINDOW_LOG_MAX);
  return 0;
}

static int
open_stream (struct vf_unpack *unpack, struct vf_error *err)
{
  if (starts_with (unpack, "07070", 5))
    return 0;
  if (starts_with (unpack, "\x1f\x8b", 2))
    return open_gzip (unpack, err);
  if (starts_with (unpack, "\x28\xb5\x2f\xfd", 4))
    return open_zstd (unpack, err);
  return refuse (unpack, err);
}

struct vf_unpack *
vf_unpack_open (const void *bytes, size_t n, struct vf_error *err)
{
  CLEANUP_UNPACK struct vf_unpack *unpack = calloc (1, sizeof *unpack);

  if (!unpack) {
    vf_error_nomem (err, "a decompressor");
    return NULL;
  }
  unpack->bytes = bytes;
  unpack->size = n;
  return open_stream (unpack, err) == -1 ? NULL : TAKE (unpack);
}

void
vf_unpack_close (struct vf_unpack *unpack)
{
  if (!unpack)
    return;
  if (unpack->packing == PACK_GZIP)
    inflateEnd (&unpack->zlib);
  ZSTD_freeDStream (unpack->zstd);
  free (unpack);
}

static ssize_t
read_plain (struct vf_unpack *unpack, void *buf, size_t n)
{
  size_t left = unpack->size - unpack->used;
  size_t part = n < left ? n : left;

  memcpy (buf, unpack->bytes + unpack->used, part);
  unpack->used += part;
  return (ssize_t)part;
}

static ssize_t
read_gzip (struct vf_unpack *unpack, void *buf, size_t n, struct vf_error *err)
{
  z_stream *z = &unpack->zlib;
  size_t left = unpack->size - unpack->used;
  int result;

  /* zlib does not write through next_in. */
  z->next_in = (unsigned char *)unpack->bytes + unpack->used;
  z->avail_in = (unsigned)left;
  z->next_out = buf;
  z->avail_out = (unsigned)n;
  result = inflate (z, Z_NO_FLUSH);
  unpack->used += left - z->avail_in;
  unpack->at_end = result == Z_STREAM_END;
  if (result == Z_STREAM_END || (result == Z_OK && z->avail_out < n))
    return (ssize_t)(n - z->avail_out);
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "gzip stream: damaged at byte %zu (%s)", unpack->used,
                       z->msg ? z->msg : "it ends too early");
}

static ssize_t
read_zstd (struct vf_unpack *unpack, void *buf, size_t n, struct vf_error *err)
{
  ZSTD_inBuffer in = { unpack->bytes, unpack->size, unpack->used };
  ZSTD_outBuffer out = { buf, n, 0 };
  size_t result = ZSTD_decompressStream (unpack->zstd, &out, &in);

  unpack->used = in.pos;
  if (ZSTD_isError (result))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "zstd stream: damaged at byte %zu (%s)", unpack->used,
                         ZSTD_getErrorName (result));
  unpack->at_end = result == 0;
  if (result && out.pos == 0 && in.pos == in.size)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "zstd stream: it ends too early at byte %zu",
                         unpack->used);
  return (ssize_t)out.pos;
}

static ssize_t
read_some (struct vf_unpack *unpack, void *buf, size_t n, struct vf_error *err)
{
  switch (unpack->packing) {
  case PACK_GZIP:
    return read_gzip (unpack, buf, n, err);
  case PACK_ZSTD:
    return read_zstd (unpack, buf, n, err);
  default:
    return read_plain (unpack, buf, n);
  }
}

ssize_t
vf_unpack_read (struct vf_unpack *unpack, void *buf, size_t n,
                struct vf_error *err)
{
  size_t done = 0;

  while (done < n && !unpack->at_end) {
    size_t part = n - done < INT_MAX ? n - done : INT_MAX;
    ssize_t got = read_some (unpack, (char *)buf + done, part, err);

    if (got == -1)
      return -1;
    if (got == 0 && unpack->packing == PACK_NONE)
      break;
    done += (size_t)got;
    unpack->given += (size_t)got;
    if (unpack->given > UNPACKED_MAX)
      return vf_error_set (err, VF_ERROR_LIMIT,
                           "it unpacks to more than %llu bytes",
                           (unsigned long long)UNPACKED_MAX);
  }
  return (ssize_t)done;
}

size_t
vf_unpack_consumed (const struct vf_unpack *unpack)
{
  return unpack->used;
}
