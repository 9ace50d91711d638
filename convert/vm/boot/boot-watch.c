/* vmferry: booting a domain isolated: watching until it is known whether the
 * guest is up.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <poll.h>
#include <string.h>

#include "common/job.h"
#include "common/process.h"
#include "common/text.h"
#include "convert/vm/boot/boot-priv.h"

enum {
  STEP_MS = 200,    /* between two looks at clock and process */
  PING_MS = 3000,   /* between two calls to the agent */
  SETTLE_MS = 1000, /* for the lines after the one that decided */
  MAX_RESETS = 4,   /* a first boot may restart itself once or twice */
  TAIL_LINES = 25,  /* a screen */
  KVM_TIMEOUT_MS = 180000,
  TCG_TIMEOUT_MS = 600000,
};

static void
see_agent (const char *line, void *data)
{
  struct vf_boot *boot = data;

  if (strstr (line, "\"return\""))
    boot->has_agent = true;
}

static void
see_qmp (const char *line, void *data)
{
  struct vf_boot *boot = data;

  if (strstr (line, "\"GUEST_PANICKED\""))
    boot->has_panic = true;
  if (strstr (line, "\"RESET\"") && strstr (line, "\"guest\": true"))
    boot->n_resets++;
}

static void
take_console (struct vf_boot *boot, const char *bytes, size_t n)
{
  vf_console_feed (boot->console, bytes, n);
  if (!boot->console_file || n == 0)
    return;
  fwrite (bytes, 1, n, boot->console_file);
  fflush (boot->console_file); /* somebody may be reading along */
}

static void
take (struct vf_boot *boot, size_t i)
{
  char buf[4096];
  size_t n = vf_boot_take (boot->fds[i], buf, sizeof buf);

  if (i == VF_BOOT_FD_CONSOLE)
    take_console (boot, buf, n);
  else if (i == VF_BOOT_FD_SCREEN)
    vf_console_feed (boot->screen, buf, n);
  else if (i == VF_BOOT_FD_AGENT)
    vf_boot_talk_feed (&boot->agent_talk, buf, n, see_agent, boot);
  else
    vf_boot_talk_feed (&boot->qmp_talk, buf, n, see_qmp, boot);
}

/* Waits a moment for something to read, and reads it. */
static void
listen (struct vf_boot *boot)
{
  struct pollfd ready[VF_BOOT_N_FDS];
  size_t i;

  for (i = 0; i < VF_BOOT_N_FDS; i++)
    ready[i] = (struct pollfd){ .fd = boot->fds[i], .events = POLLIN };
  if (poll (ready, VF_BOOT_N_FDS, STEP_MS) <= 0)
    return;
  for (i = 0; i < VF_BOOT_N_FDS; i++)
    if (ready[i].revents & POLLIN)
      take (boot, i);
    else if (ready[i].revents)
      boot->fds[i] = (close (boot->fds[i]), -1);
}

static uint64_t
timeout_of (const struct vf_boot *boot)
{
  if (boot->options->timeout_ms)
    return boot->options->timeout_ms;
  return boot->plan.has_kvm ? KVM_TIMEOUT_MS : TCG_TIMEOUT_MS;
}

/* What the guest has shown so far. */
static enum vf_boot_reason
finding (const struct vf_boot *boot)
{
  if (vf_console_finding (boot->console))
    return vf_console_finding (boot->console);
  if (vf_console_finding (boot->screen))
    return vf_console_finding (boot->screen);
  if (boot->has_panic)
    return VF_BOOT_KERNEL_PANIC;
  if (boot->has_agent && !boot->options->expect)
    return VF_BOOT_GUEST_AGENT;
  if (boot->n_resets > MAX_RESETS)
    return VF_BOOT_REBOOT_LOOP;
  return VF_BOOT_UNDECIDED;
}

static enum vf_boot_reason
late_finding (const struct vf_boot *boot)
{
  return vf_console_has_output (boot->console) ? VF_BOOT_TIMEOUT
                                               : VF_BOOT_NO_OUTPUT;
}

/* Listens until something is known.
 * Returns: 0, or -1 with CANCELLED or EXTERNAL. */
static int
await (struct vf_boot *boot, enum vf_boot_reason *ret_reason,
       struct vf_error *err)
{
  uint64_t end = boot->started_ms + timeout_of (boot), next_ping = 0, now;
  int ended;

  while (!(*ret_reason = finding (boot))) {
    if (vf_job_check (boot->job, err))
      return -1;
    now = vf_boot_now_ms ();
    if (now >= end) {
      *ret_reason = late_finding (boot);
      return 0;
    }
    if (now >= next_ping && boot->fds[VF_BOOT_FD_AGENT] >= 0) {
      vf_boot_say (boot->fds[VF_BOOT_FD_AGENT],
                   "{\"execute\":\"guest-ping\"}\n");
      next_ping = now + PING_MS;
    }
    listen (boot);
    ended = vf_process_wait (boot->process, 0, err);
    if (ended < 0)
      return -1;
    if (ended > 0) {
      *ret_reason = finding (boot) ? finding (boot) : VF_BOOT_POWERED_OFF;
      return 0;
    }
  }
  return 0;
}

static void
settle (struct vf_boot *boot)
{
  uint64_t end = vf_boot_now_ms () + SETTLE_MS;

  while (vf_boot_now_ms () < end && vf_process_is_running (boot->process))
    listen (boot);
}

static int
fill_texts (const struct vf_boot *boot, struct vf_boot_result *result)
{
  const struct vf_console *console
      = vf_console_finding (boot->console) ? boot->console : boot->screen;
  bool has_text = vf_console_has_output (boot->console);
  size_t i;

  /* Without a word on the serial console, the screen's are the last. */
  result->console_tail
      = vf_console_tail (has_text ? boot->console : boot->screen, TAIL_LINES);
  result->detail
      = vf_text_printf ("%s", vf_console_finding (console) == result->reason
                                  ? vf_console_detail (console)
                                  : "");
  if (boot->options->expect && vf_console_has_login (boot->console)
      && result->reason == VF_BOOT_TIMEOUT) {
    free (result->detail);
    result->detail = vf_text_printf (
        "a login prompt, but no line matches '%s'", boot->options->expect);
  }
  if (boot->no_kvm.code)
    result->no_kvm = vf_text_printf ("%s", boot->no_kvm.text);
  for (i = 0; i < boot->args.notes.count; i++) {
    char *note = vf_text_printf ("%s", boot->args.notes.items[i]);

    if (!note || vf_vector_push (&result->notes, note)) {
      free (note);
      return -1;
    }
  }
  return result->detail && result->console_tail
                 && (!boot->no_kvm.code || result->no_kvm)
             ? 0
             : -1;
}

int
vf_boot_watch (struct vf_boot *boot, struct vf_boot_result *ret_result,
               struct vf_error *err)
{
  struct vf_boot_result result = { 0 };

  if (await (boot, &result.reason, err))
    return -1;
  result.elapsed_ms = vf_boot_now_ms () - boot->started_ms;
  result.is_up = vf_boot_reason_is_up (result.reason);
  result.accelerator = boot->plan.has_kvm ? "kvm" : "tcg";
  if (!result.is_up)
    settle (boot);
  if (fill_texts (boot, &result)) {
    vf_boot_result_clear (&result);
    return vf_error_nomem (err, "the result of a boot");
  }
  *ret_result = result;
  return 0;
}
