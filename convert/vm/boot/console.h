/* vmferry: what the text on a guest's console says about its boot.  Text is
 * fed as it comes; the first line that decides is the finding.  Knows no
 * process and no socket: a capture from a file does as well.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_BOOT_CONSOLE_H
#define VF_CONVERT_VM_BOOT_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"

struct vf_console;
struct vf_error;

/* Why a guest counts as up or down.  The console finds those up to
 * VF_BOOT_UEFI_SHELL; the rest comes from QEMU, the agent and the clock. */
enum vf_boot_reason {
  VF_BOOT_UNDECIDED,
  VF_BOOT_LOGIN_PROMPT,
  VF_BOOT_EXPECTED, /* a line that the caller waits for */
  VF_BOOT_EMERGENCY_SHELL,
  VF_BOOT_INITRAMFS_SHELL,
  VF_BOOT_KERNEL_PANIC,
  VF_BOOT_NO_BOOT_DEVICE,
  VF_BOOT_LOADER_PROMPT,
  VF_BOOT_UEFI_SHELL,
  VF_BOOT_GUEST_AGENT,
  VF_BOOT_POWERED_OFF,
  VF_BOOT_REBOOT_LOOP,
  VF_BOOT_NO_OUTPUT,
  VF_BOOT_TIMEOUT,
};

/* A recogniser.
 * Params:  expect - a POSIX extended regular expression; when a line matches,
 *          the guest is up, and a login prompt alone does not make it so.
 *          NULL: a login prompt does
 * Owner:   the caller frees it with vf_console_free.
 * Errors:  USAGE when EXPECT is no regular expression, NOMEM */
struct vf_console *vf_console_new (const char *expect, struct vf_error *err);

/* Frees it; NULL is allowed. */
void vf_console_free (struct vf_console *console);

/* Takes N more bytes from the console, escape sequences and all. */
void vf_console_feed (struct vf_console *console, const char *bytes, size_t n);

/* What has been found: VF_BOOT_UNDECIDED until something was. */
enum vf_boot_reason vf_console_finding (const struct vf_console *console);

/* The line that tells most about the finding, or "".  Owner: the console. */
const char *vf_console_detail (const struct vf_console *console);

/* Whether a login prompt was seen, even where another line is waited for. */
bool vf_console_has_login (const struct vf_console *console);

/* Whether there was any text that is not the firmware's. */
bool vf_console_has_output (const struct vf_console *console);

/* The last lines, at most MAX_LINES, without escape sequences and blank lines.
 * Returns: a malloc'd string, each line with its newline; NULL when memory is
 * out. */
char *vf_console_tail (const struct vf_console *console, size_t max_lines);

/* Whether a guest with this reason is up. */
bool vf_boot_reason_is_up (enum vf_boot_reason reason);

/* As it stands in JSON: "login-prompt", "initramfs-shell", ... */
const char *vf_boot_reason_name (enum vf_boot_reason reason);

/* For a person: "it stands at a login prompt". */
const char *vf_boot_reason_text (enum vf_boot_reason reason);

VF_DEFINE_CLEANUP (console, struct vf_console, vf_console_free)
#define CLEANUP_CONSOLE VF_CLEANUP (vf_cleanup_console)

#endif
