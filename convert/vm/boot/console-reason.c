/* vmferry: the reasons for which a guest is up or down, in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/console.h"

static const struct {
  const char *name;
  const char *text;
  bool is_up;
} reasons[] = {
  [VF_BOOT_UNDECIDED] = { "undecided", "nothing is known yet", false },
  [VF_BOOT_LOGIN_PROMPT] = { "login-prompt", "login prompt", true },
  [VF_BOOT_EXPECTED] = { "expected", "the expected line", true },
  [VF_BOOT_EMERGENCY_SHELL] = { "emergency-shell", "emergency shell", false },
  [VF_BOOT_INITRAMFS_SHELL] = { "initramfs-shell", "initramfs shell", false },
  [VF_BOOT_KERNEL_PANIC] = { "kernel-panic", "kernel panic", false },
  [VF_BOOT_NO_BOOT_DEVICE] = { "no-boot-device", "no boot device", false },
  [VF_BOOT_LOADER_PROMPT]
  = { "boot-loader-prompt", "boot loader prompt", false },
  [VF_BOOT_UEFI_SHELL] = { "uefi-shell", "UEFI shell", false },
  [VF_BOOT_GUEST_AGENT] = { "guest-agent", "the guest agent answers", true },
  [VF_BOOT_POWERED_OFF] = { "powered-off", "it powered itself off", false },
  [VF_BOOT_REBOOT_LOOP]
  = { "reboot-loop", "it reboots again and again", false },
  [VF_BOOT_NO_OUTPUT]
  = { "no-output",
      "time-out, and no output on the serial console: is there a getty or "
      "console=ttyS0 in the guest?",
      false },
  [VF_BOOT_TIMEOUT] = { "timeout", "time-out", false },
};

bool
vf_boot_reason_is_up (enum vf_boot_reason reason)
{
  return reasons[reason].is_up;
}

const char *
vf_boot_reason_name (enum vf_boot_reason reason)
{
  return reasons[reason].name;
}

const char *
vf_boot_reason_text (enum vf_boot_reason reason)
{
  return reasons[reason].text;
}
