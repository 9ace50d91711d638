/* vmferry: opening members of a tar archive by the names that others give.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/tar-resolver.h"

#include <inttypes.h>
#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/ova/tar-find.h"
#include "formats/ova/tar-name.h"
#include "formats/ova/tar.h"

/* NAME as the member that is meant: beside FROM.  What is absolute on another
 * host (a drive letter, a datastore) counts by its last part.
 * Returns: malloc'd, or NULL with ERR. */
static char *
full_name (const struct vf_tar *tar, const struct vf_io *from,
           const char *name, struct vf_error *err)
{
  const char *base = from == tar->io ? "" : vf_io_name (from);
  CLEANUP_FREE char *full = NULL;

  if (strchr (name, '\\') || strncmp (name, "/vmfs/", 6) == 0)
    name = vf_tar_last_part (name);
  if (*name == '/')
    base = "";
  full = vf_text_printf ("%.*s%s", (int)(vf_tar_last_part (base) - base), base,
                         name);
  if (full)
    return vf_tar_make_name (full, strlen (full), err);
  vf_error_nomem (err, name);
  return NULL;
}

static struct vf_io *
open_member (const struct vf_resolver *base, const struct vf_io *from,
             const char *name, struct vf_error *err)
{
  const struct vf_tar_resolver *resolver
      = (const struct vf_tar_resolver *)base;
  const struct vf_tar_member *member;
  CLEANUP_FREE char *full = NULL;

  if (strstr (name, "://")) {
    vf_error_set (err, VF_ERROR_PERMISSION,
                  "\"%s\": nothing is fetched from a URL; download it and "
                  "put it beside the OVF",
                  name);
    return NULL;
  }
  full = full_name (resolver->tar, from, name, err);
  if (!full)
    return NULL;
  member = vf_tar_find (resolver->tar, full);
  if (!member)
    member = vf_tar_find_last_part (resolver->tar, full);
  if (!member) {
    vf_error_set (err, VF_ERROR_NOT_FOUND, "the archive has no member \"%s\"",
                  full);
    return NULL;
  }
  if (member->missing && !resolver->salvage) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "\"%s\" is cut off: %" PRIu64 " of its %" PRIu64
                  " bytes are missing",
                  member->name, member->missing, member->stored);
    return NULL;
  }
  return vf_tar_open_member (resolver->tar, member, err);
}

void
vf_tar_resolver_init (struct vf_tar_resolver *resolver,
                      const struct vf_tar *tar, bool salvage)
{
  *resolver = (struct vf_tar_resolver){ .resolver = { .open = open_member },
                                        .tar = tar,
                                        .salvage = salvage };
}
