/* vmferry: what a piece of work is given from above: where to log, where to
 * report progress, and whether to stop.  Passed, never global; a zeroed job
 * is silent and is never cancelled.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_JOB_H
#define VF_COMMON_JOB_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct vf_error;

enum vf_log_level {
  VF_LOG_WARNING, /* something was lost, or is not as it should be */
  VF_LOG_STAGE,   /* one line per stage, present tense */
  VF_LOG_DETAIL,  /* decisions with their reasons (-v) */
};

struct vf_job {
  /* Called with a text without newline; may be called from any thread. */
  void (*log) (void *data, enum vf_log_level level, const char *text);
  /* Called with completed bytes of a phase, one call at a time; monotonic per
   * phase, and with done == total at the end of a phase that succeeds. */
  void (*progress) (void *data, const char *phase, uint64_t done,
                    uint64_t total);
  void *data;
  atomic_bool cancelled; /* may be set from a signal handler */
};

/* Formats a line for the log sink; does nothing without one. */
void vf_job_log (struct vf_job *job, enum vf_log_level level, const char *fmt,
                 ...) __attribute__ ((format (printf, 3, 4)));

/* Hands progress to the sink; does nothing without one. */
void vf_job_progress (struct vf_job *job, const char *phase, uint64_t done,
                      uint64_t total);

/* Whether to go on.
 * Returns: 0, or -1 with CANCELLED in ERR once the job was cancelled. */
int vf_job_check (struct vf_job *job, struct vf_error *err);

#endif
