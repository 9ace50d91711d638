/* vmferry: tables of guest systems.
 *
 * Source: CIM_OperatingSystem.OsType (CIM schema 2.22 and later); the guest
 *         types of VirtualBox 7 and of oVirt's osinfo-defaults
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf-os.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Windows' numbers do not tell 7 from 2008, nor 8 from 10: no URI. */
static const struct vf_ovf_os_row numbers[] = {
  { "1", VF_OS_OTHER, 0, false, NULL },
  { "14", VF_OS_OTHER, 32, true, "microsoft.com/msdos/6.22" },
  { "36", VF_OS_UNKNOWN, 0, false, NULL }, /* Linux, and often Windows */
  { "42", VF_OS_BSD, 32, false, NULL },
  { "58", VF_OS_WINDOWS, 32, true, "microsoft.com/win/2k" },
  { "67", VF_OS_WINDOWS, 32, true, "microsoft.com/win/xp" },
  { "69", VF_OS_WINDOWS, 32, true, "microsoft.com/win/2k3" },
  { "70", VF_OS_WINDOWS, 64, true, "microsoft.com/win/2k3" },
  { "71", VF_OS_WINDOWS, 64, true, "microsoft.com/win/xp" },
  { "73", VF_OS_WINDOWS, 32, false, NULL },
  { "74", VF_OS_WINDOWS, 64, false, NULL },
  { "76", VF_OS_WINDOWS, 32, false, "microsoft.com/win/2k8" },
  { "77", VF_OS_WINDOWS, 64, false, "microsoft.com/win/2k8" },
  { "78", VF_OS_BSD, 64, false, NULL },
  { "79", VF_OS_LINUX, 32, false, NULL },
  { "80", VF_OS_LINUX, 64, false, NULL },
  { "81", VF_OS_SOLARIS, 64, false, NULL },
  { "82", VF_OS_LINUX, 32, false, NULL },
  { "83", VF_OS_LINUX, 64, false, NULL },
  { "84", VF_OS_LINUX, 32, false, NULL },
  { "85", VF_OS_LINUX, 64, false, NULL },
  { "89", VF_OS_LINUX, 32, false, NULL },
  { "90", VF_OS_LINUX, 64, false, NULL },
  { "93", VF_OS_LINUX, 32, false, NULL },
  { "94", VF_OS_LINUX, 64, false, NULL },
  { "95", VF_OS_LINUX, 32, false, NULL },
  { "96", VF_OS_LINUX, 64, false, NULL },
  { "97", VF_OS_LINUX, 32, true, NULL },
  { "98", VF_OS_LINUX, 64, true, NULL },
  { "99", VF_OS_LINUX, 32, false, NULL },
  { "100", VF_OS_LINUX, 64, false, NULL },
  { "101", VF_OS_LINUX, 64, false, NULL },
  { "102", VF_OS_OTHER, 64, false, NULL },
  { "103", VF_OS_WINDOWS, 64, false, "microsoft.com/win/2k8r2" },
  { "104", VF_OS_OTHER, 64, false, NULL },
  { "105", VF_OS_WINDOWS, 0, false, "microsoft.com/win/7" },
  { "106", VF_OS_LINUX, 32, false, NULL },
  { "107", VF_OS_LINUX, 64, false, NULL },
  { "108", VF_OS_LINUX, 32, false, NULL },
  { "109", VF_OS_LINUX, 64, false, NULL },
  { "112", VF_OS_WINDOWS, 64, false, "microsoft.com/win/2k12" },
  { "113", VF_OS_WINDOWS, 32, false, NULL },
  { "114", VF_OS_WINDOWS, 64, false, NULL },
  { "115", VF_OS_WINDOWS, 64, false, "microsoft.com/win/2k12r2" },
};

