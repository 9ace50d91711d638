/* vmferry: writing compressed qcow2 clusters.  Each thread compresses a batch
 * by itself, then takes room for all of it at the end of the file: first the
 * streams, packed byte to byte, then, on whole clusters, what did not become
 * smaller.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/qcow2/deflater.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/writer-priv.h"

/* Clusters that are written together. */
struct batch {
  const uint8_t *bytes;
  size_t n_bytes;
  size_t n_clusters;
  size_t stream_bytes; /* of all streams */
  size_t n_plain;
  uint64_t streams_at; /* file offsets */
  uint64_t plain_at;
};

static struct vf_qcow2_deflater *
take_deflater (struct vf_qcow2_writer *w, struct vf_error *err)
{
  struct vf_qcow2_deflater *deflater;

  pthread_mutex_lock (&w->lock);
  deflater = w->idle;
  if (deflater)
    w->idle = deflater->next;
  pthread_mutex_unlock (&w->lock);
  if (deflater)
    return deflater;
  return vf_qcow2_deflater_new (w->compression, w->level,
                                w->layout.cluster_size, err);
}

static void
give_back (struct vf_qcow2_writer *w, struct vf_qcow2_deflater *deflater)
{
  pthread_mutex_lock (&w->lock);
  deflater->next = w->idle;
  w->idle = deflater;
  pthread_mutex_unlock (&w->lock);
}

/* Cluster I of the batch, whole: the last of the disk is filled up. */
static const void *
whole_cluster (const struct vf_qcow2_writer *w,
               struct vf_qcow2_deflater *deflater, const struct batch *batch,
               size_t i)
{
  size_t size = w->layout.cluster_size;
  size_t left = batch->n_bytes - i * size;

  if (left >= size)
    return batch->bytes + i * size;
  memcpy (deflater->cluster, batch->bytes + i * size, left);
  memset (deflater->cluster + left, 0, size - left);
  return deflater->cluster;
}

static void
compress_batch (const struct vf_qcow2_writer *w,
                struct vf_qcow2_deflater *deflater, struct batch *batch)
{
  size_t i, length;

  for (i = 0; i < batch->n_clusters; i++) {
    length = vf_qcow2_deflate (deflater,
                               whole_cluster (w, deflater, batch, i),
                               w->layout.cluster_size,
                               deflater->out + batch->stream_bytes);
    deflater->lengths[i] = length;
    batch->stream_bytes += length;
    batch->n_plain += length == 0;
  }
}

/* A cluster's refcount is the number of streams that touch it. */
static int
append_streams (struct vf_qcow2_writer *w,
                const struct vf_qcow2_deflater *deflater, struct batch *batch,
                struct vf_error *err)
{
  uint64_t size = w->layout.cluster_size;
  size_t i;

  batch->streams_at = w->end;
  for (i = 0; i < batch->n_clusters; i++) {
    if (!deflater->lengths[i])
      continue;
    if (vf_qcow2_refcounts_add (&w->refcounts, w->end / size,
                                (w->end + deflater->lengths[i] - 1) / size,
                                err))
      return -1;
    w->end += deflater->lengths[i];
  }
  return 0;
}

/* Room for the clusters that are stored plain. */
static int
append_plain (struct vf_qcow2_writer *w, struct batch *batch,
              struct vf_error *err)
{
  uint64_t first;

  if (!batch->n_plain)
    return 0;
  batch->plain_at = vf_qcow2_append_clusters (w, batch->n_plain);
  first = batch->plain_at / w->layout.cluster_size;
  return vf_qcow2_refcounts_add (&w->refcounts, first,
                                 first + batch->n_plain - 1, err);
}

static int
append_batch (struct vf_qcow2_writer *w,
              const struct vf_qcow2_deflater *deflater, struct batch *batch,
              struct vf_error *err)
{
  int r;

  pthread_mutex_lock (&w->lock);
  r = append_streams (w, deflater, batch, err);
  if (r == 0)
    r = append_plain (w, batch, err);
  pthread_mutex_unlock (&w->lock);
  return r;
}

/* Source: qcow2.txt, "Compressed Clusters Descriptor" */
static uint64_t
stream_entry (const struct vf_qcow2_writer *w, uint64_t host, size_t length)
{
  unsigned offset_bits = 62 - (w->layout.cluster_bits - 8);
  uint64_t sectors
      = vf_div_up (host % VF_SECTOR_SIZE + length, VF_SECTOR_SIZE) - 1;

  return VF_QCOW2_COMPRESSED | sectors << offset_bits | host;
}

static void
fill_entries (const struct vf_qcow2_writer *w,
              struct vf_qcow2_deflater *deflater, const struct batch *batch)
{
  uint64_t stream = batch->streams_at;
  uint64_t plain = batch->plain_at;
  size_t i, length;

  for (i = 0; i < batch->n_clusters; i++) {
    length = deflater->lengths[i];
    if (length) {
      deflater->entries[i] = vf_be64_make (stream_entry (w, stream, length));
      stream += length;
    } else {
      deflater->entries[i] = vf_be64_make (plain | VF_QCOW2_COPIED);
      plain += w->layout.cluster_size;
    }
  }
}

/* Writes the clusters that are plain, neighbours at once. */
static int
write_plain_clusters (struct vf_qcow2_writer *w,
                      const struct vf_qcow2_deflater *deflater,
                      const struct batch *batch, struct vf_error *err)
{
  size_t size = w->layout.cluster_size;
  uint64_t plain = batch->plain_at;
  size_t i, n;

  for (i = 0; i < batch->n_clusters; i += n) {
    n = 1;
    if (deflater->lengths[i])
      continue;
    while (i + n < batch->n_clusters && !deflater->lengths[i + n])
      n++;
    if (vf_qcow2_write_clusters (
            w, batch->bytes + i * size,
            vf_min_u64 (n * size, batch->n_bytes - i * size), plain, err))
      return -1;
    plain += n * size;
  }
  return 0;
}

static int
write_batch (struct vf_qcow2_writer *w, struct vf_qcow2_deflater *deflater,
             struct batch *batch, uint64_t first_cluster, struct vf_error *err)
{
  compress_batch (w, deflater, batch);
  if (append_batch (w, deflater, batch, err)
      || vf_io_write (w->io, deflater->out, batch->stream_bytes,
                      batch->streams_at, err)
      || write_plain_clusters (w, deflater, batch, err))
    return -1;
  fill_entries (w, deflater, batch);
  return vf_qcow2_write_entries (w, deflater->entries, first_cluster,
                                 batch->n_clusters, err);
}

int
vf_qcow2_write_compressed (struct vf_writer *writer, const void *buf, size_t n,
                           uint64_t offset, struct vf_error *err)
{
  struct vf_qcow2_writer *w = (struct vf_qcow2_writer *)writer;
  struct vf_qcow2_deflater *deflater = take_deflater (w, err);
  size_t size = w->layout.cluster_size;
  struct batch batch;
  size_t done;
  int r = 0;

  if (!deflater)
    return -1;
  for (done = 0; done < n && r == 0; done += batch.n_bytes) {
    batch = (struct batch){
      .bytes = (const uint8_t *)buf + done,
      .n_bytes = vf_min_u64 (n - done, deflater->batch * size),
    };
    batch.n_clusters = vf_div_up (batch.n_bytes, size);
    r = write_batch (w, deflater, &batch, (offset + done) / size, err);
  }
  give_back (w, deflater);
  return r;
}
