/* vmferry: VDI: the header.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VDI_HEADER_H
#define VF_FORMATS_VDI_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/guid.h"
#include "formats/vdi/vdi-disk.h"

struct vf_error;
struct vf_io;

struct vf_vdi_header {
  char text[65]; /* what the file calls itself; ends with a NUL */
  uint32_t version;
  enum vf_vdi_type type;
  uint64_t size; /* bytes, like all that follow */
  uint64_t table_offset, data_offset;
  uint32_t block_size, block_extra;
  uint32_t n_blocks, n_allocated; /* of the table, of them in the file */
  uint32_t cylinders, heads, sectors;
  struct vf_guid id, modification, parent, parent_modification;
};

/* Whether TYPE reads through a parent. */
bool vf_vdi_type_has_parent (enum vf_vdi_type type);

/* Reads and checks the header.
 * Errors:  CORRUPT, UNSUPPORTED for another version, LIMIT, IO */
int vf_vdi_header_read (struct vf_io *io, struct vf_vdi_header *ret_header,
                        struct vf_error *err);

#endif
