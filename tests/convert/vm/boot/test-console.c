/* vmferry: tests of the console recogniser over captures of real boots
 * (fixtures/console/REASON.txt), fed at once and byte by byte.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/console.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "tests/unit.h"

static const struct {
  enum vf_boot_reason reason;
  const char *detail;
} captures[] = {
  { VF_BOOT_LOGIN_PROMPT, "sample login: " },
  { VF_BOOT_INITRAMFS_SHELL, "Gave up waiting for root file system device." },
  { VF_BOOT_EMERGENCY_SHELL, "You are in emergency mode." },
  { VF_BOOT_KERNEL_PANIC, "VFS: Unable to mount root fs on unknown-block" },
  { VF_BOOT_NO_BOOT_DEVICE, "Boot failed: not a bootable disk" },
  { VF_BOOT_LOADER_PROMPT, "error: unknown filesystem." },
  { VF_BOOT_UEFI_SHELL, "BdsDxe: failed to load Boot0001" },
};

static struct vf_console *
new_console (const char *expect)
{
  struct vf_error err = { 0 };
  struct vf_console *console = vf_console_new (expect, &err);

  ck_assert_msg (console != NULL, "%s", err.text);
  return console;
}

static size_t
load (enum vf_boot_reason reason, char *text, size_t size)
{
  const char *top = getenv ("top_srcdir");
  char path[4096];
  FILE *file;
  size_t n;

  snprintf (path, sizeof path, "%s/fixtures/console/%s.txt", top ? top : ".",
            vf_boot_reason_name (reason));
  file = fopen (path, "rb");
  ck_assert_msg (file != NULL, "%s", path);
  n = fread (text, 1, size, file);
  fclose (file);
  ck_assert_uint_gt (n, 0);
  return n;
}

START_TEST (captures_are_understood)
{
  static char text[65536];
  size_t i, k, n;

  for (i = 0; i < sizeof captures / sizeof captures[0]; i++) {
    CLEANUP_CONSOLE struct vf_console *whole = new_console (NULL);
    CLEANUP_CONSOLE struct vf_console *bytewise = new_console (NULL);

    n = load (captures[i].reason, text, sizeof text);
    vf_console_feed (whole, text, n);
    for (k = 0; k < n; k++)
      vf_console_feed (bytewise, text + k, 1);
    ck_assert_int_eq (vf_console_finding (whole), captures[i].reason);
    ck_assert_int_eq (vf_console_finding (bytewise), captures[i].reason);
    ck_assert_msg (strstr (vf_console_detail (whole), captures[i].detail),
                   "%s: detail is '%s'",
                   vf_boot_reason_name (captures[i].reason),
                   vf_console_detail (whole));
    if (captures[i].reason != VF_BOOT_LOGIN_PROMPT)
      ck_assert_str_eq (vf_console_detail (bytewise),
                        vf_console_detail (whole));
  }
}
END_TEST

START_TEST (lines_that_only_resemble_decide_nothing)
{
  static const char *const lines[] = {
    "Last login: Mon Jan  1 00:00:00 on tty1",
    "systemd[1]: Started getty: sample login: service",
    "Reached target emergency.target - Emergency Mode.",
    "menuentry shows grub> in the middle",
    "[    1.0] Run /init as init process (initramfs)",
    "[FAILED] Failed to mount /data.",
  };
  size_t i;

  for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    CLEANUP_CONSOLE struct vf_console *console = new_console (NULL);

    vf_console_feed (console, lines[i], strlen (lines[i]));
    vf_console_feed (console, "\r\n", 2);
    ck_assert_msg (vf_console_finding (console) == VF_BOOT_UNDECIDED, "%s",
                   lines[i]);
  }
}
END_TEST

START_TEST (a_prompt_with_kernel_text_behind_it_is_one)
{
  static const char text[] = "box login: [   42.123456] random: crng init\n";
  CLEANUP_CONSOLE struct vf_console *console = new_console (NULL);

  vf_console_feed (console, text, strlen (text));
  ck_assert_int_eq (vf_console_finding (console), VF_BOOT_LOGIN_PROMPT);
}
END_TEST

START_TEST (what_is_expected_takes_the_place_of_the_login)
{
  static const char text[] = "box login: \nREADY 17 units\n";
  CLEANUP_CONSOLE struct vf_console *console = new_console ("^READY [0-9]+");
  struct vf_error err = { 0 };

  vf_console_feed (console, text, 12);
  ck_assert_int_eq (vf_console_finding (console), VF_BOOT_UNDECIDED);
  ck_assert (vf_console_has_login (console));
  vf_console_feed (console, text + 12, strlen (text) - 12);
  ck_assert_int_eq (vf_console_finding (console), VF_BOOT_EXPECTED);
  ck_assert_str_eq (vf_console_detail (console), "READY 17 units");
  ck_assert_ptr_null (vf_console_new ("(", &err));
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
}
END_TEST

START_TEST (the_tail_is_plain_and_short)
{
  static const char text[] = "one\r\r\n\r\n\033[1;31mtwo\033[0m\r\n"
                             "\033]0;title\athree\033[2Jfour";
  CLEANUP_CONSOLE struct vf_console *console = new_console (NULL);
  CLEANUP_FREE char *tail = NULL;

  vf_console_feed (console, text, strlen (text));
  tail = vf_console_tail (console, 2);
  ck_assert_str_eq (tail, "two\nthree\nfour\n");
  ck_assert (vf_console_has_output (console));
}
END_TEST

START_TEST (endless_lines_and_broken_sequences_are_borne)
{
  CLEANUP_CONSOLE struct vf_console *console = new_console (NULL);
  CLEANUP_FREE char *tail = NULL;
  unsigned seed = 1;
  size_t i;

  for (i = 0; i < 200000; i++) {
    char c = (char)(i < 5000 ? 'x' : (seed = seed * 1103515245 + 12345) >> 16);

    vf_console_feed (console, &c, i % 3 ? 1 : 0);
  }
  tail = vf_console_tail (console, 1000);
  ck_assert_ptr_nonnull (tail);
}
END_TEST

UNIT_MAIN ("convert/vm/console", captures_are_understood,
           lines_that_only_resemble_decide_nothing,
           a_prompt_with_kernel_text_behind_it_is_one,
           what_is_expected_takes_the_place_of_the_login,
           the_tail_is_plain_and_short,
           endless_lines_and_broken_sequences_are_borne)
