/* vmferry: the trial of KVM.  The guest is one page of 64-bit code that uses
 * SSE2, counts to a million and halts.  A KVM without the hardware behind it
 * (pvm, or an outer hypervisor that fakes it) interprets the guest: it knows
 * few instructions, and no kernel boots on it.  Such a KVM fails at the first
 * SSE2 instruction, or takes seconds for the loop.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/error.h"

#define TRIAL_MEMORY_BYTES 0x10000
/* A million rounds take about 1 ms when executed, and far over 1 s when
 * interpreted. */
#define TRIAL_TIMEOUT_S 1

enum trial_result {
  TRIAL_RAN,
  TRIAL_NO_MACHINE, /* no virtual machine or processor could be made */
  TRIAL_NO_RUN,     /* the guest did not come to its hlt */
};

#ifdef __x86_64__

/* Where things lie in the guest's memory. */
enum {
  GUEST_PML4 = 0x1000,
  GUEST_PDPT = 0x2000,
  GUEST_PD = 0x3000,
  GUEST_CODE = 0x4000,
};

/* pxor %xmm0,%xmm0; mov $1000000,%ecx; 1: dec %ecx; jnz 1b; hlt */
static const uint8_t trial_code[]
    = { 0x66, 0x0f, 0xef, 0xc0, 0xb9, 0x40, 0x42,
        0x0f, 0x00, 0xff, 0xc9, 0x75, 0xfc, 0xf4 };

static void
put_entry (uint8_t *memory, unsigned table, uint64_t entry)
{
  memcpy (memory + table, &entry, sizeof entry);
}

/* The first 2 MiB mapped one to one, and the code. */
static void
fill_memory (uint8_t *memory)
{
  put_entry (memory, GUEST_PML4, GUEST_PDPT | 0x3); /* present, writable */
  put_entry (memory, GUEST_PDPT, GUEST_PD | 0x3);
  put_entry (memory, GUEST_PD, 0x83); /* a 2 MiB page */
  memcpy (memory + GUEST_CODE, trial_code, sizeof trial_code);
}

/* Long mode, flat segments, SSE enabled. */
static int
set_registers (int vcpu)
{
  struct kvm_sregs sregs;
  struct kvm_regs regs = { .rip = GUEST_CODE, .rflags = 2, .rsp = 0x8000 };
  struct kvm_segment segment = { .limit = 0xffffffff,
                                 .selector = 8,
                                 .present = 1,
                                 .type = 11,
                                 .s = 1,
                                 .l = 1,
                                 .g = 1 };

  if (ioctl (vcpu, KVM_GET_SREGS, &sregs) == -1)
    return -1;
  sregs.cr3 = GUEST_PML4;
  sregs.cr4 = 0x220;       /* PAE, OSFXSR */
  sregs.cr0 = 0x80000011u; /* PG, ET, PE */
  sregs.efer = 0x500;      /* LME, LMA */
  sregs.cs = segment;
  segment.selector = 16;
  segment.type = 3;
  segment.l = 0;
  segment.db = 1;
  sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = segment;
  if (ioctl (vcpu, KVM_SET_SREGS, &sregs) == -1)
    return -1;
  return ioctl (vcpu, KVM_SET_REGS, &regs);
}

static enum trial_result
run_guest (int vcpu, const struct kvm_run *run)
{
  if (set_registers (vcpu) == -1)
    return TRIAL_NO_MACHINE;
  if (ioctl (vcpu, KVM_RUN, 0) == -1 || run->exit_reason != KVM_EXIT_HLT)
    return TRIAL_NO_RUN;
  return TRIAL_RAN;
}

/* In the child: the kernel takes back all that is made here. */
static enum trial_result
try_guest (int kvm)
{
  struct kvm_userspace_memory_region region = { .memory_size
                                                = TRIAL_MEMORY_BYTES };
  int size = ioctl (kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
  int vm = ioctl (kvm, KVM_CREATE_VM, 0);
  int vcpu;
  void *memory, *run;

  if (vm == -1 || size <= 0)
    return TRIAL_NO_MACHINE;
  memory = mmap (NULL, TRIAL_MEMORY_BYTES, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return TRIAL_NO_MACHINE;
  fill_memory (memory);
  region.userspace_addr = (uintptr_t)memory;
  if (ioctl (vm, KVM_SET_USER_MEMORY_REGION, &region) == -1
      || (vcpu = ioctl (vm, KVM_CREATE_VCPU, 0)) == -1)
    return TRIAL_NO_MACHINE;
  run = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
  return run == MAP_FAILED ? TRIAL_NO_MACHINE : run_guest (vcpu, run);
}

#else

/* Elsewhere it must do that a virtual machine can be made. */
static enum trial_result
try_guest (int kvm)
{
  return ioctl (kvm, KVM_CREATE_VM, 0) == -1 ? TRIAL_NO_MACHINE : TRIAL_RAN;
}

#endif

/* Runs the trial in a child, which SIGALRM ends when it hangs. */
static enum trial_result
try_in_child (int kvm)
{
  pid_t pid = fork ();
  int status;

  if (pid == 0) {
    signal (SIGALRM, SIG_DFL);
    alarm (TRIAL_TIMEOUT_S);
    _exit (try_guest (kvm));
  }
  if (pid == -1)
    return TRIAL_NO_MACHINE;
  while (waitpid (pid, &status, 0) == -1)
    if (errno != EINTR)
      return TRIAL_NO_RUN;
  return WIFEXITED (status) ? (enum trial_result)WEXITSTATUS (status)
                            : TRIAL_NO_RUN;
}

bool
vf_kvm_usable (struct vf_error *reason)
{
  CLEANUP_FD int kvm = open ("/dev/kvm", O_RDWR | O_CLOEXEC);

  if (kvm == -1) {
    vf_error_set_errno (reason, errno, "/dev/kvm");
    return false;
  }
  switch (try_in_child (kvm)) {
  case TRIAL_RAN:
    return true;
  case TRIAL_NO_MACHINE:
    vf_error_set (reason, VF_ERROR_UNSUPPORTED,
                  "/dev/kvm is there, but makes no virtual machine");
    return false;
  default:
    vf_error_set (reason, VF_ERROR_UNSUPPORTED,
                  "/dev/kvm is there, but does not execute guest code");
    return false;
  }
}
