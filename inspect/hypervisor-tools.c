/* vmferry: the table of hypervisor tools.
 *
 * Source: package lists of Debian 10 to 13 and Ubuntu 18.04 to 24.04; the
 * list of what virt-v2v and VMware's uninstaller remove.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/hypervisor-tools.h"

#include <stddef.h>
#include <string.h>

struct tool {
  const char *prefix; /* a package is one when its name is this, or starts
                         with this and a '-' */
  enum vf_guest_tool_kind kind;
};

static const struct tool packages[] = {
  { "open-vm-tools", VF_TOOL_VMWARE },
  { "vmware-tools", VF_TOOL_VMWARE },
  { "open-vm-dkms", VF_TOOL_VMWARE },
  { "hyperv-daemons", VF_TOOL_HYPERV },
  { "linux-cloud-tools", VF_TOOL_HYPERV },
  { "virtualbox-guest", VF_TOOL_VIRTUALBOX },
};

static const char *const services[] = {
  "open-vm-tools.service",
  "vgauth.service",
  "vmtoolsd.service",
  "vgauthd.service",
  "vmware-tools.service",
  "vmware-tools-thinprint.service",
  "run-vmblock\\x2dfuse.mount",
  "hv-kvp-daemon.service",
  "hv-vss-daemon.service",
  "hv-fcopy-daemon.service",
  "virtualbox-guest-utils.service",
  "vboxadd.service",
  "vboxadd-service.service",
};

const char *const vf_tool_leftovers[] = {
  "/etc/vmware-tools",
  "/usr/lib/vmware-tools",
  "/usr/bin/vmware-uninstall-tools.pl",
  "/etc/init.d/vmware-tools",
  "/opt/VBoxGuestAdditions",
  "/var/lib/VBoxGuestAdditions",
  NULL,
};

bool
vf_tool_is_package (struct vf_slice name, enum vf_guest_tool_kind *ret_kind)
{
  for (size_t i = 0; i < sizeof packages / sizeof packages[0]; i++) {
    size_t n = strlen (packages[i].prefix);

    if (vf_slice_starts_with (name, packages[i].prefix)
        && (name.length == n || name.start[n] == '-')) {
      *ret_kind = packages[i].kind;
      return true;
    }
  }
  return false;
}

bool
vf_tool_is_service (const char *unit)
{
  for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
    if (strcmp (services[i], unit) == 0)
      return true;
  return false;
}

const char *
vf_tool_kind_name (enum vf_guest_tool_kind kind)
{
  switch (kind) {
  case VF_TOOL_VMWARE:
    return "vmware";
  case VF_TOOL_HYPERV:
    return "hyperv";
  default:
    return "virtualbox";
  }
}
