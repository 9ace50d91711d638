/* vmferry: an OVA as a kind of VM definition: the OVF in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/ova-machine.h"

#include <stdint.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/ova/ova.h"
#include "formats/ova/tar-header.h"
#include "formats/ova/tar.h"
#include "formats/ovf/ovf-machine.h"

static int
probe (const char *head, size_t n, const char *path __attribute__ ((unused)))
{
  return vf_tar_probe ((const uint8_t *)head, n);
}

/* The OVF in the archive TAR. */
static struct vf_io *
open_ovf (struct vf_tar *tar, struct vf_error *err)
{
  const struct vf_tar_member *member = vf_ova_find_ovf (tar);

  if (member)
    return vf_tar_open_member (tar, member, err);
  vf_error_set (err, VF_ERROR_UNSUPPORTED,
                "a tar archive without an .ovf is no VM definition");
  return NULL;
}

static struct vf_machine *
read_ova (struct vf_io *io, const char *path,
          const struct vf_machine_params *params, struct vf_error *err)
{
  CLEANUP_TAR struct vf_tar *tar = vf_tar_open (io, err);
  CLEANUP_IO struct vf_io *ovf = tar ? open_ovf (tar, err) : NULL;

  return ovf ? vf_ovf_read_machine (ovf, path, params, err) : NULL;
}

static int
list_ova (struct vf_io *io, const char *path __attribute__ ((unused)),
          struct vf_machine_names *names, struct vf_error *err)
{
  CLEANUP_TAR struct vf_tar *tar = vf_tar_open (io, err);
  CLEANUP_IO struct vf_io *ovf = tar ? open_ovf (tar, err) : NULL;

  return ovf ? vf_ovf_list_machines (ovf, names, err) : -1;
}

const struct vf_machine_format vf_machine_format_ova = {
  .name = "ova",
  .summary = "a tar archive with an OVF and its disks",
  .has_configurations = true,
  .probe = probe,
  .read = read_ova,
  .list = list_ova,
};
