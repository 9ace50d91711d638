/* vmferry: handing log lines and progress to the sinks of a job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/job.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/error.h"

void
vf_job_log (struct vf_job *job, enum vf_log_level level, const char *fmt, ...)
{
  char text[1024];
  va_list args;

  if (!job->log)
    return;
  va_start (args, fmt);
  vsnprintf (text, sizeof text, fmt, args);
  va_end (args);
  job->log (job->data, level, text);
}

void
vf_job_progress (struct vf_job *job, const char *phase, uint64_t done,
                 uint64_t total)
{
  if (job->progress)
    job->progress (job->data, phase, done, total);
}

int
vf_job_check (struct vf_job *job, struct vf_error *err)
{
  if (!atomic_load_explicit (&job->cancelled, memory_order_relaxed))
    return 0;
  return vf_error_set (err, VF_ERROR_CANCELLED, "cancelled");
}
