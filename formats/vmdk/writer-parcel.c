/* vmferry: compressing grains for a VMDK: a parcel is made in memory as it
 * will lie in the file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/vmdk/vmdk-disk.h"
#include "formats/vmdk/writer-priv.h"

/* Two percent larger than what zlib makes at its default, in a fraction of the
 * time. */
enum { DEFAULT_LEVEL = 4 };

static struct vf_vmdk_deflater *
take_deflater (struct vf_vmdk_writer *w, struct vf_error *err)
{
  struct vf_vmdk_deflater *deflater;

  pthread_mutex_lock (&w->lock);
  deflater = w->idle;
  if (deflater)
    w->idle = deflater->next;
  pthread_mutex_unlock (&w->lock);
  if (deflater)
    return deflater;
  deflater = calloc (1, sizeof *deflater);
  if (deflater)
    deflater->compressor
        = libdeflate_alloc_compressor (w->level ? w->level : DEFAULT_LEVEL);
  if (deflater && deflater->compressor)
    return deflater;
  free (deflater);
  vf_error_nomem (err, "compressing");
  return NULL;
}

static void
give_back (struct vf_vmdk_writer *w, struct vf_vmdk_deflater *deflater)
{
  pthread_mutex_lock (&w->lock);
  deflater->next = w->idle;
  w->idle = deflater;
  pthread_mutex_unlock (&w->lock);
}

void
vf_vmdk_deflaters_free (struct vf_vmdk_deflater *list)
{
  struct vf_vmdk_deflater *next;

  for (; list; list = next) {
    next = list->next;
    libdeflate_free_compressor (list->compressor);
    free (list);
  }
}

void
vf_vmdk_parcel_free (struct vf_vmdk_parcel *parcel)
{
  if (!parcel)
    return;
  free (parcel->bytes);
  free (parcel);
}

struct vf_vmdk_parcel *
vf_vmdk_parcel_new_zeros (uint64_t n, uint64_t offset, struct vf_error *err)
{
  struct vf_vmdk_parcel *parcel = calloc (1, sizeof *parcel);

  if (!parcel) {
    vf_error_nomem (err, "compressed grains");
    return NULL;
  }
  parcel->start = offset;
  parcel->end = offset + n;
  return parcel;
}

/* The most that a grain takes, in whole sectors. */
static size_t
max_stored (const struct vf_vmdk_deflater *deflater)
{
  size_t n = libdeflate_zlib_compress_bound (deflater->compressor,
                                             VF_VMDK_OUT_GRAIN);

  return vf_div_up (VF_VMDK_GRAIN_MARKER_SIZE + n, VF_SECTOR_SIZE)
         * VF_SECTOR_SIZE;
}

/* Appends the whole grain IN, the guest's from OFFSET on. */
static void
append_grain (struct vf_vmdk_parcel *parcel,
              const struct vf_vmdk_deflater *deflater, const void *in,
              uint64_t offset)
{
  uint8_t *to = parcel->bytes + parcel->n;
  size_t room = max_stored (deflater) - VF_VMDK_GRAIN_MARKER_SIZE;
  size_t n
      = libdeflate_zlib_compress (deflater->compressor, in, VF_VMDK_OUT_GRAIN,
                                  to + VF_VMDK_GRAIN_MARKER_SIZE, room);
  struct vf_vmdk_disk_marker marker = {
    .value = vf_le64_make (offset / VF_SECTOR_SIZE),
    .size = vf_le32_make (n),
  };

  n += VF_VMDK_GRAIN_MARKER_SIZE;
  memcpy (to, &marker, VF_VMDK_GRAIN_MARKER_SIZE);
  memset (to + n, 0, -n % VF_SECTOR_SIZE);
  parcel->n += n + -n % VF_SECTOR_SIZE;
}

/* All grains of N bytes.  The last of the disk is filled up with zeros: some
 * readers take none that is shorter. */
static void
append_grains (struct vf_vmdk_parcel *parcel,
               const struct vf_vmdk_deflater *deflater, const uint8_t *buf,
               size_t n, uint8_t *filled)
{
  uint64_t offset = parcel->start;

  for (; n >= VF_VMDK_OUT_GRAIN; n -= VF_VMDK_OUT_GRAIN) {
    append_grain (parcel, deflater, buf, offset);
    buf += VF_VMDK_OUT_GRAIN;
    offset += VF_VMDK_OUT_GRAIN;
  }
  if (n) {
    memcpy (filled, buf, n);
    memset (filled + n, 0, VF_VMDK_OUT_GRAIN - n);
    append_grain (parcel, deflater, filled, offset);
  }
}

struct vf_vmdk_parcel *
vf_vmdk_parcel_new (struct vf_vmdk_writer *w, const void *buf, size_t n,
                    uint64_t offset, struct vf_error *err)
{
  struct vf_vmdk_deflater *deflater = take_deflater (w, err);
  CLEANUP_FREE uint8_t *filled = NULL;
  struct vf_vmdk_parcel *parcel;
  uint8_t *shrunk;

  if (!deflater)
    return NULL;
  parcel = vf_vmdk_parcel_new_zeros (n, offset, err);
  if (parcel)
    parcel->bytes
        = malloc (vf_div_up (n, VF_VMDK_OUT_GRAIN) * max_stored (deflater));
  if (n % VF_VMDK_OUT_GRAIN)
    filled = malloc (VF_VMDK_OUT_GRAIN);
  if (!parcel || !parcel->bytes || (n % VF_VMDK_OUT_GRAIN && !filled)) {
    vf_vmdk_parcel_free (parcel);
    give_back (w, deflater);
    vf_error_nomem (err, "compressed grains");
    return NULL;
  }
  append_grains (parcel, deflater, buf, n, filled);
  give_back (w, deflater);
  shrunk = realloc (parcel->bytes, parcel->n); /* it may have to wait */
  if (shrunk)
    parcel->bytes = shrunk;
  return parcel;
}
