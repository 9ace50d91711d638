/* vmferry: booting a domain isolated: QEMU's start and end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/boot.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "common/job.h"
#include "common/process.h"
#include "common/tempdir.h"
#include "common/text.h"
#include "convert/vm/boot/boot-host.h"
#include "convert/vm/boot/boot-priv.h"

enum {
  HOLD_STEP_MS = 100,
};

uint64_t
vf_boot_now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int
open_console_file (struct vf_boot *boot, struct vf_error *err)
{
  const char *path = boot->options->console_path;

  if (!path)
    return 0;
  boot->console_file = fopen (path, "we");
  return boot->console_file ? 0 : vf_error_set_errno (err, errno, "%s", path);
}

/* All that is done before QEMU runs. */
static int
prepare (struct vf_boot *boot, const struct vf_domain *domain,
         struct vf_error *err)
{
  boot->console = vf_console_new (boot->options->expect, err);
  if (!boot->console)
    return -1;
  boot->screen = vf_console_new (NULL, err);
  if (!boot->screen)
    return -1;
  if (vf_boot_ask_host (&boot->plan, &boot->no_kvm, err))
    return -1;
  boot->dir = vf_tempdir_create (NULL, err);
  if (!boot->dir)
    return -1;
  boot->plan.folder = vf_tempdir_path (boot->dir);
  boot->console_socket = vf_text_printf ("%s/console", boot->plan.folder);
  if (!boot->console_socket)
    return vf_error_nomem (err, "a path");
  if (vf_boot_make_overlays (domain, boot->plan.folder, err)
      || vf_boot_find_firmware (domain, &boot->plan, err)
      || vf_args_build (&boot->args, domain, &boot->plan, err))
    return -1;
  return open_console_file (boot, err);
}

static int
start (struct vf_boot *boot, struct vf_error *err)
{
  static const char *const names[VF_BOOT_N_FDS]
      = { "console", "screen", "agent", "qmp" };
  size_t i;

  boot->process
      = vf_process_start ((const char *const *)boot->args.argv.items, -1, err);
  if (!boot->process)
    return -1;
  for (i = 0; i < VF_BOOT_N_FDS; i++) {
    boot->fds[i]
        = vf_boot_connect (boot->plan.folder, names[i], boot->process, err);
    if (boot->fds[i] < 0)
      return -1;
  }
  vf_boot_say (boot->fds[VF_BOOT_FD_QMP],
               "{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"cont\"}\n");
  boot->started_ms = vf_boot_now_ms ();
  return 0;
}

struct vf_boot *
vf_boot_start (const struct vf_domain *domain,
               const struct vf_boot_options *options, struct vf_job *job,
               struct vf_error *err)
{
  CLEANUP_BOOT struct vf_boot *boot = calloc (1, sizeof *boot);
  size_t i;

  if (!boot) {
    vf_error_nomem (err, "a boot");
    return NULL;
  }
  for (i = 0; i < VF_BOOT_N_FDS; i++)
    boot->fds[i] = -1;
  boot->options = options;
  boot->job = job;
  if (prepare (boot, domain, err) || vf_job_check (job, err))
    return NULL;
  if (boot->no_kvm.code)
    vf_job_log (job, VF_LOG_STAGE, "boots without KVM, slowly: %s",
                boot->no_kvm.text);
  return start (boot, err) ? NULL : TAKE (boot);
}

int
vf_boot_hold (struct vf_boot *boot, struct vf_error *err)
{
  struct vf_error cancelled = { 0 };
  size_t i;
  int r = 0;

  for (i = 0; i < VF_BOOT_N_FDS; i++) {
    vf_cleanup_fd (&boot->fds[i]);
    boot->fds[i] = -1;
  }
  while (r == 0 && vf_job_check (boot->job, &cancelled) == 0)
    r = vf_process_wait (boot->process, HOLD_STEP_MS, err);
  return r < 0 ? -1 : 0;
}

const char *
vf_boot_console_socket (const struct vf_boot *boot)
{
  return boot->console_socket;
}

void
vf_boot_stop (struct vf_boot *boot)
{
  size_t i;

  if (!boot)
    return;
  for (i = 0; i < VF_BOOT_N_FDS; i++)
    vf_cleanup_fd (&boot->fds[i]);
  vf_process_stop (boot->process);
  vf_tempdir_remove (boot->dir);
  vf_args_clear (&boot->args);
  vf_console_free (boot->console);
  vf_console_free (boot->screen);
  vf_cleanup_file (&boot->console_file);
  free (boot->console_socket);
  free (boot);
}
