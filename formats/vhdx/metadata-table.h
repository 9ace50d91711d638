/* vmferry: VHDX: the table of the metadata region: which items there are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_METADATA_TABLE_H
#define VF_FORMATS_VHDX_METADATA_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/guid.h"

struct vf_error;
struct vf_io;
struct vf_vhdx_region;

/* As many as fit into a table. */
enum { VF_VHDX_MAX_ITEMS = 2047 };

struct vf_vhdx_item {
  struct vf_guid guid;
  uint32_t offset; /* in the region; 0 with a length of 0 */
  uint32_t length; /* bytes */
  bool is_user, is_required;
  uint64_t entry_offset; /* of its entry in the file, for messages */
};

struct vf_vhdx_items {
  size_t count;
  struct vf_vhdx_item items[VF_VHDX_MAX_ITEMS];
};

/* Reads the table at the start of REGION.
 * Errors:  CORRUPT, IO, NOMEM
 * Source:  [MS-VHDX] 2.6.1 */
int vf_vhdx_metadata_table_read (struct vf_io *io,
                                 const struct vf_vhdx_region *region,
                                 struct vf_vhdx_items *ret_items,
                                 struct vf_error *err);

#endif
