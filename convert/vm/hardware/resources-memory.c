/* vmferry: the memory that a VM gets on its target.
 *
 * Reservations, weights and limits of memory have no equal on KVM: a limit
 * that QEMU hits kills the VM, and libvirt's <min_guarantee> is for others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/hardware/resource-choices.h"
#include "convert/vm/hardware/resources-priv.h"
#include "convert/vm/hardware/resources.h"
#include "formats/machine.h"

/* What is given to a guest whose definition names no memory. */
#define DEFAULT_MEMORY_BYTES ((uint64_t)1 << 30)

/* Hyper-V's maximum of dynamic memory where nobody set one: 1 TiB. */
#define HYPERV_ANY_BYTES ((uint64_t)1 << 40)

/* Where the source names none; QEMU has at most 256. */
enum { DEFAULT_SLOTS = 16 };

/* libvirt's own count is in KiB. */
#define KIB 1024u

static bool
is_qemu (const struct vf_resource_plan *plan)
{
  return plan->machine->platform == VF_PLATFORM_QEMU;
}

static int
plan_size (struct vf_resource_plan *plan, struct vf_error *err)
{
  uint64_t size = plan->machine->memory.size_bytes;

  plan->result->memory_bytes = plan->result->current_bytes
      = (size ? size : DEFAULT_MEMORY_BYTES) / KIB * KIB;
  if (size)
    return 0;
  return vf_account_lose (plan->report, err, "memory",
                          "the definition names no size: 1 GiB is given");
}

/* A dynamic maximum that somebody chose is the memory, of which the balloon
 * leaves what the guest started with. */
static void
plan_dynamic (struct vf_resource_plan *plan)
{
  const struct vf_machine_memory *memory = &plan->machine->memory;

  if (memory->dynamic == VF_YES
      && memory->max_bytes > plan->result->memory_bytes
      && memory->max_bytes < HYPERV_ANY_BYTES)
    plan->result->memory_bytes = memory->max_bytes / KIB * KIB;
}

static int
plan_hot_plug (struct vf_resource_plan *plan, struct vf_error *err)
{
  const struct vf_machine_memory *memory = &plan->machine->memory;
  uint64_t wanted = plan->choices->max_memory_bytes;
  char most[32], memory_size[32];

  if (wanted && wanted <= plan->result->memory_bytes)
    return vf_error_set (
        err, VF_ERROR_USAGE,
        "--max-memory: %s must be more than the memory of %s",
        vf_text_human_size (wanted, most),
        vf_text_human_size (plan->result->memory_bytes, memory_size));
  if (!wanted && memory->dynamic != VF_YES
      && memory->max_bytes > plan->result->memory_bytes)
    wanted = memory->max_bytes;
  plan->result->max_memory_bytes = wanted / KIB * KIB;
  if (wanted)
    plan->result->slots = memory->slots ? memory->slots : DEFAULT_SLOTS;
  else if (memory->hot_add == VF_YES)
    return vf_account_lose (plan->report, err, "mem.hotadd",
                            "memory cannot be added to the running guest: "
                            "how much there may be is not in the definition; "
                            "--max-memory says it");
  return 0;
}

/* Pages of the source's host are a hint, except from libvirt. */
static int
plan_backing (struct vf_resource_plan *plan, struct vf_error *err)
{
  const struct vf_machine_memory *memory = &plan->machine->memory;
  struct vf_resources *result = plan->result;
  char size[32];

  result->hugepage_bytes = plan->choices->hugepage_bytes;
  result->locked = plan->choices->lock_memory || plan->choices->sev
                   || (is_qemu (plan) && memory->locked == VF_YES);
  if (!result->hugepage_bytes && is_qemu (plan))
    result->hugepage_bytes = memory->hugepage_bytes;
  if (memory->hugepage_bytes && !result->hugepage_bytes
      && vf_account_lose (plan->report, err, "memory.hugepages",
                          "the source backed it by pages of %s; "
                          "--hugepages does so where the host has such",
                          vf_text_human_size (memory->hugepage_bytes, size)))
    return -1;
  if (memory->locked == VF_YES && !result->locked)
    return vf_account_lose (plan->report, err, "memory.locked",
                            "the source kept all of it in the host's memory; "
                            "--lock-memory does so");
  return 0;
}

static int
report_schedule (struct vf_resource_plan *plan, struct vf_error *err)
{
  const struct vf_machine_schedule *bytes = &plan->machine->memory.bytes;
  char size[32];

  if (bytes->reservation > 0 && !plan->result->locked
      && vf_account_lose (
          plan->report, err, "memory.reservation",
          "%s were reserved, which QEMU cannot; --lock-memory keeps all of it",
          vf_text_human_size ((uint64_t)bytes->reservation, size)))
    return -1;
  if (bytes->limit >= 0 && (uint64_t)bytes->limit < plan->result->memory_bytes
      && vf_account_lose (plan->report, err, "memory.limit",
                          "the source's host gave it at most %s, here it has "
                          "all of its memory: a hard limit would kill it",
                          vf_text_human_size ((uint64_t)bytes->limit, size)))
    return -1;
  if (bytes->shares >= 0)
    return vf_account_lose (plan->report, err, "memory.shares",
                            "there is no weight of memory on KVM");
  return 0;
}

int
vf_resources_plan_memory (struct vf_resource_plan *plan, struct vf_error *err)
{
  if (plan_size (plan, err))
    return -1;
  plan_dynamic (plan);
  if (plan_hot_plug (plan, err) || plan_backing (plan, err))
    return -1;
  return report_schedule (plan, err);
}
