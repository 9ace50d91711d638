/* vmferry: the items of vCPUs and memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"

#define MIB (UINT64_C (1) << 20)
#define MEGAHERTZ 1000000

/* As for a .vmx: far more than any hypervisor gives. */
enum { MAX_VCPUS = 4096 };
#define MAX_MEMORY_BYTES (UINT64_C (1) << 50)

/* The unit of the amounts of ITEM; false when there is none that makes sense.
 * Some say it of VirtualQuantity alone. */
static bool
unit_of (const struct vf_ovf_item *item, enum vf_ovf_base base,
         struct vf_ovf_unit *ret_unit)
{
  static const enum vf_ovf_field fields[]
      = { VF_OVF_UNITS, VF_OVF_QUANTITY_UNITS };
  size_t i;

  for (i = 0; i < 2; i++)
    if (item->fields[fields[i]]
        && vf_ovf_unit_parse (item->fields[fields[i]], ret_unit)
        && ret_unit->base == base)
      return true;
  return false;
}

/* FIELD times FACTOR divided by DIVISOR; -1 where it is not there. */
static int64_t
amount (const struct vf_ovf_item *item, enum vf_ovf_field field,
        uint64_t factor, uint64_t divisor)
{
  uint64_t number, product;

  if (!vf_ovf_item_number (item, field, &number)
      || !vf_mul_u64 (number, factor, &product)
      || product / divisor > INT64_MAX)
    return -1;
  return (int64_t)(product / divisor);
}

static void
read_schedule (const struct vf_ovf_item *item, uint64_t factor,
               uint64_t divisor, struct vf_machine_schedule *schedule)
{
  schedule->reservation = amount (item, VF_OVF_RESERVATION, factor, divisor);
  schedule->limit = amount (item, VF_OVF_LIMIT, factor, divisor);
  schedule->shares = amount (item, VF_OVF_WEIGHT, 1, 1);
}

/* How many vCPUs ITEM says; oVirt says it by sockets, cores and threads. */
static bool
count_vcpus (const struct vf_ovf_item *item, uint64_t *ret_count)
{
  uint64_t sockets, cores, threads = 1;

  if (vf_ovf_item_number (item, VF_OVF_RHV_SOCKETS, &sockets)
      && vf_ovf_item_number (item, VF_OVF_RHV_CORES, &cores)) {
    vf_ovf_item_number (item, VF_OVF_RHV_THREADS, &threads);
    return vf_mul_u64 (sockets, cores, ret_count)
           && vf_mul_u64 (*ret_count, threads, ret_count);
  }
  return vf_ovf_item_number (item, VF_OVF_QUANTITY, ret_count);
}

static unsigned
small_number (const struct vf_ovf_item *item, enum vf_ovf_field field)
{
  uint64_t number;

  return vf_ovf_item_number (item, field, &number) && number <= MAX_VCPUS
             ? (unsigned)number
             : 0;
}

static void
read_topology (const struct vf_ovf_item *item, struct vf_machine_cpu *cpu)
{
  unsigned most = small_number (item, VF_OVF_RHV_MAX_VCPUS);

  cpu->cores_per_socket = small_number (item, VF_OVF_CORES);
  if (!cpu->cores_per_socket)
    cpu->cores_per_socket = small_number (item, VF_OVF_RHV_CORES);
  cpu->threads_per_core = small_number (item, VF_OVF_RHV_THREADS);
  cpu->max_vcpus = most > cpu->vcpus ? most : cpu->vcpus;
}

/* What ITEM says of CPU time in parts of its cores, as XenServer does, is told
 * by no clock.
 * Source:  Msvm_ProcessorSettingData.Limit: 100000 is all there is */
static int
lose_shares_of_cores (struct vf_ovf *ovf, const struct vf_ovf_item *item,
                      struct vf_machine_schedule *mhz, struct vf_error *err)
{
  static const char note[]
      = "not in a unit of frequency: how much that is is not known";
  struct _xmlNode *limit = item->places[VF_OVF_LIMIT];
  enum { ALL = 100000 };

  if (limit && mhz->limit == ALL
      && vf_ovf_judge (&ovf->fates, limit, VF_FATE_IRRELEVANT,
                       "as much as there is", err))
    return -1;
  if (limit && mhz->limit != ALL
      && vf_ovf_judge (&ovf->fates, limit, VF_FATE_LOSS, note, err))
    return -1;
  if (mhz->reservation > 0
      && vf_ovf_judge (&ovf->fates, item->places[VF_OVF_RESERVATION],
                       VF_FATE_LOSS, note, err))
    return -1;
  mhz->limit = mhz->reservation = -1;
  return 0;
}

