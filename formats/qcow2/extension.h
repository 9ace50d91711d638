/* vmferry: the extensions behind a qcow2 header.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_EXTENSION_H
#define VF_FORMATS_QCOW2_EXTENSION_H

#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_qcow2_header;

/* Of a feature's name with its terminator. */
enum { VF_QCOW2_FEATURE_NAME_SIZE = 47 };

/* Reads the extensions into HEADER, whose other fields are set.
 * Params:  features - incompatible bits; the name that the image gives the
 *          lowest of them is put into RET_NAME if it gives one
 * Errors:  CORRUPT when one passes the first cluster, IO */
int vf_qcow2_extensions_read (struct vf_io *io, struct vf_qcow2_header *header,
                              uint64_t features,
                              char ret_name[VF_QCOW2_FEATURE_NAME_SIZE],
                              struct vf_error *err);

#endif
