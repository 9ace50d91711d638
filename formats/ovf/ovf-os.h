/* vmferry: the words and numbers that OVFs have for guest systems.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_OS_H
#define VF_FORMATS_OVF_OVF_OS_H

#include <stdbool.h>

#include "formats/machine.h"

struct vf_ovf_os_row {
  const char *word; /* a number, or how a word begins, in lower case */
  enum vf_os_family family;
  unsigned bits; /* 32, 64; 0 not told */
  bool is_old;
  const char *uri; /* libosinfo's without "http://"; NULL unknown */
};

/* The guest type of a .vmx for one of the vSphere API: "rhel7_64Guest" is
 * "rhel7-64".
 * Returns: malloc'd, or NULL when memory is out
 * Source:  vSphere API, VirtualMachineGuestOsIdentifier */
char *vf_ovf_os_from_vsphere (const char *word);

/* By VirtualBox's or oVirt's word ("Ubuntu_64", "windows_2019x64").
 * Returns: a static row, or NULL for none. */
const struct vf_ovf_os_row *vf_ovf_os_by_virtualbox (const char *word);

/* By CIM_OperatingSystem.OsType in digits.
 * Returns: a static row, or NULL for none. */
const struct vf_ovf_os_row *vf_ovf_os_by_number (const char *number);

#endif
