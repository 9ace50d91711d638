/* vmferry: log lines and progress for a person, or progress as JSON lines for
 * a program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/command.h"

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
  if (level != VF_LOG_WARNING && reporter->is_quiet)
    return;
  pthread_mutex_lock (&reporter->lock);
  end_bar (reporter);
  fprintf (stderr, "%s: %s%s\n", reporter->name,
           level == VF_LOG_WARNING ? "warning: " : "", text);
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

static void
show_progress (void *data, const char *phase, uint64_t done, uint64_t total)
{
  struct vf_reporter *reporter = data;
  int percent = total ? (int)((double)done * 100 / (double)total) : 100;

  pthread_mutex_lock (&reporter->lock);
  if (phase != reporter->last_phase || percent != reporter->last_percent) {
    reporter->last_phase = phase;
    reporter->last_percent = percent;
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

void
vf_reporter_attach (struct vf_reporter *reporter, struct vf_tool *tool,
                    const struct vf_common_options *options)
{
  int fd = options->progress_fd ? (int)options->progress_fd : STDERR_FILENO;

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
}

void
vf_reporter_detach (struct vf_reporter *reporter)
{
  end_bar (reporter);
}
