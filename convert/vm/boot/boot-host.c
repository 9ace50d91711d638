/* vmferry: what a boot needs of the host: overlays over the disks, and what
 * this QEMU can do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/boot-host.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "common/kvm.h"
#include "common/process.h"
#include "common/text.h"
#include "convert/vm/boot/boot-args.h"
#include "formats/domain.h"

enum {
  MAX_TOOL_OUTPUT = 64 * 1024, /* of qemu-img and "-netdev help" */
};

static int
make_overlay (const struct vf_domain_disk *disk, size_t i, const char *folder,
              struct vf_error *err)
{
  CLEANUP_FREE char *overlay = vf_text_printf ("%s/disk-%zu.qcow2", folder, i);
  CLEANUP_FREE char *output = NULL;
  const char *const argv[]
      = { "qemu-img",   "create", "-q",       "-f",    "qcow2", "-F",
          disk->format, "-b",     disk->path, overlay, NULL };

  if (!overlay)
    return vf_error_nomem (err, "the path of an overlay");
  if (access (disk->path, R_OK))
    return vf_error_set_errno (err, errno, "%s", disk->path);
  output = vf_process_output (argv, MAX_TOOL_OUTPUT, err);
  return output ? 0 : vf_error_prefix (err, "%s", disk->path);
}

int
vf_boot_make_overlays (const struct vf_domain *domain, const char *folder,
                       struct vf_error *err)
{
  size_t i;

  for (i = 0; i < domain->disks.count; i++) {
    const struct vf_domain_disk *disk = &domain->disks.items[i];

    if (disk->path && disk->device != VF_DOMAIN_FLOPPY
        && make_overlay (disk, i, folder, err))
      return vf_error_prefix (err, "disk %s",
                              disk->target ? disk->target : "?");
  }
  return 0;
}

/* Whether this QEMU has the backend "user": some distributions leave it out.
 */
static int
ask_for_user_network (bool *ret_has, struct vf_error *err)
{
  static const char *const argv[]
      = { "qemu-system-x86_64", "-machine", "none", "-netdev", "help", NULL };
  CLEANUP_FREE char *output = vf_process_output (argv, MAX_TOOL_OUTPUT, err);

  if (!output)
    return -1;
  *ret_has = strstr (output, "\nuser\n") != NULL;
  return 0;
}

int
vf_boot_ask_host (struct vf_boot_plan *plan, struct vf_error *no_kvm,
                  struct vf_error *err)
{
  long pages = sysconf (_SC_PHYS_PAGES), page_size = sysconf (_SC_PAGESIZE);

  if (ask_for_user_network (&plan->has_user_network, err))
    return -1;
  plan->has_kvm = vf_kvm_usable (no_kvm);
  /* A guest that boots touches little of its memory, but QEMU has to be given
   * all of it; the host needs some, too. */
  plan->max_memory_bytes = ~0ull;
  if (pages > 0 && page_size > 0)
    plan->max_memory_bytes
        = (unsigned long long)pages * (unsigned long long)page_size / 4 * 3;
  return 0;
}
