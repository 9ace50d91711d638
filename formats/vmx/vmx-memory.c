/* vmferry: the memory of a .vmx: MiB in the file, bytes in the machine.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

#define MIB ((uint64_t)1 << 20)
/* 24 TiB is what vSphere 8 allows; leaves room. */
#define MAX_MEMORY_BYTES ((uint64_t)1 << 50)

enum {
  /* sched.mem.shares, of each MiB. */
  NORMAL_SHARES = 10,
};

/* Memory as the file has it: the size may be wrong. */
struct raw_memory {
  uint64_t size_bytes;
  int64_t other_reservation;
  int64_t balloon_bytes;
  enum vf_tristate gigantic_pages;
  struct vf_machine_memory memory;
};

#define MEMBER(name) offsetof (struct raw_memory, name)

const struct vf_vmx_row vf_vmx_rows_memory[] = {
  { "memsize", VF_VMX_MIB, MEMBER (size_bytes), 0, NULL },
  { "mem.hotadd", VF_VMX_TRISTATE, MEMBER (memory.hot_add), 0, NULL },
  { "sched.mem.min", VF_VMX_LIMIT_MIB, MEMBER (memory.bytes.reservation), 0,
    NULL },
  { "sched.mem.minsize", VF_VMX_LIMIT_MIB, MEMBER (other_reservation), 0,
    NULL },
  { "sched.mem.max", VF_VMX_LIMIT_MIB, MEMBER (memory.bytes.limit), 0, NULL },
  { "sched.mem.shares", VF_VMX_SHARES, MEMBER (memory.bytes.shares), 0, NULL },
  { "sched.mem.pin", VF_VMX_TRISTATE, MEMBER (memory.locked), 0, NULL },
  { "sched.mem.maxmemctl", VF_VMX_LIMIT_MIB, MEMBER (balloon_bytes), 0, NULL },
  { "sched.mem.lpage.enable1gpage", VF_VMX_TRISTATE, MEMBER (gigantic_pages),
    0, NULL },
  { "sched.mem.affinity", VF_VMX_LOST, 0, 0,
    "memory is not bound: the nodes were the source's" },
  { "sched.mem.pshare.enable", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "whether equal pages are shared is the target's host's to say" },
  { .key = NULL },
};

/* Two names of one thing: hosts write sched.mem.min, later ones both, and
 * sched.mem.minSize holds when it is not 0.  sched.mem.maxMemCtl = "0" means
 * no balloon. */
static int
settle (struct vf_vmx *vmx, struct raw_memory *raw, struct vf_error *err)
{
  struct vf_machine_memory *memory = &raw->memory;
  struct vf_vmx_entry *balloon = vf_vmx_find (vmx, "", "sched.mem.maxmemctl");

  if (raw->other_reservation >= 0)
    memory->bytes.reservation = raw->other_reservation;
  vf_vmx_settle_shares (&memory->bytes.shares,
                        (int64_t)(raw->size_bytes / MIB) * NORMAL_SHARES);
  if (raw->gigantic_pages == VF_YES)
    memory->hugepage_bytes = (uint64_t)1 << 30;
  if (!balloon || balloon->fate != VF_FATE_MAPPED)
    return 0;
  memory->balloon = balloon->value[0] == '0' ? VF_NO : VF_YES;
  if (raw->balloon_bytes < 0)
    return 0;
  return vf_vmx_judge (balloon, VF_FATE_LOSS,
                       "how much the balloon may take is not limited", err);
}

int
vf_vmx_read_memory (struct vf_vmx *vmx, struct vf_machine *machine,
                    struct vf_error *err)
{
  const struct vf_vmx_entry *size = vf_vmx_find (vmx, "", "memsize");
  struct raw_memory raw = { .memory = machine->memory,
                            .other_reservation = -1,
                            .balloon_bytes = -1 };

  if (vf_vmx_read_rows (vmx, "", vf_vmx_rows_memory, &raw, err))
    return -1;
  if (size
      && (size->fate != VF_FATE_MAPPED || !raw.size_bytes
          || raw.size_bytes > MAX_MEMORY_BYTES))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "line %u: memSize is \"%.40s\", must be 1 to %lld "
                         "(MiB)",
                         size->line, size->value,
                         (long long)(MAX_MEMORY_BYTES >> 20));
  if (settle (vmx, &raw, err))
    return -1;
  machine->memory = raw.memory;
  machine->memory.size_bytes = raw.size_bytes;
  return 0;
}
