/* vmferry: VHDX: what the metadata region says of the disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_METADATA_H
#define VF_FORMATS_VHDX_METADATA_H

#include <stdbool.h>
#include <stdint.h>

#include "common/guid.h"
#include "formats/vhdx/locator.h"

struct vf_error;
struct vf_io;
struct vf_vhdx_region;

/* Sizes in bytes. */
struct vf_vhdx_metadata {
  uint32_t block_size;
  bool leave_allocated; /* "fixed" */
  bool has_parent;
  uint64_t size;
  uint32_t logical_sector, physical_sector;
  bool has_disk_id;
  struct vf_guid disk_id;
  struct vf_vhdx_locator locator; /* of a disk with a parent */
};

/* Reads the metadata region.
 * Owner:   the caller frees what is in RET with vf_vhdx_metadata_clear.
 * Errors:  CORRUPT, UNSUPPORTED for an item that is required and not known,
 *          or a file that says it is incomplete; LIMIT, IO, NOMEM
 * Source:  [MS-VHDX] 2.6 */
int vf_vhdx_metadata_read (struct vf_io *io,
                           const struct vf_vhdx_region *region,
                           struct vf_vhdx_metadata *ret_metadata,
                           struct vf_error *err);

/* Frees what METADATA owns. */
void vf_vhdx_metadata_clear (struct vf_vhdx_metadata *metadata);

#endif
