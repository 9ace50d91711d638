/* vmferry: fuzz target: gzip members.  The input is deflate data; each stream
 * in it gets a header, and the trailer that belongs to what zlib makes of it.
 * What opens must then read as that, from the middle as well.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "common/endian.h"
#include "formats/gzip/io-gzip.h"
#include "tests/fuzz/fuzz-image.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

enum { MAX_PLAIN = 4 * 1024 * 1024, HEADER = 10, TRAILER = 8, MAX_MEMBERS = 9 };

struct buffers {
  uint8_t *packed, *plain;
  size_t n_packed, n_plain;
};

static void
put_le32 (struct buffers *buffers, uint32_t number)
{
  struct vf_le32 bytes = vf_le32_make (number);

  memcpy (buffers->packed + buffers->n_packed, &bytes, sizeof bytes);
  buffers->n_packed += sizeof bytes;
}

/* Wraps the stream at the start of DATA.
 * Returns: how many bytes it has; 0 when it is broken, and copied as it is. */
static size_t
wrap (const uint8_t *data, size_t size, struct buffers *buffers)
{
  static const uint8_t header[HEADER] = { 0x1f, 0x8b, 8, [9] = 3 };
  uint8_t *plain = buffers->plain + buffers->n_plain;
  z_stream z = { .next_in = (uint8_t *)data,
                 .avail_in = size,
                 .next_out = plain,
                 .avail_out = MAX_PLAIN - buffers->n_plain };
  int status;
  size_t n;

  if (inflateInit2 (&z, -MAX_WBITS) != Z_OK)
    return 0;
  status = inflate (&z, Z_FINISH);
  n = status == Z_STREAM_END ? size - z.avail_in : size;
  memcpy (buffers->packed + buffers->n_packed, header, HEADER);
  memcpy (buffers->packed + buffers->n_packed + HEADER, data, n);
  buffers->n_packed += HEADER + n;
  buffers->n_plain += z.total_out;
  put_le32 (buffers, crc32 (0, plain, z.total_out));
  put_le32 (buffers, z.total_out);
  inflateEnd (&z);
  return status == Z_STREAM_END ? n : 0;
}

/* Whether IO reads as the plain bytes, the second half first. */
static void
compare (struct vf_io *io, const struct buffers *buffers)
{
  size_t half = buffers->n_plain / 2;
  struct vf_error err;
  uint8_t *buf;

  if (vf_io_size (io) != buffers->n_plain)
    abort ();
  buf = malloc (buffers->n_plain + 1);
  if (!buf)
    return;
  if (vf_io_read (io, buf + half, buffers->n_plain - half, half, &err) == 0
      && vf_io_read (io, buf, half, 0, &err) == 0
      && memcmp (buf, buffers->plain, buffers->n_plain) != 0)
    abort ();
  free (buf);
}

/* Whether what a salvage knows is a part of the plain bytes. */
static void
compare_known (struct vf_io *io, const struct buffers *buffers)
{
  uint64_t known = vf_io_size (io), stated;
  struct vf_error err;
  uint8_t *buf;

  if (!vf_io_gzip_damage (io, &stated) || (stated && known > stated))
    abort ();
  if (known > buffers->n_plain)
    known = buffers->n_plain;
  buf = malloc (known + 1);
  if (buf && vf_io_read (io, buf, known, 0, &err) == 0
      && memcmp (buf, buffers->plain, known) != 0)
    abort ();
  free (buf);
}

static void
open_and_compare (const struct buffers *buffers, bool is_sound)
{
  struct vf_gzip_params params = { .name = "content", .max_size = MAX_PLAIN };
  struct vf_error err;
  CLEANUP_IO struct vf_io *base
      = vf_io_from_memory (buffers->packed, buffers->n_packed, "input", &err);
  CLEANUP_IO struct vf_io *io
      = base ? vf_io_open_gzip (base, &params, &err) : NULL;
  CLEANUP_IO struct vf_io *salvaged = NULL;

  if (io)
    compare (io, buffers);
  else if (is_sound && !fuzz_nomem_has_failed ())
    abort ();
  params.salvage = true;
  if (base && !io && !fuzz_nomem_has_failed ())
    salvaged = vf_io_open_gzip (base, &params, &err);
  if (salvaged)
    compare_known (salvaged, buffers);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct buffers buffers = { 0 };
  size_t n = 1, done = 0;
  int i;

  size = fuzz_nomem_take (data, size);
  buffers.packed = malloc (size + MAX_MEMBERS * (HEADER + TRAILER));
  buffers.plain = malloc (MAX_PLAIN);
  for (i = 0; i < MAX_MEMBERS && n && done < size && buffers.packed
              && buffers.plain;
       i++, done += n)
    n = wrap (data + done, size - done, &buffers);
  fuzz_nomem_arm ();
  open_and_compare (&buffers, i && n);
  fuzz_nomem_disarm ();
  free (buffers.packed);
  free (buffers.plain);
  return 0;
}
