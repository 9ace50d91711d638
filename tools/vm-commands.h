/* vmferry: the VM commands, each in a file of its own (cmd-NAME.c).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_VM_COMMANDS_H
#define VF_TOOLS_VM_COMMANDS_H

struct vf_command;

extern const struct vf_command vf_cmd_emit;
extern const struct vf_command vf_cmd_inspect;
extern const struct vf_command vf_cmd_convert;
extern const struct vf_command vf_cmd_boot;

#endif
