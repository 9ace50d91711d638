/* vmferry: the options that every command has, and the walk over them and a
 * command's own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_OPTION_TABLE_H
#define VF_TOOLS_OPTION_TABLE_H

struct vf_command;
struct vf_option;

/* -h, --help. */
extern const struct vf_option vf_help_option;

/* --version. */
extern const struct vf_option vf_version_option;

/* --long-options, for completion and tests; not in the help. */
extern const struct vf_option vf_long_options_option;

/* Calls VISIT for each option of COMMAND, its own first. */
void vf_option_table_walk (const struct vf_command *command,
                           void (*visit) (const struct vf_option *option,
                                          void *data),
                           void *data);

#endif
