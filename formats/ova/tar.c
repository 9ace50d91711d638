/* vmferry: the list of a tar archive's members, and finding one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/tar.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/io.h"
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
  free (tar->by_name);
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

/* By name without regard to case, then with it, then by place. */
static int
compare (const void *a, const void *b, void *data)
{
  const struct vf_tar_member *members = data;
  size_t i = *(const size_t *)a, j = *(const size_t *)b;
  int order = strcasecmp (members[i].name, members[j].name);

  if (!order)
    order = strcmp (members[i].name, members[j].name);
  return order ? order : (i > j) - (i < j);
}

static int
sort_names (struct vf_tar *tar, struct vf_error *err)
{
  size_t i, n = tar->members.count;

  tar->by_name = calloc (n + 1, sizeof *tar->by_name);
  if (!tar->by_name)
    return vf_error_nomem (err, "the list of members");
  for (i = 0; i < n; i++)
    tar->by_name[i] = i;
  if (n)
    qsort_r (tar->by_name, n, sizeof *tar->by_name, compare,
             tar->members.items);
  return 0;
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
  return read_members (tar, err) || sort_names (tar, err) ? NULL : TAKE (tar);
}

static const struct vf_tar_member *
at_rank (const struct vf_tar *tar, size_t rank)
{
  return &tar->members.items[tar->by_name[rank]];
}

/* The first rank whose name is not before NAME. */
static size_t
first_rank (const struct vf_tar *tar, const char *name)
{
  size_t low = 0, high = tar->members.count, middle;

  while (low < high) {
    middle = low + (high - low) / 2;
    if (strcasecmp (at_rank (tar, middle)->name, name) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const struct vf_tar_member *
vf_tar_find (const struct vf_tar *tar, const char *name)
{
  const struct vf_tar_member *exact = NULL, *similar = NULL, *member;
  size_t rank;

  for (rank = first_rank (tar, name); rank < tar->members.count; rank++) {
    member = at_rank (tar, rank);
    if (strcasecmp (member->name, name) != 0)
      break;
    if (strcmp (member->name, name) == 0)
      exact = member;
    else if (similar && strcmp (similar->name, member->name) != 0)
      return exact; /* which of them is meant? */
    else
      similar = member;
  }
  return exact ? exact : similar;
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
