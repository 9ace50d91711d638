/* vmferry: opening qcow2: the names of other files, the snapshot that is asked
 * for, and what a user should know.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/open.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/page-cache.h"
#include "formats/qcow2/cut.h"
#include "formats/qcow2/inflater.h"
#include "formats/qcow2/qcow2-disk.h"
#include "formats/qcow2/snapshot.h"
#include "formats/qcow2/table.h"
#include "formats/resolver.h"

/* 4 MiB of tables map 256 GiB in 64 KiB clusters. */
enum { CACHE_PAGES = 64 };

/* A name of one of QEMU's drivers ("json:{...}", "nbd:host:port") can lead
 * anywhere.  A single letter is a drive of another host, and a URI is left to
 * the path policy.
 * Source:  qemu block.c, path_has_protocol */
static int
check_name (const char *name, const char *what, struct vf_error *err)
{
  size_t n = strcspn (name, ":/");

  if (name[n] != ':' || n < 2 || strncmp (name + n, "://", 3) == 0
      || strncmp (name, "file:", 5) == 0)
    return 0;
  return vf_error_set (err, VF_ERROR_PERMISSION,
                       "%s \"%s\" is for a driver of QEMU, and no file's name",
                       what, name);
}

/* The file name of N bytes at OFFSET.
 * Returns: malloc'd; or NULL. */
static char *
read_name (struct vf_io *io, size_t n, uint64_t offset, const char *what,
           struct vf_error *err)
{
  char bytes[VF_QCOW2_MAX_FILE_NAME];
  CLEANUP_FREE char *name = NULL;

  if (vf_io_read (io, bytes, n, offset, err)) {
    vf_error_prefix (err, "%s", what);
    return NULL;
  }
  name = vf_text_to_utf8 (bytes, n);
  if (!name) {
    vf_error_nomem (err, what);
    return NULL;
  }
  if (check_name (name, what, err))
    return NULL;
  if (strncmp (name, "file:", 5) == 0)
    memmove (name, name + 5, strlen (name + 5) + 1);
  return TAKE (name);
}

/* Our name of the format that QEMU calls NAME. */
static const char *
our_format (const char *name)
{
  return strcmp (name, "vpc") == 0 ? "vhd" : name;
}

/* Where the image says that its parent is. */
static int
read_parent_ref (struct vf_qcow2 *q, struct vf_error *err)
{
  struct vf_parent_ref *ref = &q->image.parent_ref;
  const char *format = our_format (q->header.backing_format);

  if (!q->header.backing_offset)
    return 0;
  ref->name = read_name (q->image.io, q->header.backing_length,
                         q->header.backing_offset, "backing file name", err);
  if (!ref->name)
    return -1;
  if (!*format)
    return 0;
  ref->format_name = vf_text_to_utf8 (format, strlen (format));
  return ref->format_name ? 0 : vf_error_nomem (err, "the backing format");
}

static int
open_data_file (struct vf_qcow2 *q, struct vf_error *err)
{
  CLEANUP_FREE char *name = NULL;

  q->data = q->image.io;
  if (!(q->header.incompatible_features & VF_QCOW2_INCOMPAT_DATA_FILE))
    return 0;
  name = read_name (q->image.io, q->header.data_name_length,
                    q->header.data_name_offset, "data file name", err);
  if (!name)
    return -1;
  q->data_file = vf_resolver_open (q->image.params.resolver, q->image.io, name,
                                   err);
  if (!q->data_file)
    return vf_error_prefix (err, "external data file");
  q->data = q->data_file;
  if (!vf_io_is_same_file (q->data_file, q->image.io))
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "its external data file \"%s\" is itself", name);
}

/* The disk as it is now, or as the snapshot that is asked for has it. */
static int
choose_disk (struct vf_qcow2 *q, struct vf_error *err)
{
  CLEANUP_SNAPSHOT struct vf_qcow2_snapshot snapshot = { 0 };

  q->image.size = q->header.size;
  q->l1_offset = q->header.l1_offset;
  q->l1_entries = q->header.l1_entries;
  if (!q->image.params.snapshot)
    return 0;
  if (vf_qcow2_snapshot_find (q->image.io, &q->header,
                              q->image.params.snapshot, &snapshot, err))
    return -1;
  q->image.size = snapshot.size;
  q->l1_offset = snapshot.l1_offset;
  q->l1_entries = snapshot.l1_entries;
  return 0;
}

static int
add_notes (struct vf_qcow2 *q, struct vf_error *err)
{
  const struct vf_qcow2_header *header = &q->header;
  uint64_t features = header->incompatible_features;
  uint64_t l1_end = q->l1_offset + q->l1_entries * 8ul;

  if (features & VF_QCOW2_INCOMPAT_CORRUPT
      && vf_image_add_note (&q->image, err, "it is marked corrupt"))
    return -1;
  if (features & VF_QCOW2_INCOMPAT_DIRTY
      && vf_image_add_note (&q->image, err,
                            "it was not closed: its refcounts may be out of "
                            "date, which reading does not need"))
    return -1;
  if (header->n_bitmaps
      && vf_image_add_note (&q->image, err,
                            "it has dirty bitmaps (%" PRIu32
                            "), which are ignored",
                            header->n_bitmaps))
    return -1;
  if (l1_end <= vf_io_size (q->image.io))
    return 0;
  return vf_image_add_note (&q->image, err,
                            "its L1 table at %" PRIu64 " ends at %" PRIu64
                            ", but the file at %" PRIu64,
                            q->l1_offset, l1_end, vf_io_size (q->image.io));
}

int
vf_qcow2_open (struct vf_image *image, struct vf_error *err)
{
  struct vf_qcow2 *q = (struct vf_qcow2 *)image;

  if (vf_qcow2_header_read (image->io, image->params.salvage, &q->header, err)
      || read_parent_ref (q, err) || choose_disk (q, err)
      || open_data_file (q, err) || add_notes (q, err))
    return -1;
  q->cache = vf_page_cache_new (image->io, CACHE_PAGES, err);
  if (!q->cache)
    return -1;
  image->read_memory = 2 * q->header.cluster_size;
  q->inflaters = vf_qcow2_inflaters_new (q->header.compression_type, err);
  return q->inflaters ? vf_qcow2_cut_note (q, err) : -1;
}

void
vf_qcow2_close (struct vf_image *image)
{
  struct vf_qcow2 *q = (struct vf_qcow2 *)image;

  vf_qcow2_inflaters_free (q->inflaters);
  vf_page_cache_free (q->cache);
  vf_io_close (q->data_file);
}
