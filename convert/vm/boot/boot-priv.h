/* vmferry: a boot under way, as its files share it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_BOOT_BOOT_PRIV_H
#define VF_CONVERT_VM_BOOT_BOOT_PRIV_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"
#include "convert/vm/boot/boot-args.h"
#include "convert/vm/boot/boot-socket.h"
#include "convert/vm/boot/boot.h"

/* What QEMU gives us to read. */
enum {
  VF_BOOT_FD_CONSOLE,
  VF_BOOT_FD_SCREEN,
  VF_BOOT_FD_AGENT,
  VF_BOOT_FD_QMP,
  VF_BOOT_N_FDS,
};

struct vf_boot {
  const struct vf_boot_options *options;
  struct vf_job *job;
  struct vf_tempdir *dir;
  struct vf_process *process;
  struct vf_args args;
  struct vf_boot_plan plan;
  struct vf_error no_kvm; /* code 0: KVM it is */
  struct vf_console *console;
  struct vf_console *screen; /* the BIOS' and boot loader's */
  FILE *console_file;        /* NULL none */
  char *console_socket;
  int fds[VF_BOOT_N_FDS];
  struct vf_boot_talk agent_talk, qmp_talk;
  uint64_t started_ms;
  unsigned n_resets;
  bool has_agent; /* it has answered */
  bool has_panic; /* the guest said so to its panic device */
};

/* Milliseconds of a clock that only goes forward. */
uint64_t vf_boot_now_ms (void);

#endif
