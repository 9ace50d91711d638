/* vmferry: keys of VMware's whose values must not show up in a report.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_SECRET_H
#define VF_FORMATS_VMX_VMX_SECRET_H

#include <stdbool.h>

/* Whether KEY, of a .vmx and in any case, has a password or the like. */
bool vf_vmx_is_secret (const char *key);

/* Whether the appliance's property KEY is called like a password. */
bool vf_vmx_is_secret_property (const char *key);

#endif
