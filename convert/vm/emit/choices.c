/* vmferry: which target takes which choice.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/choices.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "common/error.h"

/* The options that not every target takes.  The manual has the same table, and
 * a test compares both with what is written. */
static const struct {
  const char *option;
  const char *targets; /* by the names of their emitters */
} choices[] = {
  { "define", "libvirt" },
  { "domain-type", "libvirt, proxmox" },
  { "network", "libvirt, kubevirt, openstack" },
  { "bridge", "libvirt, qemu, proxmox" },
  { "profile", "libvirt" },
  { "nic-names", "libvirt, qemu" },
  { "graphics", "libvirt" },
  { "device-map", "libvirt, qemu, proxmox" },
  { "cpu", "libvirt, qemu, kubevirt, proxmox" },
  { "domcapabilities", "libvirt, qemu, kubevirt, proxmox" },
  { "max-memory", "libvirt, qemu, kubevirt, proxmox" },
  { "lock-memory", "libvirt, qemu, openstack" },
  { "numa-bind", "libvirt" },
  { "shares", "libvirt" },
  { "source-mhz", "libvirt" },
  { "uuid", "libvirt, qemu, kubevirt, proxmox" },
  { "genid", "libvirt, qemu, proxmox" },
  { "launch-security", "libvirt, kubevirt, proxmox, openstack" },
};

/* Whether TARGET is one of TARGETS, which have commas in between. */
static bool
is_among (const char *targets, const char *target)
{
  size_t n;

  for (; *targets; targets += n + strspn (targets + n, ", ")) {
    n = strcspn (targets, ",");
    if (n == strlen (target) && strncmp (targets, target, n) == 0)
      return true;
  }
  return false;
}

int
vf_choice_check (const char *option, const char *target, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < sizeof choices / sizeof *choices; i++)
    if (strcmp (choices[i].option, option) == 0
        && !is_among (choices[i].targets, target))
      return vf_error_set (err, VF_ERROR_USAGE,
                           "--%s: the target %s does not take it, only: %s",
                           option, target, choices[i].targets);
  return 0;
}
