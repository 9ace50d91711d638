/* vmferry: what a boot needs of the host: firmware.  Where the definition
 * names no files, those of the distributions are tried in turn.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "common/io.h"
#include "common/outfile.h"
#include "common/text.h"
#include "convert/vm/boot/boot-args.h"
#include "convert/vm/boot/boot-host.h"
#include "convert/vm/hardware/uefi-files.h"
#include "formats/domain.h"

enum {
  MAX_NVRAM = 64 * 1024 * 1024, /* flash of QEMU's boards is at most 8 MiB */
};

static bool
is_there (const char *path)
{
  return path && access (path, R_OK) == 0;
}

static const struct vf_uefi_files *
find_known (bool is_secure)
{
  const struct vf_uefi_files *files;

  for (files = vf_uefi_files; files->code; files++)
    if (files->is_secure == is_secure && is_there (files->code)
        && is_there (files->variables))
      return files;
  return NULL;
}

static int
copy_variables (const char *from, const char *folder, struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = vf_io_open_file (from, err);
  CLEANUP_FREE char *to = vf_text_printf ("%s/nvram.fd", folder);
  CLEANUP_FREE void *bytes = NULL;
  uint64_t size;

  if (!io)
    return -1;
  size = vf_io_size (io);
  if (size == 0 || size > MAX_NVRAM)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "%s: no UEFI variables: %llu bytes", from,
                         (unsigned long long)size);
  bytes = malloc (size);
  if (!bytes || !to)
    return vf_error_nomem (err, from);
  if (vf_io_read (io, bytes, size, 0, err))
    return -1;
  return vf_outfile_write_all (to, bytes, size, err);
}

static int
find_uefi (const struct vf_domain *domain, struct vf_boot_plan *plan,
           struct vf_error *err)
{
  const struct vf_domain_firmware *wanted = &domain->firmware;
  const struct vf_uefi_files *found = find_known (wanted->is_secure_boot);
  const char *variables
      = is_there (wanted->nvram) ? wanted->nvram : wanted->nvram_template;

  plan->uefi_is_secure = wanted->is_secure_boot;
  plan->uefi_code = is_there (wanted->loader) ? wanted->loader : NULL;
  if (!plan->uefi_code && found)
    plan->uefi_code = found->code;
  if (!is_there (variables) && found)
    variables = found->variables;
  if (!plan->uefi_code || !is_there (variables))
    return vf_error_set (err, VF_ERROR_NOT_FOUND,
                         "no UEFI firmware%s here (Debian: ovmf, Fedora: "
                         "edk2-ovmf)",
                         plan->uefi_is_secure ? " with secure boot" : "");
  return copy_variables (variables, plan->folder, err);
}

int
vf_boot_find_firmware (const struct vf_domain *domain,
                       struct vf_boot_plan *plan, struct vf_error *err)
{
  static const unsigned char screen_port[2] = { 0xe8, 0x02 }; /* 0x2e8 */
  CLEANUP_FREE char *path = vf_text_printf ("%s/screen-port", plan->folder);

  if (domain->firmware.is_uefi)
    return find_uefi (domain, plan, err);
  if (!path)
    return vf_error_nomem (err, "a path");
  return vf_outfile_write_all (path, screen_port, sizeof screen_port, err);
}
