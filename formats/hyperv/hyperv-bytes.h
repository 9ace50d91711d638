/* vmferry: the bytes of a definition of Hyper-V, and a machine to read them
 * into.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_HYPERV_BYTES_H
#define VF_FORMATS_HYPERV_HYPERV_BYTES_H

#include <stdbool.h>
#include <stddef.h>

struct vf_error;
struct vf_machine;

/* An empty machine of Hyper-V, whose definition lies at PATH.
 * Owner:   the caller frees it with vf_machine_free.
 * Errors:  NOMEM */
struct vf_machine *vf_hyperv_machine_new (const char *path,
                                          struct vf_error *err);

/* Whether WORD stands in the N bytes of HEAD, in UTF-8 or UTF-16 of either
 * byte order. */
bool vf_hyperv_has_word (const char *head, size_t n, const char *word);

#endif
