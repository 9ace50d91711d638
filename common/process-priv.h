/* vmferry: forking, and which children there are, apart from what is done with
 * one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_PROCESS_PRIV_H
#define VF_COMMON_PROCESS_PRIV_H

#include <stdbool.h>
#include <sys/types.h>

struct vf_error;

/* Forks and executes ARGV[0], as vf_process_start says.
 * Params:  stdout_fd - -1 for /dev/null
 *          stderr_fd - becomes its standard error
 * Returns: its process id, which leads its own process group; or -1 with
 * NOT_FOUND or EXTERNAL, and no child is left. */
pid_t vf_process_spawn (const char *const argv[], int stdout_fd, int stderr_fd,
                        struct vf_error *err);

/* Children at once. */
enum { VF_PROCESS_MAX_LIVE = 256 };

/* Notes that PID is a child of this process.
 * Returns: 0, or -1 when there are too many.
 * Threads: any, as all of the table; signal handlers, too */
int vf_process_remember (pid_t pid);

/* Takes PID, which is about to be reaped, out of the table. */
void vf_process_forget (pid_t pid);

/* Sends SIGNUM (0: nothing) to the groups of all children of this process.
 * Returns: whether any leader still ran before. */
bool vf_process_signal_all (int signum);

#endif