/* Longer beginnings stand first.  oVirt's have a "_" that is not compared. */
static const struct vf_ovf_os_row words[] = {
  { "windows2000", VF_OS_WINDOWS, 0, true, "microsoft.com/win/2k" },
  { "windowsxp", VF_OS_WINDOWS, 0, true, "microsoft.com/win/xp" },
  { "windows2003", VF_OS_WINDOWS, 0, true, "microsoft.com/win/2k3" },
  { "windowsvista", VF_OS_WINDOWS, 0, false, "microsoft.com/win/vista" },
  { "windows2008r2", VF_OS_WINDOWS, 0, false, "microsoft.com/win/2k8r2" },
  { "windows2008", VF_OS_WINDOWS, 0, false, "microsoft.com/win/2k8" },
  { "windows2012r2", VF_OS_WINDOWS, 0, false, "microsoft.com/win/2k12r2" },
  { "windows2012", VF_OS_WINDOWS, 0, false, "microsoft.com/win/2k12" },
  { "windows2016", VF_OS_WINDOWS, 0, false, "microsoft.com/win/2k16" },
  { "windows2019", VF_OS_WINDOWS, 0, false, "microsoft.com/win/2k19" },
  { "windows2022", VF_OS_WINDOWS, 0, false, "microsoft.com/win/2k22" },
  { "windows2025", VF_OS_WINDOWS, 0, false, "microsoft.com/win/2k25" },
  { "windows11", VF_OS_WINDOWS, 0, false, "microsoft.com/win/11" },
  { "windows10", VF_OS_WINDOWS, 0, false, "microsoft.com/win/10" },
  { "windows81", VF_OS_WINDOWS, 0, false, "microsoft.com/win/8.1" },
  { "windows8", VF_OS_WINDOWS, 0, false, "microsoft.com/win/8" },
  { "windows7", VF_OS_WINDOWS, 0, false, "microsoft.com/win/7" },
  { "windows", VF_OS_WINDOWS, 0, false, NULL },
  { "ubuntu24", VF_OS_LINUX, 0, false, "ubuntu.com/ubuntu/24.04" },
  { "ubuntu22", VF_OS_LINUX, 0, false, "ubuntu.com/ubuntu/22.04" },
  { "ubuntu20", VF_OS_LINUX, 0, false, "ubuntu.com/ubuntu/20.04" },
  { "ubuntu18", VF_OS_LINUX, 0, false, "ubuntu.com/ubuntu/18.04" },
  { "ubuntu", VF_OS_LINUX, 0, false, NULL },
  { "debian12", VF_OS_LINUX, 0, false, "debian.org/debian/12" },
  { "debian11", VF_OS_LINUX, 0, false, "debian.org/debian/11" },
  { "debian10", VF_OS_LINUX, 0, false, "debian.org/debian/10" },
  { "debian9", VF_OS_LINUX, 0, false, "debian.org/debian/9" },
  { "debian", VF_OS_LINUX, 0, false, NULL },
  { "rhel9", VF_OS_LINUX, 0, false, "redhat.com/rhel/9-unknown" },
  { "rhel8", VF_OS_LINUX, 0, false, "redhat.com/rhel/8-unknown" },
  { "rhel7", VF_OS_LINUX, 0, false, "redhat.com/rhel/7-unknown" },
  { "rhel6", VF_OS_LINUX, 0, false, "redhat.com/rhel/6-unknown" },
  { "rhel", VF_OS_LINUX, 0, false, NULL },
  { "redhat", VF_OS_LINUX, 0, false, NULL },
  { "fedora", VF_OS_LINUX, 0, false, NULL },
  { "opensuse", VF_OS_LINUX, 0, false, NULL },
  { "suse", VF_OS_LINUX, 0, false, NULL },
  { "sles", VF_OS_LINUX, 0, false, NULL },
  { "oracle", VF_OS_LINUX, 0, false, NULL },
  { "archlinux", VF_OS_LINUX, 0, false, "archlinux.org/archlinux/rolling" },
  { "gentoo", VF_OS_LINUX, 0, false, NULL },
  { "turbolinux", VF_OS_LINUX, 0, false, NULL },
  { "mandriva", VF_OS_LINUX, 0, false, NULL },
  { "xandros", VF_OS_LINUX, 0, false, NULL },
  { "linux22", VF_OS_LINUX, 0, true, NULL },
  { "linux24", VF_OS_LINUX, 0, true, NULL },
  { "linux", VF_OS_LINUX, 0, false, NULL },
  { "otherlinux", VF_OS_LINUX, 0, false, NULL },
  { "freebsd", VF_OS_BSD, 0, false, NULL },
  { "openbsd", VF_OS_BSD, 0, false, NULL },
  { "netbsd", VF_OS_BSD, 0, false, NULL },
  { "solaris", VF_OS_SOLARIS, 0, false, NULL },
  { "opensolaris", VF_OS_SOLARIS, 0, false, NULL },
  { "macos", VF_OS_DARWIN, 0, false, NULL },
  { "dos", VF_OS_OTHER, 32, true, NULL },
};

/* The exceptions from the rule below. */
static const struct {
  const char *vsphere;
  const char *vmx;
} exceptions[] = {
  { "windows7Server64Guest", "windows7srv-64" },
  { "windows8Server64Guest", "windows8srv-64" },
  { "windows9Server64Guest", "windows9srv-64" },
  { "windows2019srv_64Guest", "windows2019srv-64" },
  { "windows2019srvNext_64Guest", "windows2019srvnext-64" },
  { "windows2022srvNext_64Guest", "windows2022srvnext-64" },
  { "winLonghornGuest", "longhorn" },
  { "winLonghorn64Guest", "longhorn-64" },
  { "winXPPro64Guest", "winxppro-64" },
  { "otherGuest64", "other-64" },
  { "vmwarePhoton64Guest", "vmware-photon-64" },
};

/* Without "Guest", "64" behind a dash, in lower case. */
char *
vf_ovf_os_from_vsphere (const char *word)
{
  size_t i, n = strlen (word);
  char *id;

  for (i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
    if (strcasecmp (word, exceptions[i].vsphere) == 0)
      return strdup (exceptions[i].vmx);
  id = malloc (n + 2);
  if (!id)
    return NULL;
  if (n > 5 && strcasecmp (word + n - 5, "Guest") == 0)
    n -= 5;
  for (i = 0; i < n; i++)
    id[i] = (char)tolower ((unsigned char)word[i]);
  id[n] = '\0';
  if (n > 2 && strcmp (id + n - 2, "64") == 0) {
    i = n - 2 - (id[n - 3] == '_');
    strcpy (id + i, "-64");
  }
  return id;
}

/* Whether WORD, of which "_" and case do not count, begins with BEGINNING. */
static bool
begins (const char *word, const char *beginning)
{
  for (; *beginning; word++) {
    if (*word == '_')
      continue;
    if (tolower ((unsigned char)*word) != *beginning++)
      return false;
  }
  return true;
}

const struct vf_ovf_os_row *
vf_ovf_os_by_virtualbox (const char *word)
{
  size_t i;

  for (i = 0; i < sizeof words / sizeof *words; i++)
    if (begins (word, words[i].word))
      return &words[i];
  return NULL;
}

const struct vf_ovf_os_row *
vf_ovf_os_by_number (const char *number)
{
  size_t i;

  for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (strcmp (number, numbers[i].word) == 0)
      return &numbers[i];
  return NULL;
}
