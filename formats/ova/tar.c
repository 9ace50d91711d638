/* vmferry: the list of a tar archive's members.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/tar.h"

#include <stdlib.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/ova/tar-find.h"
#include "formats/ova/tar-sparse.h"
#include "formats/ova/tar-walk.h"

void
vf_tar_close (struct vf_tar *tar)
{
  size_t i;

  if (!tar)
    return;
  for (i = 0; i < tar->members.count; i++)
    free (tar->members.items[i].name);
  free (tar->members.items);
  free (tar->by_name.items);
  free (tar->by_last_part.items);
  free (tar);
}

static int
add_member (struct vf_tar *tar, struct vf_tar_member member,
            struct vf_error *err)
{
  int r = -1;

  if (tar->members.count == VF_TAR_MAX_MEMBERS)
    vf_error_set (err, VF_ERROR_LIMIT, "more than %d members",
                  VF_TAR_MAX_MEMBERS);
  else if (vf_vector_push (&tar->members, member))
    vf_error_nomem (err, "the list of members");
  else
    r = 0;
  if (r)
    free (member.name);
  return r;
}

static int
read_members (struct vf_tar *tar, struct vf_error *err)
{
  struct vf_tar_member member;
  uint64_t offset = 0;
  int r;

  while ((r = vf_tar_next (tar->io, &offset, &member, err)) > 0)
    if (add_member (tar, member, err))
      return -1;
  return r;
}

struct vf_tar *
vf_tar_open (struct vf_io *io, struct vf_error *err)
{
  CLEANUP_TAR struct vf_tar *tar = calloc (1, sizeof *tar);

  if (!tar) {
    vf_error_nomem (err, vf_io_name (io));
    return NULL;
  }
  tar->io = io;
  return read_members (tar, err) || vf_tar_sort (tar, err) ? NULL : TAKE (tar);
}

struct vf_io *
vf_tar_open_member (const struct vf_tar *tar,
                    const struct vf_tar_member *member, struct vf_error *err)
{
  const struct vf_io_piece piece
      = { .base = tar->io,
          .offset = member->data,
          .length = member->stored - member->missing };

  if (member->kind != VF_TAR_FILE) {
    vf_error_set (err, VF_ERROR_PERMISSION, "\"%s\" is %s, no file",
                  member->name,
                  member->kind == VF_TAR_LINK     ? "a link"
                  : member->kind == VF_TAR_FOLDER ? "a folder"
                                                  : "a special member");
    return NULL;
  }
  if (member->layout != VF_TAR_PLAIN)
    return vf_tar_open_sparse (tar, member, err);
  return vf_io_from_pieces (&piece, 1, piece.length, member->name, err);
}