/* What ITEM says of CPU time, in MHz where it names no unit. */
static int
read_mhz (struct vf_ovf *ovf, const struct vf_ovf_item *item,
          struct vf_machine_schedule *mhz, struct vf_error *err)
{
  const char *text = item->fields[VF_OVF_UNITS];
  struct vf_ovf_unit unit;

  if (!unit_of (item, VF_OVF_BASE_HERTZ, &unit)) {
    if (text && *text) {
      read_schedule (item, 1, 1, mhz);
      return lose_shares_of_cores (ovf, item, mhz, err);
    }
    unit.factor = MEGAHERTZ;
  }
  read_schedule (item, unit.factor, MEGAHERTZ, mhz);
  return 0;
}

static int
add_vcpus (struct vf_ovf *ovf, const struct vf_ovf_item *item,
           struct vf_machine_cpu *cpu, uint64_t *total, struct vf_error *err)
{
  uint64_t count;

  if (!count_vcpus (item, &count) || count == 0 || count > MAX_VCPUS
      || *total + count > MAX_VCPUS)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "item %.60s: VirtualQuantity of vCPUs is \"%.40s\", "
        "must be 1 to %d",
        vf_ovf_item_label (item),
        item->fields[VF_OVF_QUANTITY] ? item->fields[VF_OVF_QUANTITY] : "",
        MAX_VCPUS);
  *total += count;
  cpu->vcpus = (unsigned)*total;
  read_topology (item, cpu);
  if (vf_ovf_judge (&ovf->fates, item->node, VF_FATE_MAPPED, NULL, err))
    return -1;
  return read_mhz (ovf, item, &cpu->mhz, err);
}

/* Without a unit the standard means bytes, and writers mean MiB. */
static uint64_t
memory_factor (const struct vf_ovf_item *item)
{
  struct vf_ovf_unit unit;
  uint64_t number;

  if (unit_of (item, VF_OVF_BASE_BYTE, &unit))
    return unit.factor;
  return vf_ovf_item_number (item, VF_OVF_QUANTITY, &number) && number < MIB
             ? MIB
             : 1;
}

static int
add_memory (struct vf_ovf *ovf, const struct vf_ovf_item *item,
            struct vf_machine_memory *memory, struct vf_error *err)
{
  uint64_t factor = memory_factor (item), number;
  const char *text = item->fields[VF_OVF_QUANTITY];

  if (!text)
    return vf_ovf_judge (&ovf->fates, item->node, VF_FATE_LOSS,
                         "it says no amount", err);
  if (!vf_ovf_item_number (item, VF_OVF_QUANTITY, &number) || number == 0
      || !vf_mul_u64 (number, factor, &number) || number > MAX_MEMORY_BYTES
      || memory->size_bytes + number > MAX_MEMORY_BYTES)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "item %.60s: VirtualQuantity of memory is \"%.40s\" "
                         "times %" PRIu64 " bytes, must be more than none and "
                         "at most %" PRIu64 " bytes",
                         vf_ovf_item_label (item), text ? text : "", factor,
                         MAX_MEMORY_BYTES);
  memory->size_bytes += number;
  read_schedule (item, factor, 1, &memory->bytes);
  return vf_ovf_judge (&ovf->fates, item->node, VF_FATE_MAPPED, NULL, err);
}

/* Valid OVFs need not say an amount: VMware gives one vCPU then, and of memory
 * nothing is known. */
static int
tell_missing (struct vf_machine *machine, uint64_t vcpus, struct vf_error *err)
{
  if (!vcpus
      && vf_account_lose (&machine->account, err, "VirtualHardwareSection",
                          "there is no item of vCPUs (ResourceType %d): one "
                          "is taken",
                          VF_OVF_CPU))
    return -1;
  if (machine->memory.size_bytes)
    return 0;
  return vf_account_lose (&machine->account, err, "VirtualHardwareSection",
                          "there is no item of memory (ResourceType %d): how "
                          "much there was is not known",
                          VF_OVF_MEMORY);
}

int
vf_ovf_read_cpu (struct vf_ovf *ovf, struct vf_machine *machine,
                 struct vf_error *err)
{
  const struct vf_ovf_item *item = ovf->items.items;
  uint64_t vcpus = 0;
  size_t i;

  for (i = 0; i < ovf->items.count; i++, item++)
    if ((item->type == VF_OVF_CPU
         && add_vcpus (ovf, item, &machine->cpu, &vcpus, err))
        || (item->type == VF_OVF_MEMORY
            && add_memory (ovf, item, &machine->memory, err)))
      return -1;
  return tell_missing (machine, vcpus, err);
}
