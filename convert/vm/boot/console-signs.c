/* vmferry: the table of texts by which a console is understood.  To teach
 * vmferry a new way to be up or down, add a line here, and a capture that
 * shows it to fixtures/console/.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/console-signs.h"

const struct vf_console_sign vf_console_signs[] = {
  /* getty (util-linux, agetty; BusyBox; BSD).  The kernel may write right
   * behind it. */
  { "^([^ :]+ )?login: *($|\\[ *[0-9]+\\.)", VF_BOOT_LOGIN_PROMPT, false },

  { "Kernel panic - not syncing", VF_BOOT_KERNEL_PANIC, false },

  /* initramfs-tools */
  { "^ALERT! .* does not exist", VF_BOOT_INITRAMFS_SHELL, false },
  { "^\\(initramfs\\)", VF_BOOT_INITRAMFS_SHELL, false },
  { "^Gave up waiting for root", VF_BOOT_INITRAMFS_SHELL, true },
  /* dracut; mkinitcpio */
  { "^dracut:/#", VF_BOOT_INITRAMFS_SHELL, false },
  { "^Entering emergency mode\\.", VF_BOOT_INITRAMFS_SHELL, false },
  { "^Warning: .* does not exist$", VF_BOOT_INITRAMFS_SHELL, true },
  { "^\\[rootfs .*\\]# ", VF_BOOT_INITRAMFS_SHELL, false },

  /* systemd; sulogin; sysvinit */
  { "^(You are in|Welcome to) (emergency|rescue) mode",
    VF_BOOT_EMERGENCY_SHELL, false },
  { "^Give root password for (maintenance|login)", VF_BOOT_EMERGENCY_SHELL,
    false },
  { "^Press Enter for (maintenance|system maintenance)",
    VF_BOOT_EMERGENCY_SHELL, false },
  { "^Cannot open access to console, the root account is locked",
    VF_BOOT_EMERGENCY_SHELL, false },
  { "Timed out waiting for device ", VF_BOOT_EMERGENCY_SHELL, true },
  { "\\] Failed to (mount|start File System Check) ", VF_BOOT_EMERGENCY_SHELL,
    true },
  { "UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY", VF_BOOT_EMERGENCY_SHELL,
    true },

  /* SeaBIOS; OVMF */
  { "^No bootable device\\.", VF_BOOT_NO_BOOT_DEVICE, false },
  { "^Boot failed: ", VF_BOOT_NO_BOOT_DEVICE, true },
  { "^BdsDxe: No bootable option or device was found", VF_BOOT_NO_BOOT_DEVICE,
    false },
  { "^Shell> ", VF_BOOT_UEFI_SHELL, false },
  { "^BdsDxe: failed to load Boot", VF_BOOT_UEFI_SHELL, true },

  /* GRUB 2 and its predecessor */
  { "^grub( rescue)?> ?$", VF_BOOT_LOADER_PROMPT, false },
  { "^error: ", VF_BOOT_LOADER_PROMPT, true },

  { NULL, VF_BOOT_UNDECIDED, false },
};

const char vf_console_firmware_pattern[]
    = "^(SeaBIOS |BdsDxe: |UEFI |EDK II|Booting from |iPXE )";
