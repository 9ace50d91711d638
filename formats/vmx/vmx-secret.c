/* vmferry: keys of VMware's whose values must not show up in a report.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-secret.h"

#include <ctype.h>
#include <stddef.h>
#include <strings.h>

#include "formats/vmx/vmx-dict.h"
#include "formats/vmx/vmx-table.h"

static const char *const secrets[] = {
  "remotedisplay.vnc.password",
  "remotedisplay.vnc.key",
  "encryption*",
  "datafilekey",
  "guest.commands.*",
  "guestinfo.ovfenv", /* what an appliance asked for, passwords, too */
  "guestinfo.metadata",
  "guestinfo.userdata",
  "guestinfo.vendordata",
  "guestinfo.ignition.config.data",
  "*sharedsecret*",
  NULL,
};

/* Each appliance has names of its own for them. */
static const char *const properties[] = {
  "*password*", "*passwd*", "*passphrase*", "*pwd*",
  "*secret*",   "*token*",  "*privatekey*", NULL,
};

static bool
matches_one (const char *const *patterns, const char *key)
{
  char lower[VF_VMX_MAX_KEY + 1];
  size_t i;

  for (i = 0; key[i] && i < VF_VMX_MAX_KEY; i++)
    lower[i] = (char)tolower ((unsigned char)key[i]);
  lower[i] = '\0';
  while (*patterns && !vf_vmx_matches (*patterns, lower))
    patterns++;
  return *patterns != NULL;
}

bool
vf_vmx_is_secret (const char *key)
{
  return matches_one (secrets, key)
         || (strncasecmp (key, "guestinfo.", 10) == 0
             && vf_vmx_is_secret_property (key));
}

bool
vf_vmx_is_secret_property (const char *key)
{
  return matches_one (properties, key);
}
