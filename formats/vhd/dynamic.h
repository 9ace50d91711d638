/* vmferry: VHD: the header of a dynamic or differencing disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_DYNAMIC_H
#define VF_FORMATS_VHD_DYNAMIC_H

#include "formats/vhd/footer.h"

struct vf_error;
struct vf_image;
struct vf_io;

struct vf_vhd_dynamic {
  uint64_t offset;       /* of the header, bytes */
  uint64_t table_offset; /* bytes */
  uint32_t n_entries;    /* of the table */
  uint32_t block_size;   /* bytes */
  struct vf_guid parent_id;
  uint32_t parent_timestamp; /* seconds since 2000 */
  struct vf_vhd_disk_dynamic disk;
};

/* Reads the header that FOOTER leads to.  To salvage, a checksum that is wrong
 * is a note of IMAGE.
 * Errors:  CORRUPT, UNSUPPORTED, LIMIT, IO, NOMEM
 * Source:  specification, "Dynamic Disk Header Format" */
int vf_vhd_dynamic_read (struct vf_image *image,
                         const struct vf_vhd_footer *footer,
                         struct vf_vhd_dynamic *ret_dynamic,
                         struct vf_error *err);

/* Refuses a disk whose blocks Xen encrypted.
 * Errors:  UNSUPPORTED, IO
 * Source:  blktap, include/vhd.h: struct dd_batmap_hdr */
int vf_vhd_dynamic_check_batmap (struct vf_io *io,
                                 const struct vf_vhd_footer *footer,
                                 const struct vf_vhd_dynamic *dynamic,
                                 struct vf_error *err);

#endif
