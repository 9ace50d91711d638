/* vmferry: VHDX: where the block allocation table and the metadata lie.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_REGION_H
#define VF_FORMATS_VHDX_REGION_H

#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_vhdx_header;

/* Bytes of the file; a length of 0: there is none. */
struct vf_vhdx_region {
  uint64_t offset;
  uint64_t length;
};

struct vf_vhdx_regions {
  struct vf_vhdx_region bat;
  struct vf_vhdx_region metadata;
};

/* Reads the region tables, the second where the first is not sound.
 * Params:  header - for the log, which no region may overlap
 * Errors:  CORRUPT when neither is sound, UNSUPPORTED for a region that is
 *          required and not known, IO
 * Source:  [MS-VHDX] 2.2.3 */
int vf_vhdx_region_read (struct vf_io *io, const struct vf_vhdx_header *header,
                         struct vf_vhdx_regions *ret_regions,
                         struct vf_error *err);

/* Reads copy NUMBER (0 or 1) of the region table only.  Errors: the same. */
int vf_vhdx_region_read_copy (struct vf_io *io, int number,
                              const struct vf_vhdx_header *header,
                              struct vf_vhdx_regions *ret_regions,
                              struct vf_error *err);

#endif
