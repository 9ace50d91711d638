/* vmferry: dpkg's list of packages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_DPKG_H
#define VF_INSPECT_DPKG_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "inspect/lines.h"

struct vf_error;

/* A package; its texts lie in the text that was parsed. */
struct vf_dpkg_package {
  struct vf_slice name;
  struct vf_slice version;
  struct vf_slice status;  /* "install ok installed" */
  struct vf_slice depends; /* Pre-Depends are in pre_depends */
  struct vf_slice pre_depends;
};

struct vf_dpkg {
  struct vf_dpkg_package *items;
  size_t count;
  size_t capacity;
};

/* Reads /var/lib/dpkg/status.  TEXT must outlive the result.
 * Errors:  NOMEM
 * Source:  deb-control(5), dpkg 1.21 */
int vf_dpkg_parse (const char *text, struct vf_dpkg *ret_packages,
                   struct vf_error *err);

/* Whether there is anything of it in the guest: not "not-installed". */
bool vf_dpkg_is_there (const struct vf_dpkg_package *package);

/* Whether PACKAGE, itself installed, needs the one called NAME.  An
 * alternative ("a | b") counts as not needed. */
bool vf_dpkg_depends_on (const struct vf_dpkg_package *package,
                         const char *name);

/* Frees the list; it is empty again. */
void vf_dpkg_clear (struct vf_dpkg *packages);

#define CLEANUP_DPKG VF_CLEANUP (vf_dpkg_clear)

#endif
