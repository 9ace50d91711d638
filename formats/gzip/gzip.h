/* vmferry: a disk image, or an OVA, in a gzip file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_GZIP_GZIP_H
#define VF_FORMATS_GZIP_GZIP_H

struct vf_image_format;

/* What is in it is found by content.  Claims the files of other packers, too,
 * to say what to do with them. */
extern const struct vf_image_format vf_gzip_format;

#endif
