/* vmferry: VMware's guest types, and what libosinfo calls them.
 *
 * Source: vSphere API, VirtualMachineGuestOsIdentifier; osinfo-db 20250606
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"

/* A guest type without "-64". */
struct os_row {
  const char *id;
  enum vf_os_family family;
  bool is_old;           /* from before about 2010 */
  const char *uri;       /* without "http://"; NULL unknown */
  const char *versioned; /* the same with the version in place of "%s", or
                            the part before its dot for "%m"; NULL none */
};

static const struct os_row rows[] = {
  {"almalinux", VF_OS_LINUX, false, "almalinux.org/almalinux/9",
   "almalinux.org/almalinux/%m"},
  {"amazonlinux2", VF_OS_LINUX, false, "libosinfo.org/linux/2018", NULL},
  {"amazonlinux3", VF_OS_LINUX, false, "libosinfo.org/linux/2022", NULL},
  {"asianux3", VF_OS_LINUX, false, NULL, NULL},
  {"asianux4", VF_OS_LINUX, false, NULL, NULL},
  {"asianux5", VF_OS_LINUX, false, NULL, NULL},
  {"asianux7", VF_OS_LINUX, false, NULL, NULL},
  {"asianux8", VF_OS_LINUX, false, NULL, NULL},
  {"asianux9", VF_OS_LINUX, false, NULL, NULL},
  {"centos", VF_OS_LINUX, false, "centos.org/centos/5.11", NULL},
  {"centos6", VF_OS_LINUX, false, "centos.org/centos/6.10",
   "centos.org/centos/%s"},
  {"centos7", VF_OS_LINUX, false, "centos.org/centos/7.0", NULL},
  {"centos8", VF_OS_LINUX, false, "centos.org/centos/8", NULL},
  {"centos9", VF_OS_LINUX, false, "centos.org/centos-stream/9", NULL},
  {"coreos", VF_OS_LINUX, false, "fedoraproject.org/coreos/stable", NULL},
  {"crxpod1", VF_OS_OTHER, false, NULL, NULL},
  {"crxsys1", VF_OS_OTHER, false, NULL, NULL},
  {"debian10", VF_OS_LINUX, false, "debian.org/debian/10", NULL},
  {"debian11", VF_OS_LINUX, false, "debian.org/debian/11", NULL},
  {"debian12", VF_OS_LINUX, false, "debian.org/debian/12", NULL},
  {"debian13", VF_OS_LINUX, false, "debian.org/debian/13", NULL},
  {"debian4", VF_OS_LINUX, true, "debian.org/debian/4", NULL},
  {"debian5", VF_OS_LINUX, false, "debian.org/debian/5", NULL},
  {"debian6", VF_OS_LINUX, false, "debian.org/debian/6", NULL},
  {"debian7", VF_OS_LINUX, false, "debian.org/debian/7", NULL},
  {"debian8", VF_OS_LINUX, false, "debian.org/debian/8", NULL},
  {"debian9", VF_OS_LINUX, false, "debian.org/debian/9", NULL},
  {"dos", VF_OS_OTHER, true, "microsoft.com/msdos/6.22", NULL},
  {"ecomstation", VF_OS_OTHER, true, NULL, NULL},
  {"ecomstation2", VF_OS_OTHER, true, NULL, NULL},
  {"fedora", VF_OS_LINUX, false, NULL, "fedoraproject.org/fedora/%s"},
  {"freebsd", VF_OS_BSD, false, NULL, NULL},
  {"freebsd11", VF_OS_BSD, false, "freebsd.org/freebsd/11.0",
   "freebsd.org/freebsd/%s"},
  {"freebsd12", VF_OS_BSD, false, "freebsd.org/freebsd/12.0",
   "freebsd.org/freebsd/%s"},
  {"freebsd13", VF_OS_BSD, false, "freebsd.org/freebsd/13.0",
   "freebsd.org/freebsd/%s"},
  {"freebsd14", VF_OS_BSD, false, "freebsd.org/freebsd/14.0",
   "freebsd.org/freebsd/%s"},
  {"freebsd15", VF_OS_BSD, false, "freebsd.org/freebsd/15.0",
   "freebsd.org/freebsd/%s"},
  {"fusionos", VF_OS_LINUX, false, "libosinfo.org/linux/2020", NULL},
  {"genericlinux", VF_OS_LINUX, false, "libosinfo.org/linux/2016", NULL},
  {"kylinlinux", VF_OS_LINUX, false, "libosinfo.org/linux/2020", NULL},
  {"linux", VF_OS_LINUX, false, "libosinfo.org/linux/2016", NULL},
  {"longhorn", VF_OS_WINDOWS, false, "microsoft.com/win/2k8", NULL},
  {"mandrake", VF_OS_LINUX, true, NULL, NULL},
  {"mandriva", VF_OS_LINUX, true, NULL, NULL},
  {"miraclelinux", VF_OS_LINUX, false,
   "miraclelinux.com/miraclelinux/9-unknown", NULL},
  {"netware4", VF_OS_OTHER, true, "novell.com/netware/4", NULL},
  {"netware5", VF_OS_OTHER, true, "novell.com/netware/5", NULL},
  {"netware6", VF_OS_OTHER, true, "novell.com/netware/6", NULL},
  {"nld9", VF_OS_LINUX, true, "suse.com/sled/9", NULL},
  {"oes", VF_OS_LINUX, true, "suse.com/sles/10", NULL},
  {"openserver5", VF_OS_OTHER, true, NULL, NULL},
  {"openserver6", VF_OS_OTHER, true, NULL, NULL},
  {"opensuse", VF_OS_LINUX, false, "opensuse.org/opensuse/15.5",
   "opensuse.org/opensuse/%s"},
  {"oraclelinux", VF_OS_LINUX, false, "oracle.com/ol/5.11", NULL},
  {"oraclelinux10", VF_OS_LINUX, false, "redhat.com/rhel/10-unknown", NULL},
  {"oraclelinux6", VF_OS_LINUX, false, "oracle.com/ol/6.10",
   "oracle.com/ol/%s"},
  {"oraclelinux7", VF_OS_LINUX, false, "oracle.com/ol/7.9", "oracle.com/ol/%s"},
  {"oraclelinux8", VF_OS_LINUX, false, "oracle.com/ol/8.4", "oracle.com/ol/%s"},
  {"oraclelinux9", VF_OS_LINUX, false, "oracle.com/ol/9.1", "oracle.com/ol/%s"},
  {"os2", VF_OS_OTHER, true, NULL, NULL},
  {"other", VF_OS_OTHER, false, NULL, NULL},
  {"other24xlinux", VF_OS_LINUX, true, NULL, NULL},
  {"other26xlinux", VF_OS_LINUX, false, "libosinfo.org/linux/2016", NULL},
  {"other3xlinux", VF_OS_LINUX, false, "libosinfo.org/linux/2016", NULL},
  {"other4xlinux", VF_OS_LINUX, false, "libosinfo.org/linux/2018", NULL},
  {"other5xlinux", VF_OS_LINUX, false, "libosinfo.org/linux/2020", NULL},
  {"other6xlinux", VF_OS_LINUX, false, "libosinfo.org/linux/2022", NULL},
  {"other7xlinux", VF_OS_LINUX, false, "libosinfo.org/linux/2024", NULL},
  {"otherlinux", VF_OS_LINUX, false, "libosinfo.org/linux/2016", NULL},
  {"pardus", VF_OS_LINUX, false, "libosinfo.org/linux/2022", NULL},
  {"prolinux", VF_OS_LINUX, false, "libosinfo.org/linux/2020", NULL},
  {"redhat", VF_OS_LINUX, true, NULL, NULL},
  {"rhel10", VF_OS_LINUX, false, "redhat.com/rhel/10-unknown",
   "redhat.com/rhel/%s"},
  {"rhel2", VF_OS_LINUX, true, "redhat.com/rhel/2.1", NULL},
  {"rhel3", VF_OS_LINUX, true, "redhat.com/rhel/3", NULL},
  {"rhel4", VF_OS_LINUX, true, "redhat.com/rhel/4.0", NULL},
  {"rhel5", VF_OS_LINUX, false, "redhat.com/rhel/5.0", "redhat.com/rhel/%s"},
  {"rhel6", VF_OS_LINUX, false, "redhat.com/rhel/6-unknown",
   "redhat.com/rhel/%s"},
  {"rhel7", VF_OS_LINUX, false, "redhat.com/rhel/7-unknown",
   "redhat.com/rhel/%s"},
  {"rhel8", VF_OS_LINUX, false, "redhat.com/rhel/8-unknown",
   "redhat.com/rhel/%s"},
  {"rhel9", VF_OS_LINUX, false, "redhat.com/rhel/9-unknown",
   "redhat.com/rhel/%s"},
  {"rockylinux", VF_OS_LINUX, false, "rockylinux.org/rocky/9-unknown",
   "rockylinux.org/rocky/%m"},
  {"sjds", VF_OS_LINUX, true, NULL, NULL},
  {"sles", VF_OS_LINUX, true, "suse.com/sles/9", NULL},
  {"sles10", VF_OS_LINUX, true, "suse.com/sles/10", NULL},
  {"sles11", VF_OS_LINUX, false, "suse.com/sles/11", "suse.com/sles/%s"},
  {"sles12", VF_OS_LINUX, false, "suse.com/sles/12", "suse.com/sles/%s"},
  {"sles15", VF_OS_LINUX, false, "suse.com/sle/15", "suse.com/sle/%s"},
  {"sles16", VF_OS_LINUX, false, "suse.com/sle/unknown", NULL},
  {"solaris10", VF_OS_SOLARIS, false, "sun.com/solaris/10", NULL},
  {"solaris11", VF_OS_SOLARIS, false, "oracle.com/solaris/11", NULL},
  {"solaris6", VF_OS_SOLARIS, true, NULL, NULL},
  {"solaris7", VF_OS_SOLARIS, true, NULL, NULL},
  {"solaris8", VF_OS_SOLARIS, true, NULL, NULL},
  {"solaris9", VF_OS_SOLARIS, true, "sun.com/solaris/9", NULL},
  {"suse", VF_OS_LINUX, false, "opensuse.org/opensuse/unknown", NULL},
  {"turbolinux", VF_OS_LINUX, true, NULL, NULL},
  {"ubuntu", VF_OS_LINUX, false, NULL, "ubuntu.com/ubuntu/%s"},
  {"unixware7", VF_OS_OTHER, true, NULL, NULL},
  {"vmkernel", VF_OS_OTHER, false, NULL, NULL},
  {"vmkernel5", VF_OS_OTHER, false, NULL, NULL},
  {"vmkernel6", VF_OS_OTHER, false, NULL, NULL},
  {"vmkernel65", VF_OS_OTHER, false, NULL, NULL},
  {"vmkernel7", VF_OS_OTHER, false, NULL, NULL},
  {"vmkernel8", VF_OS_OTHER, false, NULL, NULL},
  {"vmkernel9", VF_OS_OTHER, false, NULL, NULL},
  {"vmware-photon", VF_OS_LINUX, false, "libosinfo.org/linux/2022", NULL},
  {"win2000advserv", VF_OS_WINDOWS, true, "microsoft.com/win/2k", NULL},
  {"win2000pro", VF_OS_WINDOWS, true, "microsoft.com/win/2k", NULL},
  {"win2000serv", VF_OS_WINDOWS, true, "microsoft.com/win/2k", NULL},
  {"win31", VF_OS_WINDOWS, true, "microsoft.com/win/3.1", NULL},
  {"win95", VF_OS_WINDOWS, true, "microsoft.com/win/95", NULL},
  {"win98", VF_OS_WINDOWS, true, "microsoft.com/win/98", NULL},
  {"windows11", VF_OS_WINDOWS, false, "microsoft.com/win/11", NULL},
  {"windows12", VF_OS_WINDOWS, false, "microsoft.com/win/11", NULL},
  {"windows2019srv", VF_OS_WINDOWS, false, "microsoft.com/win/2k19", NULL},
  {"windows2019srvnext", VF_OS_WINDOWS, false, "microsoft.com/win/2k22", NULL},
  {"windows2022srvnext", VF_OS_WINDOWS, false, "microsoft.com/win/2k25", NULL},
  {"windows7", VF_OS_WINDOWS, false, "microsoft.com/win/7", NULL},
  {"windows7srv", VF_OS_WINDOWS, false, "microsoft.com/win/2k8r2", NULL},
  {"windows8", VF_OS_WINDOWS, false, "microsoft.com/win/8", NULL},
  {"windows8srv", VF_OS_WINDOWS, false, "microsoft.com/win/2k12r2", NULL},
  {"windows9", VF_OS_WINDOWS, false, "microsoft.com/win/10", NULL},
  {"windows9srv", VF_OS_WINDOWS, false, "microsoft.com/win/2k16", NULL},
  {"winhyperv", VF_OS_WINDOWS, false, "microsoft.com/win/2k16", NULL},
  {"winme", VF_OS_WINDOWS, true, "microsoft.com/win/me", NULL},
  {"winnetbusiness", VF_OS_WINDOWS, true, "microsoft.com/win/2k3", NULL},
  {"winnetdatacenter", VF_OS_WINDOWS, true, "microsoft.com/win/2k3", NULL},
  {"winnetenterprise", VF_OS_WINDOWS, true, "microsoft.com/win/2k3", NULL},
  {"winnetstandard", VF_OS_WINDOWS, true, "microsoft.com/win/2k3", NULL},
  {"winnetweb", VF_OS_WINDOWS, true, "microsoft.com/win/2k3", NULL},
  {"winnt", VF_OS_WINDOWS, true, "microsoft.com/winnt/4.0", NULL},
  {"winvista", VF_OS_WINDOWS, false, "microsoft.com/win/vista", NULL},
  {"winxphome", VF_OS_WINDOWS, true, "microsoft.com/win/xp", NULL},
  {"winxppro", VF_OS_WINDOWS, true, "microsoft.com/win/xp", NULL},
};

