/* vmferry: what a person sees while a command works: log lines and progress,
 * on standard error or on a descriptor of choice.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_REPORT_H
#define VF_TOOLS_REPORT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct vf_common_options;
struct vf_error;
struct vf_tool;

/* Private to report.c; lives on the stack of whoever runs a command. */
struct vf_reporter {
  const char *name;
  pthread_mutex_t lock;
  int fd; /* of progress; -1: none */
  bool is_json;
  bool is_quiet;
  bool is_verbose;
  bool is_bar_open; /* the last thing printed was a bar */
  int last_percent;
  char last_phase[64];
};

/* Makes REPORTER the sink of TOOL's job, as OPTIONS ask.  To be called before
 * anything is opened: a descriptor of progress that is not open would become
 * that of a disk.
 * Errors:  USAGE when the descriptor cannot be written to */
int vf_reporter_attach (struct vf_reporter *reporter, struct vf_tool *tool,
                        const struct vf_common_options *options,
                        struct vf_error *err);

/* Ends an open bar. */
void vf_reporter_detach (struct vf_reporter *reporter);

#endif
