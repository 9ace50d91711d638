/* vmferry: --name, what a VM is called at its target.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_NAME_OPTION_H
#define VF_TOOLS_NAME_OPTION_H

struct vf_error;

/* Whether NAME, as --name gives it, can be taken as it is; NULL, for no name,
 * can.  Another one would come out changed, under which nobody looks for it.
 * Errors:  USAGE */
int vf_name_option_check (const char *name, struct vf_error *err);

#endif