/* A row for guest types whose number grows: darwin20, ... */
static const struct os_row darwin = {"darwin", VF_OS_DARWIN, false, NULL, NULL};

static const struct os_row *
find_row (const char *id, size_t n)
{
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    if (strlen (rows[i].id) == n && strncasecmp (rows[i].id, id, n) == 0)
      return &rows[i];
  return strncasecmp (id, "darwin", 6) == 0 ? &darwin : NULL;
}

/* "22.04", "9.4": nothing else may go into a URI. */
static bool
is_version (const char *text)
{
  return text && *text && strspn (text, "0123456789.") == strlen (text);
}

/* "%s" or "%m" in PATTERN replaced. */
static char *
expand (const char *pattern, const char *version)
{
  size_t n = strcspn (pattern, "%");
  bool is_major = pattern[n] && pattern[n + 1] == 'm';
  size_t length = is_major ? strcspn (version, ".") : strlen (version);

  return vf_text_printf ("http://%.*s%.*s%s", (int) n, pattern, (int) length,
                         version, pattern[n] ? pattern + n + 2 : "");
}

/* Distributions that vSphere before 8 had no type for run as those that they
 * are made from: their own name, as the Tools tell it, says more. */
static const struct os_row *
find_distribution (const char *distribution, const struct os_row *row)
{
  static const struct {
    const char *name, *id;
  } names[] = { { "AlmaLinux", "almalinux" },
                { "Rocky Linux", "rockylinux" } };
  size_t i;

  for (i = 0; distribution && i < sizeof names / sizeof *names; i++)
    if (strncmp (distribution, names[i].name, strlen (names[i].name)) == 0)
      return find_row (names[i].id, strlen (names[i].id));
  return row;
}

int
vf_vmx_look_up_os (struct vf_machine_os *os, const char *distribution,
                   const char *version, struct vf_error *err)
{
  const struct os_row *row;
  size_t n = os->source_id ? strlen (os->source_id) : 0;
  bool is_64 = n > 3 && strcmp (os->source_id + n - 3, "-64") == 0;

  if (!n)
    return 0;
  row = find_distribution (distribution,
                           find_row (os->source_id, is_64 ? n - 3 : n));
  if (!os->bits && row)
    os->bits = is_64 ? 64 : 32;
  if (!row)
    return 0;
  os->family = row->family;
  os->is_old = row->is_old;
  if (row->versioned && is_version (version))
    os->osinfo_uri = expand (row->versioned, version);
  else if (row->uri)
    os->osinfo_uri = expand ("%s", row->uri);
  else
    return 0;
  return os->osinfo_uri ? 0 : vf_error_nomem (err, "an OS");
}
