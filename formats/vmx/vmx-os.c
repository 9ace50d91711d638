/* vmferry: what a .vmx says is inside: the guest type that the administrator
 * picked, and what the tools reported of the running guest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

#define MEMBER(name) offsetof (struct vf_machine_os, name)

const struct vf_vmx_row vf_vmx_rows_os[] = {
  { "guestos", VF_VMX_TEXT, MEMBER (source_id), 0, NULL },
  { "guestosaltname", VF_VMX_TEXT, MEMBER (name), 0, NULL },
  { "guestinfo.detailed.data", VF_VMX_NOTHING, 0, 0, NULL },
  { "guestos.detailed.data", VF_VMX_NOTHING, 0, 0, NULL },
  { .key = NULL },
};

/* The value of NAME in text like "bitness='64' distroName='Debian'".
 * Returns: a malloc'd string; NULL when it is not there, or with NOMEM. */
static char *
detail (const char *text, const char *name)
{
  size_t n = strlen (name);
  const char *at = text, *end;

  while ((at = strstr (at, name))) {
    bool starts = at == text || at[-1] == ' ';

    at += n;
    if (!starts || strncmp (at, "='", 2) != 0)
      continue;
    end = strchr (at + 2, '\'');
    return end ? strndup (at + 2, (size_t)(end - at - 2)) : NULL;
  }
  return NULL;
}

/* Sets *TEXT to the value of NAME where there is one. */
static void
take_detail (const char *details, const char *name, char **text)
{
  char *value = detail (details, name);

  if (!value)
    return;
  free (*text);
  *text = value;
}

static int
read_details (struct vf_vmx_entry *entry, struct vf_machine_os *os,
              char **distribution, char **version, struct vf_error *err)
{
  CLEANUP_FREE char *bits = NULL;

  if (!entry || !*entry->value)
    return 0;
  take_detail (entry->value, "prettyName", &os->name);
  take_detail (entry->value, "distroName", distribution);
  take_detail (entry->value, "distroVersion", version);
  bits = detail (entry->value, "bitness");
  if (bits)
    os->bits = strcmp (bits, "64") == 0   ? 64
               : strcmp (bits, "32") == 0 ? 32
                                          : os->bits;
  return vf_vmx_judge (entry, VF_FATE_MAPPED, NULL, err);
}

int
vf_vmx_read_os (struct vf_vmx *vmx, struct vf_machine *machine,
                struct vf_error *err)
{
  static const char *const details[]
      = { "guestinfo.detailed.data", "guestos.detailed.data" };
  CLEANUP_FREE char *distribution = NULL;
  CLEANUP_FREE char *version = NULL;
  size_t i;

  if (vf_vmx_read_rows (vmx, "", vf_vmx_rows_os, &machine->os, err))
    return -1;
  for (i = 0; i < 2; i++)
    if (read_details (vf_vmx_find (vmx, "", details[i]), &machine->os,
                      &distribution, &version, err))
      return -1;
  return vf_vmx_look_up_os (&machine->os, distribution, version, err);
}
