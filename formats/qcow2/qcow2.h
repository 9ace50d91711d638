/* vmferry: the qcow2 format of QEMU, versions 2 and 3.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_QCOW2_H
#define VF_FORMATS_QCOW2_QCOW2_H

extern const struct vf_image_format vf_qcow2_format;

#endif
