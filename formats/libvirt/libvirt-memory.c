/* vmferry: memory of a libvirt domain: how much, how much more, and how the
 * host kept it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

#define MEMBER(name) offsetof (struct vf_machine_memory, name)
#define KIB(path, member)                                                     \
  {                                                                           \
    path, VF_LIBVIRT_KIB, MEMBER (member), 0, NULL                            \
  }

/* What libvirt writes for "no limit", in bytes.
 * Source:  libvirt-domain.h, VIR_DOMAIN_MEMORY_PARAM_UNLIMITED */
#define UNLIMITED ((int64_t)9007199254740991 << 10)

static const char of_host[] = "how the source's host kept its memory";

const struct vf_libvirt_row vf_libvirt_rows_memory[] = {
  KIB ("memory", size_bytes),
  TAKEN_ROW ("memory@unit"),
  VOID_ROW ("memory@dumpCore", "a help for dumps"),
  TAKEN_ROW ("currentMemory"),
  TAKEN_ROW ("currentMemory@unit"),
  KIB ("maxMemory", max_bytes),
  TAKEN_ROW ("maxMemory@unit"),
  { "maxMemory@slots", VF_LIBVIRT_COUNT, MEMBER (slots), 0, NULL },
  TAKEN_ROW ("memoryBacking/hugepages"),
  TAKEN_ROW ("memoryBacking/hugepages/page@size"),
  TAKEN_ROW ("memoryBacking/hugepages/page@unit"),
  LOST_ROW ("memoryBacking/hugepages/page@nodeset",
            "one size of pages is for all nodes"),
  { "memoryBacking/locked", VF_LIBVIRT_PRESENT, MEMBER (locked), 0, NULL },
  VOID_ROW ("memoryBacking/*", of_host),
  KIB ("memtune/hard_limit", bytes.limit),
  TAKEN_ROW ("memtune/hard_limit@unit"),
  KIB ("memtune/min_guarantee", bytes.reservation),
  TAKEN_ROW ("memtune/min_guarantee@unit"),
  LOST_ROW ("memtune/*", "the target's host is told one limit at most"),
  END_ROW,
};

/* The balloon's state when the domain started. */
static int
read_current (struct vf_libvirt_tree *tree, struct vf_machine_memory *memory,
              struct vf_error *err)
{
  const struct vf_libvirt_element *root = tree->elements.items;
  struct vf_libvirt_entry *entry
      = vf_libvirt_find (tree, root, "currentMemory");
  uint64_t bytes;

  if (!entry)
    return 0;
  if (!vf_libvirt_get_bytes (tree, root, "currentMemory", &bytes))
    return vf_libvirt_judge (entry, VF_FATE_LOSS, "not a size", err);
  if (bytes >= memory->size_bytes)
    return 0;
  return vf_libvirt_judge (entry, VF_FATE_LOSS,
                           "the guest gets all of its memory at start", err);
}

/* <hugepages/> alone means the host's own size, of which the smallest is a
 * fair guess. */
static void
read_pages (const struct vf_libvirt_tree *tree,
            struct vf_machine_memory *memory)
{
  enum { DEFAULT_PAGE = 2 << 20 };
  const struct vf_libvirt_element *pages
      = vf_libvirt_descend (tree, "memoryBacking/hugepages");

  if (!pages)
    return;
  if (!vf_libvirt_get_bytes (tree, pages, "page@size",
                             &memory->hugepage_bytes))
    memory->hugepage_bytes = DEFAULT_PAGE;
}

static void
tidy_limits (struct vf_machine_memory *memory)
{
  if (memory->bytes.limit >= UNLIMITED)
    memory->bytes.limit = -1;
  if (memory->max_bytes > memory->size_bytes)
    memory->hot_add = VF_YES;
}

int
vf_libvirt_read_memory (struct vf_libvirt_tree *tree,
                        struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_memory *memory = &machine->memory;

  if (vf_libvirt_read_rows (tree, tree->elements.items, vf_libvirt_rows_memory,
                            memory, err)
      || read_current (tree, memory, err))
    return -1;
  read_pages (tree, memory);
  tidy_limits (memory);
  return 0;
}
