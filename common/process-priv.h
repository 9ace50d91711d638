/* vmferry: forking, apart from what is done with a child afterwards.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_PROCESS_PRIV_H
#define VF_COMMON_PROCESS_PRIV_H

#include <sys/types.h>

struct vf_error;

/* Forks and executes ARGV[0], as vf_process_start says.
 * Params:  stdout_fd - -1 for /dev/null
 *          stderr_fd - becomes its standard error
 * Returns: its process id, which leads its own process group; or -1 with
 * NOT_FOUND or EXTERNAL, and no child is left. */
pid_t vf_process_spawn (const char *const argv[], int stdout_fd, int stderr_fd,
                        struct vf_error *err);

#endif
