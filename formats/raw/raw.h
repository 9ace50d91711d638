/* vmferry: the raw format: guest bytes as they are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_RAW_RAW_H
#define VF_FORMATS_RAW_RAW_H

extern const struct vf_image_format vf_raw_format;

#endif
