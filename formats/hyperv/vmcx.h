/* vmferry: the binary of a Hyper-V definition, since Windows Server 2016.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_VMCX_H
#define VF_FORMATS_HYPERV_VMCX_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_hyperv_key;

/* The keys in N bytes of a .vmcx; "configuration" is one of the first ones.
 * Owner:   the caller frees the tree with vf_hyperv_key_free.
 * Errors:  CORRUPT, also where a checksum is wrong; UNSUPPORTED where changes
 *          wait in the log; LIMIT, NOMEM */
struct vf_hyperv_key *vf_vmcx_parse (const uint8_t *bytes, size_t n,
                                     struct vf_error *err);

#endif
