/* vmferry: opening and finishing the end of a copy that is written.  Knows
 * what must never be overwritten: a file of the source, a device in use.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/copy-target.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/io.h"
#include "common/outfile.h"
#include "convert/disk/same-file.h"
#include "formats/image-format.h"
#include "formats/image.h"

/* A multiple of the granule of each format's default; larger than the second
 * are only blocks that need not be written whole. */
enum { DEFAULT_GRANULE = 64 * 1024, MAX_GRANULE = 2 * 1024 * 1024 };

/* O_EXCL: the kernel refuses a device that is mounted or otherwise in use. */
static struct vf_io *
open_device (const char *path, struct vf_error *err)
{
  int fd = open (path, O_RDWR | O_EXCL | O_CLOEXEC);

  if (fd < 0) {
    vf_error_set_errno (err, errno, "%s: cannot open for writing", path);
    return NULL;
  }
  return vf_io_from_fd (fd, path, true, err);
}

static bool
is_device (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && S_ISBLK (st.st_mode);
}

bool
vf_copy_target_is_in_place (const char *location)
{
  return vf_io_is_nbd_uri (location) || is_device (location);
}

static int
open_in_place (struct vf_copy_target_file *file, unsigned connections,
               struct vf_error *err)
{
  const char *location = file->target->location;

  file->in_place = vf_io_is_nbd_uri (location)
                       ? vf_io_open_nbd (location, connections, true, err)
                       : open_device (location, err);
  return file->in_place ? 0 : -1;
}

int
vf_copy_target_open (struct vf_copy_target_file *file,
                     const struct vf_copy_target *target,
                     const struct vf_image *source, struct vf_error *err)
{
  enum { CONNECTIONS = 8 }; /* one for each thread, to wait in */
  bool is_in_place = vf_copy_target_is_in_place (target->location);
  const char *format = target->format_name;

  *file = (struct vf_copy_target_file){ .target = target };
  if (!format)
    format = is_in_place ? "raw" : "qcow2";
  file->format = vf_image_format_find_writable (format, err);
  if (!file->format)
    return -1;
  if (vf_image_uses_file (source, target->location))
    return vf_error_set (err, VF_ERROR_USAGE,
                         "%s: is a file of the source, which is never changed",
                         target->location);
  if (is_in_place)
    return open_in_place (file, CONNECTIONS, err);
  file->outfile = vf_outfile_create (target->location, err);
  return file->outfile ? 0 : -1;
}

uint32_t
vf_copy_target_granule (const struct vf_copy_target_file *file)
{
  uint32_t cluster_size = file->target->cluster_size;

  return cluster_size && cluster_size <= MAX_GRANULE ? cluster_size
                                                     : DEFAULT_GRANULE;
}

struct vf_io *
vf_copy_target_io (const struct vf_copy_target_file *file)
{
  return file->outfile ? vf_outfile_io (file->outfile) : file->in_place;
}

struct vf_writer *
vf_copy_target_start (const struct vf_copy_target_file *file, uint64_t size,
                      const struct vf_range_list *data, struct vf_job *job,
                      struct vf_error *err)
{
  struct vf_create_params params = {
    .size = size,
    .cluster_size = file->target->cluster_size,
    .compression = file->target->compression,
    .level = file->target->level,
    .data = data,
    .is_zeroed = file->outfile != NULL,
    .job = job,
  };

  return vf_writer_create (file->format, vf_copy_target_io (file), &params,
                           err);
}

int
vf_copy_target_flush (struct vf_copy_target_file *file, struct vf_error *err)
{
  if (file->target->no_fsync || file->target->ret_unfinished)
    return 0;
  return vf_io_flush (vf_copy_target_io (file), err);
}

int
vf_copy_target_finish (struct vf_copy_target_file *file, struct vf_error *err)
{
  if (file->outfile && file->target->ret_unfinished) {
    *file->target->ret_unfinished = TAKE (file->outfile);
    return 0;
  }
  if (file->outfile)
    return vf_outfile_finish (TAKE (file->outfile), file->target->no_fsync,
                              err);
  vf_io_close (TAKE (file->in_place));
  return 0;
}

void
vf_copy_target_abandon (struct vf_copy_target_file *file)
{
  vf_outfile_abandon (TAKE (file->outfile));
  vf_io_close (TAKE (file->in_place));
}
