/* vmferry: the memory of a .vmx: MiB in the file, bytes in the machine.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-row.h"

/* 24 TiB is what vSphere 8 allows; leaves room. */
#define MAX_MEMORY_BYTES ((int64_t) 1 << 50)

/* Memory as the file has it: the size may be wrong. */
struct raw_memory {
  int64_t size_bytes;
  struct vf_machine_memory memory;
};

#define MEMBER(name) offsetof (struct raw_memory, name)

static const struct vf_vmx_row rows[] = {
  {"memsize", VF_VMX_LIMIT_MIB, MEMBER (size_bytes), 0, NULL},
  {"mem.hotadd", VF_VMX_TRISTATE, MEMBER (memory.hot_add), 0, NULL},
  {"sched.mem.min", VF_VMX_LIMIT_MIB, MEMBER (memory.bytes.reservation), 0,
   NULL},
  {"sched.mem.minsize", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "another name of sched.mem.min"},
  {"sched.mem.max", VF_VMX_LIMIT_MIB, MEMBER (memory.bytes.limit), 0, NULL},
  {"sched.mem.pin", VF_VMX_TRISTATE, MEMBER (memory.locked), 0, NULL},
  {"sched.mem.shares", VF_VMX_LOST, 0, 0,
   "there is no weight for memory on the target"},
  {"sched.mem.affinity", VF_VMX_LOST, 0, 0,
   "memory is not bound: the nodes were the source's"},
  {.key = NULL},
};

int
vf_vmx_read_memory (struct vf_vmx *vmx, struct vf_machine *machine,
                    struct vf_error *err)
{
  const struct vf_vmx_entry *size = vf_vmx_find (vmx, "", "memsize");
  struct raw_memory raw = {.memory = machine->memory};

  if (vf_vmx_read_rows (vmx, "", rows, &raw, err))
    return -1;
  if (size
      && (size->fate != VF_FATE_MAPPED || raw.size_bytes <= 0
          || raw.size_bytes > MAX_MEMORY_BYTES))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "line %u: memSize is \"%.40s\", must be 1 to %lld "
                         "(MiB)",
                         size->line, size->value,
                         (long long) (MAX_MEMORY_BYTES >> 20));
  machine->memory = raw.memory;
  machine->memory.size_bytes = (uint64_t) raw.size_bytes;
  return 0;
}
