/* vmferry: XML that is something else than an OVF, called by its name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf-root.h"

#include <stddef.h>
#include <strings.h>

#include <libxml/tree.h>

#include "common/error.h"

int
vf_ovf_refuse_root (const struct _xmlNode *root, struct vf_error *err)
{
  static const struct {
    const char *name, *what;
  } known[] = {
    { "html", "a web page, as a download that failed leaves it" },
    { "domain", "a domain of libvirt (-f libvirt)" },
    { "VirtualBox", "settings of VirtualBox, which exports VMs as OVF" },
    { "Foundry", "what VMware keeps beside a .vmx, which is meant" },
    { "Environment", "what an appliance is told when it starts" },
  };
  size_t i;

  for (i = 0; root && i < sizeof known / sizeof *known; i++)
    if (strcasecmp ((const char *)root->name, known[i].name) == 0)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "its outermost element is not <Envelope> but <%s>: "
                           "%s",
                           known[i].name, known[i].what);
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "its outermost element is not <Envelope>");
}
