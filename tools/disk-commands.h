/* vmferry: the commands for disks and definitions, each in a file of its own
 * (cmd-NAME.c).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_DISK_COMMANDS_H
#define VF_TOOLS_DISK_COMMANDS_H

struct vf_command;

extern const struct vf_command vf_cmd_info;
extern const struct vf_command vf_cmd_map;
extern const struct vf_command vf_cmd_check;
extern const struct vf_command vf_cmd_copy;
extern const struct vf_command vf_cmd_compare;
extern const struct vf_command vf_cmd_serve;
extern const struct vf_command vf_cmd_show;

#endif
