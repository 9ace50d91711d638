/* vmferry: VHD: where the footer is, and what stands in for a damaged one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_FOOTER_FIND_H
#define VF_FORMATS_VHD_FOOTER_FIND_H

#include "formats/vhd/footer.h"

struct vf_error;
struct vf_image;
struct vf_io;

/* Reads the footer that ends IO, of 512 or 511 bytes.
 * Errors:  CORRUPT, UNSUPPORTED, IO */
int vf_vhd_footer_read_end (struct vf_io *io, enum vf_vhd_seal seal,
                            struct vf_vhd_footer *ret_footer,
                            struct vf_error *err);

/* Reads the copy at byte 0; its data_end is the end of IO.
 * Errors:  CORRUPT, also when it is that of a fixed disk, UNSUPPORTED, IO */
int vf_vhd_footer_read_copy (struct vf_io *io, enum vf_vhd_seal seal,
                             struct vf_vhd_footer *ret_footer,
                             struct vf_error *err);

/* Finds the footer of the file behind IMAGE: at the end, else the copy; to
 * salvage, one up to 64 KiB before the end, or without a right checksum, too.
 * Adds a note when it is not the one at the end.
 * Errors:  CORRUPT, UNSUPPORTED, IO, NOMEM */
int vf_vhd_footer_find (struct vf_image *image,
                        struct vf_vhd_footer *ret_footer,
                        struct vf_error *err);

#endif
