/* vmferry: log lines and progress for a person, or progress as JSON lines for
 * a program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/report.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/checked.h"
#include "tools/command.h"
#include "tools/output.h"

enum { BAR_WIDTH = 50 };

static void
end_bar (struct vf_reporter *reporter)
{
  if (reporter->is_bar_open)
    dprintf (reporter->fd, "\n");
  reporter->is_bar_open = false;
}

static void
log_line (void *data, enum vf_log_level level, const char *text)
{
  struct vf_reporter *reporter = data;

  if (level == VF_LOG_DETAIL && !reporter->is_verbose)
    return;
  if (reporter->is_quiet)
    return;
  pthread_mutex_lock (&reporter->lock);
  end_bar (reporter);
  fprintf (stderr, "%s: %s", reporter->name,
           level == VF_LOG_WARNING ? "warning: " : "");
  vf_output_text (stderr, text);
  putc ('\n', stderr);
  pthread_mutex_unlock (&reporter->lock);
}

static void
print_bar (struct vf_reporter *reporter, const char *phase, int percent)
{
  char bar[BAR_WIDTH + 1];
  int filled = percent * BAR_WIDTH / 100;

  memset (bar, '-', BAR_WIDTH);
  memset (bar, '#', filled);
  bar[BAR_WIDTH] = '\0';
  dprintf (reporter->fd, "\r%-12s [%s] %3d%%", phase, bar, percent);
  reporter->is_bar_open = true;
  if (percent == 100)
    end_bar (reporter);
}

/* Whether there is news since the last time; the end of a phase always is. */
static bool
is_news (struct vf_reporter *reporter, const char *phase, int percent)
{
  if (percent == reporter->last_percent
      && strncmp (phase, reporter->last_phase,
                  sizeof reporter->last_phase - 1) == 0)
    return false;
  snprintf (reporter->last_phase, sizeof reporter->last_phase, "%s", phase);
  reporter->last_percent = percent;
  return true;
}

/* 100 only at the end. */
static int
percent_of (uint64_t done, uint64_t total)
{
  if (done >= total)
    return 100;
  return (int)vf_min_u64 ((uint64_t)((double)done * 100 / (double)total), 99);
}

static void
show_progress (void *data, const char *phase, uint64_t done, uint64_t total)
{
  struct vf_reporter *reporter = data;
  int percent = percent_of (done, total);

  pthread_mutex_lock (&reporter->lock);
  if (is_news (reporter, phase, percent)) {
    if (reporter->is_json)
      dprintf (reporter->fd,
               "{\"phase\":\"%s\",\"done\":%" PRIu64 ",\"total\":%" PRIu64
               "}\n",
               phase, done, total);
    else
      print_bar (reporter, phase, percent);
  }
  pthread_mutex_unlock (&reporter->lock);
}

/* Without a word on progress, a terminal gets a bar and a file nothing. */
static bool
wants_progress (const struct vf_common_options *options, int fd)
{
  if (options->progress || options->progress_fd)
    return true;
  return !options->quiet && isatty (fd);
}

static int
check_fd (int fd, struct vf_error *err)
{
  int flags = fcntl (fd, F_GETFL);

  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--progress-fd: descriptor %d is not open for "
                         "writing",
                         fd);
  return 0;
}

int
vf_reporter_attach (struct vf_reporter *reporter, struct vf_tool *tool,
                    const struct vf_common_options *options,
                    struct vf_error *err)
{
  int fd = options->progress_fd ? (int)options->progress_fd : STDERR_FILENO;

  if (options->progress_fd && check_fd (fd, err))
    return -1;
  *reporter = (struct vf_reporter){
    .name = tool->name,
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .fd = fd,
    .is_json = options->progress && strcmp (options->progress, "json") == 0,
    .is_quiet = options->quiet,
    .is_verbose = options->verbose,
    .last_percent = -1,
  };
  tool->job.log = log_line;
  tool->job.progress = wants_progress (options, fd) ? show_progress : NULL;
  tool->job.data = reporter;
  return 0;
}

void
vf_reporter_detach (struct vf_reporter *reporter)
{
  end_bar (reporter);
}
