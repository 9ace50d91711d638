/* vmferry: --vm, --all-vms and --configuration, shared by the commands that
 * read a definition.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_MACHINE_OPTIONS_H
#define VF_TOOLS_MACHINE_OPTIONS_H

#include "formats/machine-format.h"
#include "tools/command.h"

/* Rows for a command's table; MEMBER is its struct vf_machine_params. */
#define VF_MACHINE_OPTION_ROWS(type, member)                                  \
  { "vm", 0, VF_OPTION_TEXT, "NAME", offsetof (type, member.vm),              \
    "the VM of this name, where the definition has several", NULL, false },   \
  { "configuration", 0, VF_OPTION_TEXT, "ID",                                 \
    offsetof (type, member.configuration),                                    \
    "the deployment option of an OVF; its default without this", NULL, false }

/* A row for a command that makes something of each; MEMBER is a bool. */
#define VF_ALL_VMS_ROW(type, member)                                          \
  { "all-vms", 0, VF_OPTION_FLAG, NULL, offsetof (type, member),              \
    "every VM, where the definition has several", NULL, false }

/* Whether ROWS have an option in VALUES that means one VM, and so goes not with
 * --all-vms.
 * Errors:  USAGE */
int vf_all_vms_check (const struct vf_option *rows, const void *values,
                      struct vf_error *err);

#endif
