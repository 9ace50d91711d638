/* vmferry: what both programs do around their commands.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_PROGRAM_H
#define VF_TOOLS_PROGRAM_H

struct vf_command;

/* Finds the command that ARGV[1] names in COMMANDS (NULL-terminated) and runs
 * it; answers --help and --version.
 * Params:  fallback - runs any other command: is given ARGV, returns only when
 *          it could not; NULL: there is no other
 * Returns: the exit status of the program. */
int vf_program_main (const struct vf_command *const commands[],
                     void (*fallback) (char *argv[]), int argc, char *argv[]);

#endif
