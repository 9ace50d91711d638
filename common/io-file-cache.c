/* vmferry: what a file keeps in the page cache.  A disk that is copied would
 * fill the memory of its host with what nobody reads soon, and leave the work
 * of writing it to the flush at the end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <fcntl.h>

#include "common/checked.h"
#include "common/io-file-priv.h"

enum { WINDOW = 16 * 1024 * 1024 };

bool
vf_file_note_written (struct vf_file_io *file, uint64_t n, uint64_t offset,
                      struct vf_file_range ret_ranges[2])
{
  struct vf_file_range *dirty = &file->dirty;

  if (n < VF_FILE_MIN_DATA)
    return false;
  dirty->start = file->n_dirty ? vf_min_u64 (dirty->start, offset) : offset;
  dirty->end
      = file->n_dirty ? vf_max_u64 (dirty->end, offset + n) : offset + n;
  file->n_dirty += n;
  if (file->n_dirty < WINDOW)
    return false;
  ret_ranges[0] = *dirty;
  ret_ranges[1] = file->written;
  file->written = *dirty;
  file->n_dirty = 0;
  return true;
}

/* These are hints: what fails here fails again, and is told, by the flush. */
void
vf_file_write_behind (const struct vf_file_io *file,
                      const struct vf_file_range ranges[2])
{
  const struct vf_file_range *first = &ranges[0], *before = &ranges[1];

  sync_file_range (file->fd, first->start, first->end - first->start,
                   SYNC_FILE_RANGE_WRITE);
  if (!(file->hints & VF_IO_DROP_WRITTEN) || before->end == 0)
    return;
  sync_file_range (file->fd, before->start, before->end - before->start,
                   SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE
                       | SYNC_FILE_RANGE_WAIT_AFTER);
  posix_fadvise (file->fd, before->start, before->end - before->start,
                 POSIX_FADV_DONTNEED);
}

void
vf_file_drop_read (const struct vf_file_io *file, uint64_t n, uint64_t offset)
{
  if (n >= VF_FILE_MIN_DATA)
    posix_fadvise (file->fd, offset, n, POSIX_FADV_DONTNEED);
}
