/* vmferry: bytes from one file to another that do not pass through this
 * process: the file system lets both share them (a reflink), or, where it lies
 * on another host, that host copies them.
 *
 * A kernel that copies on this host itself is not made use of: that saves one
 * of two copies in memory, a fifth of the CPU time, and would store the zeros
 * in the data, which nobody has looked at then.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <errno.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/checked.h"
#include "common/io.h"

/* As in the kernel's headers, where they are not exported to all. */
enum {
  NFS_MAGIC = 0x6969,
  CEPH_MAGIC = 0x00c36400,
};
#define CIFS_MAGIC UINT32_C (0xff534d42)
#define SMB2_MAGIC UINT32_C (0xfe534d42)

/* Where both ends are. */
struct ends {
  int to, from;
  uint64_t to_start, from_start; /* of the ios in their files */
};

static bool
find_ends (const struct vf_io *to, const struct vf_io *from,
           struct ends *ret_ends)
{
  return vf_io_get_fd (to, &ret_ends->to, &ret_ends->to_start)
         && vf_io_get_fd (from, &ret_ends->from, &ret_ends->from_start);
}

/* Whether both are files of one file system whose data is on another host. */
static bool
is_remote (const struct ends *ends)
{
  struct stat to, from;
  struct statfs fs;
  uint32_t type;

  if (fstat (ends->to, &to) || fstat (ends->from, &from)
      || to.st_dev != from.st_dev || !S_ISREG (to.st_mode)
      || fstatfs (ends->to, &fs))
    return false;
  type = (uint32_t)fs.f_type;
  return type == NFS_MAGIC || type == CEPH_MAGIC || type == CIFS_MAGIC
         || type == SMB2_MAGIC;
}

static int
clone_range (const struct ends *ends, uint64_t to_offset, uint64_t from_offset,
             uint64_t n)
{
  struct file_clone_range range = {
    .src_fd = ends->from,
    .src_offset = from_offset,
    .src_length = n,
    .dest_offset = to_offset,
  };
  int r;

  do
    r = ioctl (ends->to, FICLONERANGE, &range);
  while (r && errno == EINTR);
  return r;
}

/* A part of a block cannot be shared.  A file system that could share a whole
 * one says so; others say that they cannot at all. */
static bool
can_clone (const struct ends *ends)
{
  struct stat st;

  return fstat (ends->to, &st) == 0 && S_ISREG (st.st_mode)
         && clone_range (ends, 1, 1, 1) && errno == EINVAL;
}

bool
vf_io_can_offload (const struct vf_io *to, const struct vf_io *from,
                   uint64_t from_offset)
{
  struct ends ends;

  return find_ends (to, from, &ends)
         && (ends.from_start + from_offset) % VF_IO_OFFLOAD_UNIT == 0
         && (can_clone (&ends) || is_remote (&ends));
}

static bool
copy_range (const struct ends *ends, uint64_t to_offset, uint64_t from_offset,
            uint64_t n)
{
  off_t to = to_offset, from = from_offset;
  ssize_t done;

  for (; n; n -= done) {
    done = copy_file_range (ends->from, &from, ends->to, &to, n, 0);
    if (done == 0 || (done < 0 && errno != EINTR))
      return false;
    if (done < 0)
      done = 0;
  }
  return true;
}

bool
vf_io_offload (struct vf_io *to, uint64_t to_offset, struct vf_io *from,
               uint64_t from_offset, uint64_t n)
{
  struct ends ends;

  if (!find_ends (to, from, &ends)
      || !vf_range_inside (from_offset, n, vf_io_size (from)))
    return false;
  to_offset += ends.to_start;
  from_offset += ends.from_start;
  if (clone_range (&ends, to_offset, from_offset, n) == 0)
    return true;
  return is_remote (&ends) && copy_range (&ends, to_offset, from_offset, n);
}
