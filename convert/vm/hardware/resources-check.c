/* vmferry: what is checked of a VM's resources before they are written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/checked.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/hardware/host.h"
#include "convert/vm/hardware/resources.h"
#include "formats/domain-caps.h"

enum {
  MAX_SLOTS = 256, /* of QEMU */
  MIN_PAGE = 4096,
  MAX_I440FX_VCPUS = 255, /* its APIC ids have 8 bits */
  MAX_XAPIC_IDS = 255,    /* likewise, where there is no x2APIC */
};

/* How many vCPUs a board can have: pc-q35-8.0 has 288, 8.1 has 1024, and from
 * 9.0 on it is 4096. */
static unsigned
max_vcpus (const struct vf_host *target, bool is_q35)
{
  if (!is_q35)
    return MAX_I440FX_VCPUS;
  if (target->caps && target->caps->max_vcpus)
    return target->caps->max_vcpus;
  if (target->qemu_version < 8001000)
    return 288;
  return target->qemu_version < 9000000 ? 1024 : 4096;
}

/* The bits that numbers below COUNT take. */
static unsigned
bits_of (unsigned count)
{
  unsigned bits = 0;

  while (bits < 31 && 1u << bits < count)
    bits++;
  return bits;
}

uint64_t
vf_resources_apic_ids (const struct vf_resources *resources)
{
  const struct vf_topology *topology = &resources->topology;
  uint64_t last = topology->sockets - 1;

  last = last << bits_of (topology->dies) | (topology->dies - 1);
  last = last << bits_of (topology->cores) | (topology->cores - 1);
  return (last << bits_of (topology->threads) | (topology->threads - 1)) + 1;
}

/* TCG has x2APIC from QEMU 9.0 on, whose q35 has more vCPUs than any before. */
static bool
has_x2apic (const struct vf_host *target)
{
  return target->has_kvm || target->qemu_version >= 9000000
         || (target->caps && target->caps->max_vcpus > 1024);
}

static int
check_apic_ids (const struct vf_resources *resources,
                const struct vf_host *target, struct vf_error *err)
{
  const struct vf_topology *topology = &resources->topology;
  uint64_t ids = vf_resources_apic_ids (resources);

  if (ids <= MAX_XAPIC_IDS || has_x2apic (target))
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "%u vCPUs in %u sockets: they take %llu APIC ids, and "
                       "QEMU %u.%u has at most %d of them without KVM",
                       resources->max_vcpus, topology->sockets,
                       (unsigned long long)ids,
                       target->qemu_version / 1000000,
                       target->qemu_version / 1000 % 1000, MAX_XAPIC_IDS);
}

static int
check_vcpus (const struct vf_resources *resources,
             const struct vf_host *target, bool is_q35, struct vf_error *err)
{
  const struct vf_topology *topology = &resources->topology;
  uint64_t product = (uint64_t)topology->sockets * topology->dies;
  unsigned most = max_vcpus (target, is_q35);

  if (resources->max_vcpus > most)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "%u vCPUs: %s of QEMU %u.%u has at most %u",
                         resources->max_vcpus, is_q35 ? "q35" : "i440fx",
                         target->qemu_version / 1000000,
                         target->qemu_version / 1000 % 1000, most);
  if (!vf_mul_u64 (product, topology->cores, &product)
      || !vf_mul_u64 (product, topology->threads, &product)
      || product != resources->max_vcpus)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "topology: %u sockets of %u dies of %u cores of %u "
                         "threads are not %u vCPUs",
                         topology->sockets, topology->dies, topology->cores,
                         topology->threads, resources->max_vcpus);
  if (!resources->vcpus || resources->vcpus > resources->max_vcpus)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "%u vCPUs at boot, must be 1 to %u",
                         resources->vcpus, resources->max_vcpus);
  return check_apic_ids (resources, target, err);
}

/* Whether BYTES are whole pages of those that back the memory. */
static int
check_pages (const struct vf_resources *resources, const char *what,
             uint64_t bytes, struct vf_error *err)
{
  uint64_t page = resources->hugepage_bytes ? resources->hugepage_bytes : 1024;

  char size[32];

  if (bytes && bytes % page == 0)
    return 0;
  if (resources->hugepage_bytes)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "%s: %llu bytes, must be whole huge pages of %s "
                         "(--hugepages)",
                         what, (unsigned long long)bytes,
                         vf_text_human_size (page, size));
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "%s: %llu bytes, must be a multiple of the page of "
                       "%llu that backs it",
                       what, (unsigned long long)bytes,
                       (unsigned long long)page);
}

static int
check_memory (const struct vf_resources *resources, struct vf_error *err)
{
  uint64_t page = resources->hugepage_bytes;

  if (page && (!vf_is_power_of_2 (page) || page < MIN_PAGE))
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "huge pages of %llu bytes, must be a power of two of "
                         "at least %d",
                         (unsigned long long)page, MIN_PAGE);
  if (check_pages (resources, "memory", resources->memory_bytes, err))
    return -1;
  if (resources->current_bytes > resources->memory_bytes)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "memory at boot is more than there is");
  if (!resources->max_memory_bytes)
    return 0;
  if (resources->slots < 1 || resources->slots > MAX_SLOTS)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "%u memory slots, must be 1 to %d", resources->slots,
                         MAX_SLOTS);
  return check_pages (resources, "memory at most",
                      resources->max_memory_bytes, err);
}

/* The cells hold all vCPUs once, and all memory: libvirt puts a forgotten vCPU
 * into the first, and takes their sum for the memory. */
static int
check_cells (const struct vf_resources *resources, struct vf_error *err)
{
  unsigned next = 0, next_added = 0;
  uint64_t memory = 0;
  size_t i;

  for (i = 0; i < resources->cells.count; i++) {
    const struct vf_cell *cell = &resources->cells.items[i];

    if (check_pages (resources, "a NUMA node", cell->memory_bytes, err))
      return -1;
    if ((!cell->vcpu_set && cell->first_vcpu != next)
        || (cell->added && next_added && cell->first_added != next_added))
      return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                           "NUMA node %zu starts at vCPU %u, must be %u", i,
                           cell->first_vcpu, next);
    next += cell->vcpus;
    next_added = cell->added ? cell->first_added + cell->added : next_added;
    if (!vf_add_u64 (memory, cell->memory_bytes, &memory))
      memory = 0;
  }
  if (!resources->cells.count)
    return 0;
  if ((next_added ? next_added : next) != resources->max_vcpus
      || memory != resources->memory_bytes)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the NUMA nodes do not add up to the machine");
  return 0;
}

int
vf_resources_check (const struct vf_resources *resources,
                    const struct vf_host *target, bool is_q35,
                    struct vf_error *err)
{
  if (check_vcpus (resources, target, is_q35, err)
      || check_memory (resources, err))
    return -1;
  return check_cells (resources, err);
}
