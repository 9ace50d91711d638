/* vmferry: a kernel's modules: which there are, which are built in, and what
 * each needs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_MODULES_H
#define VF_INSPECT_MODULES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "inspect/guest.h"
#include "inspect/textlist.h"

struct vf_error;

/* modules.dep and modules.builtin of one kernel, as text; borrowed. */
struct vf_modules {
  const char *dep;
  const char *builtin; /* NULL: there is none */
};

/* Whether the kernel has the module called NAME ("virtio_blk"). */
enum vf_guest_driver_state vf_modules_state (const struct vf_modules *modules,
                                             const char *name);

/* Adds the files of module NAME and of all it needs to RET_FILES, as
 * modules.dep has them ("kernel/drivers/block/virtio_blk.ko"), those that are
 * there already left out.  A built-in module has none.
 * Errors:  NOT_FOUND when there is no such module, NOMEM */
int vf_modules_files (const struct vf_modules *modules, const char *name,
                      struct vf_text_list *ret_files, struct vf_error *err);

/* Adds the files of a virtio driver, with what it is of no use without:
 * virtio_scsi needs sd_mod to show a disk.
 * Errors:  as vf_modules_files */
int vf_modules_driver_files (const struct vf_modules *modules,
                             enum vf_guest_virtio driver,
                             struct vf_text_list *ret_files,
                             struct vf_error *err);

/* The module's name from the path of its file: no folder, no .ko or
 * .ko.xz, and '_' for '-'.
 * Returns: a malloc'd string, or NULL when memory is out. */
char *vf_modules_name_of (const char *path);

#endif
