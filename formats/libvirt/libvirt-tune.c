/* vmferry: <cputune> of libvirt's XML: how much of its host a domain had, and
 * where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

static const char of_time[] = "the share of the host's time is not set";

/* A quota of microseconds in each period is a part of a core.
 * Source:  formatdomain.html, "CPU Tuning" */
static int
read_quota (struct vf_libvirt_tree *tree, struct vf_machine_cpu *cpu,
            struct vf_error *err)
{
  enum { DEFAULT_PERIOD_US = 100000 };
  const struct vf_libvirt_element *tune = vf_libvirt_descend (tree, "cputune");
  struct vf_libvirt_entry *entry = vf_libvirt_find (tree, tune, "quota");
  uint64_t quota, period;

  if (!entry || *entry->value == '-')
    return 0;
  if (!vf_libvirt_get_number (tree, tune, "period", UINT32_MAX, &period)
      || !period)
    period = DEFAULT_PERIOD_US;
  if (!vf_libvirt_parse_number (entry->value, UINT32_MAX, &quota))
    return vf_libvirt_judge (entry, VF_FATE_LOSS, of_time, err);
  if (quota && quota < period)
    cpu->limit_percent = (unsigned)((quota * 100 + period - 1) / period);
  return 0;
}

/* ESX's come through as they are, KVM's are the weight of a control group; of
 * other drivers it is not known what they count in. */
static int
read_shares (struct vf_libvirt_tree *tree, struct vf_machine *machine,
             struct vf_error *err)
{
  struct vf_libvirt_entry *entry
      = vf_libvirt_find (tree, tree->elements.items, "cputune/shares");
  bool is_known = machine->platform == VF_PLATFORM_VMWARE
                  || machine->platform == VF_PLATFORM_QEMU;
  uint64_t shares;

  if (!entry)
    return 0;
  if (!is_known
      || !vf_libvirt_parse_number (entry->value, VF_LIBVIRT_MAX_COUNT,
                                   &shares))
    return vf_libvirt_judge (entry, VF_FATE_LOSS, of_time, err);
  machine->cpu.mhz.shares = (int64_t)shares;
  return 0;
}

/* Whether SET stands between the commas of LIST. */
static bool
has_set (const char *list, const char *set)
{
  const char *at = list;
  size_t n = strlen (set);

  for (; at && (at = strstr (at, set)); at++)
    if ((at == list || at[-1] == ',') && (!at[n] || at[n] == ','))
      return true;
  return false;
}

/* The host's CPUs of all pins together: for a person, who pins anew.  Sets
 * that would make it too long to read are in the account alone. */
static int
read_pins (const struct vf_libvirt_tree *tree, struct vf_machine_cpu *cpu,
           struct vf_error *err)
{
  enum { MAX_TEXT = 4096 };
  const struct vf_libvirt_element *tune = vf_libvirt_descend (tree, "cputune");
  const struct vf_libvirt_element *pin = NULL;

  while ((pin = vf_libvirt_child (tree, tune, "vcpupin", pin))) {
    const char *set = vf_libvirt_get (tree, pin, "@cpuset");
    size_t n = cpu->affinity ? strlen (cpu->affinity) : 0;
    CLEANUP_FREE char *before = NULL;

    if (!set || !*set || n + strlen (set) > MAX_TEXT
        || has_set (cpu->affinity, set))
      continue;
    before = cpu->affinity;
    cpu->affinity = vf_text_printf ("%s%s%s", before ? before : "",
                                    before ? "," : "", set);
    if (!cpu->affinity)
      return vf_error_nomem (err, "a list of CPUs");
  }
  return 0;
}

int
vf_libvirt_read_tune (struct vf_libvirt_tree *tree, struct vf_machine *machine,
                      struct vf_error *err)
{
  return read_shares (tree, machine, err)
                 || read_quota (tree, &machine->cpu, err)
                 || read_pins (tree, &machine->cpu, err)
             ? -1
             : 0;
}
