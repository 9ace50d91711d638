/* vmferry: what a tar archive holds, by our reader alone.
 *
 *   dump-tar list ARCHIVE         prints "KIND SIZE NAME" per member
 *   dump-tar cat ARCHIVE NAME     writes the content of a member to stdout
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/ova/tar-find.h"
#include "formats/ova/tar.h"

static void
list (const struct vf_tar *tar)
{
  static const char kinds[] = {
    [VF_TAR_FILE] = 'f',
    [VF_TAR_FOLDER] = 'd',
    [VF_TAR_LINK] = 'l',
    [VF_TAR_OTHER] = 'o',
  };
  const struct vf_tar_member *member;
  size_t i;

  for (i = 0; i < tar->members.count; i++) {
    member = &tar->members.items[i];
    printf ("%c %" PRIu64 " %s\n", kinds[member->kind], member->size,
            member->name);
  }
}

static int
cat (const struct vf_tar *tar, const char *name, struct vf_error *err)
{
  const struct vf_tar_member *member = vf_tar_find (tar, name);
  CLEANUP_IO struct vf_io *io = NULL;
  static char buf[65536];
  uint64_t offset;
  size_t n;

  if (!member)
    return vf_error_set (err, VF_ERROR_NOT_FOUND, "no member \"%s\"", name);
  io = vf_tar_open_member (tar, member, err);
  if (!io)
    return -1;
  for (offset = 0; offset < vf_io_size (io); offset += n) {
    n = vf_min_u64 (sizeof buf, vf_io_size (io) - offset);
    if (vf_io_read (io, buf, n, offset, err))
      return -1;
    fwrite (buf, 1, n, stdout);
  }
  return member->missing
             ? vf_error_set (err, VF_ERROR_CORRUPT,
                             "\"%s\": %" PRIu64 " bytes are missing", name,
                             member->missing)
             : 0;
}

static int
run (int argc, char **argv, struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = vf_io_open_file (argv[2], err);
  CLEANUP_TAR struct vf_tar *tar = io ? vf_tar_open (io, err) : NULL;

  if (!tar)
    return -1;
  if (argc > 3)
    return cat (tar, argv[3], err);
  list (tar);
  return 0;
}

int
main (int argc, char **argv)
{
  struct vf_error err = { 0 };

  if (argc != (argc > 1 && strcmp (argv[1], "cat") == 0 ? 4 : 3)) {
    fprintf (stderr, "usage: dump-tar list ARCHIVE | cat ARCHIVE NAME\n");
    return 2;
  }
  if (run (argc, argv, &err) || fflush (stdout)) {
    fprintf (stderr, "dump-tar: %s\n", err.text);
    return 1;
  }
  return 0;
}
