/* vmferry: child processes that never outlive us.  A child gets its own
 * process group, dies with its parent (PR_SET_PDEATHSIG), has standard input
 * from /dev/null and its standard error captured for the error text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_PROCESS_H
#define VF_COMMON_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_process;

/* Starts ARGV[0], looked up in PATH.
 * Params:  argv - NULL-terminated
 *          stdout_fd - becomes its standard output; -1 for /dev/null
 * Owner:   the caller stops it with vf_process_stop.
 * Threads: the child is killed when the thread that started it ends
 * Errors:  NOT_FOUND when there is no such program, EXTERNAL, LIMIT */
struct vf_process *vf_process_start (const char *const argv[], int stdout_fd,
                                     struct vf_error *err);

/* Its process id. */
pid_t vf_process_pid (const struct vf_process *process);

/* Whether it still runs.  Its number stays its own until vf_process_stop. */
bool vf_process_is_running (struct vf_process *process);

/* Waits up to TIMEOUT_MS (-1: for ever) for its end.
 * Returns: 1 ended with status 0, 0 still running, -1 with EXTERNAL and the
 * line of its standard error that tells most when it failed. */
int vf_process_wait (struct vf_process *process, int timeout_ms,
                     struct vf_error *err);

/* What it last wrote to standard error, at most 4 KiB, without a newline at
 * the end.  Owner: the process; valid until the next call on it. */
const char *vf_process_stderr (struct vf_process *process);

/* Ends its process group: SIGTERM, then SIGKILL after two seconds; reaps it
 * and frees it.  NULL is allowed. */
void vf_process_stop (struct vf_process *process);

/* Ends the process groups of all children of this process, as vf_process_stop
 * does, without freeing anything: for the way out.  Async-signal-safe; takes
 * at most two seconds. */
void vf_process_stop_all (void);

/* Runs ARGV to its end and gives its standard output, at most MAX bytes.
 * Returns: a malloc'd string, or NULL with NOT_FOUND, EXTERNAL or LIMIT. */
char *vf_process_output (const char *const argv[], size_t max,
                         struct vf_error *err);

VF_DEFINE_CLEANUP (process, struct vf_process, vf_process_stop)
#define CLEANUP_PROCESS VF_CLEANUP (vf_cleanup_process)

#endif
