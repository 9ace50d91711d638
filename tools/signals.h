/* vmferry: Ctrl-C and SIGTERM cancel the work; what it made is taken back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_SIGNALS_H
#define VF_TOOLS_SIGNALS_H

struct vf_job;

/* From now on SIGINT, SIGTERM and SIGHUP cancel JOB, which must outlive the
 * process' work; a second one ends the process at once, with unfinished
 * outputs removed.  A SIGHUP that is ignored stays so.  SIGPIPE becomes an
 * error of write. */
void vf_signals_install (struct vf_job *job);

/* To be called last: ends the process by the signal that cancelled its job, so
 * that a shell sees why it ended; returns when there was none. */
void vf_signals_finish (void);

#endif
