/* vmferry: names that files in a tar archive give lead to members of it, and
 * nowhere else.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_TAR_RESOLVER_H
#define VF_FORMATS_OVA_TAR_RESOLVER_H

#include <stdbool.h>

#include "formats/resolver.h"

struct vf_tar;

struct vf_tar_resolver {
  struct vf_resolver resolver;
  const struct vf_tar *tar; /* not owned */
  bool salvage;             /* open members that are cut off */
};

/* Sets up a resolver that opens names relative to the folder of the member
 * that gives them (or the archive itself): exactly, else without regard to
 * case, else by their last part, where one member alone has it.  Names that
 * lead out of the archive, URIs, links and members that are cut off are
 * refused. */
void vf_tar_resolver_init (struct vf_tar_resolver *resolver,
                           const struct vf_tar *tar, bool salvage);

#endif
