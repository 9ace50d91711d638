/* vmferry: VMware's .vmx as a kind of VM definition: recognising one, and the
 * order in which its families of keys are read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-dict.h"
#include "formats/vmx/vmx-feature.h"
#include "formats/vmx/vmx-parts.h"

/* Whether WORD stands in the N bytes, any case. */
static bool
has_word (const char *bytes, size_t n, const char *word)
{
  size_t i, length = strlen (word);

  for (i = 0; i + length <= n; i++)
    if (strncasecmp (bytes + i, word, length) == 0)
      return true;
  return false;
}

static int
probe (const char *head, size_t n, const char *path)
{
  size_t length = path ? strlen (path) : 0;
  int score = 0;

  if (memchr (head, '\0', n) || !memchr (head, '=', n)
      || has_word (head, n, "# Disk DescriptorFile"))
    return 0;
  if (length > 4 && strcasecmp (path + length - 4, ".vmx") == 0)
    score += 40;
  if (has_word (head, n, "config.version")
      || has_word (head, n, "virtualHW.version"))
    score += 50;
  if (has_word (head, n, "displayName") || has_word (head, n, "guestOS")
      || has_word (head, n, "encryption.keySafe"))
    score += 10;
  return score;
}

static int
read_parts (struct vf_vmx *vmx, struct vf_machine *machine,
            struct vf_error *err)
{
  static int (*const parts[]) (struct vf_vmx *, struct vf_machine *,
                               struct vf_error *)
      = {
          vf_vmx_read_general,    vf_vmx_read_os,      vf_vmx_read_cpu,
          vf_vmx_read_features,   vf_vmx_read_memory,  vf_vmx_read_numa,
          vf_vmx_read_firmware,   vf_vmx_read_storage, vf_vmx_read_nics,
          vf_vmx_read_devices,    vf_vmx_read_display, vf_vmx_read_security,
          vf_vmx_read_boot_order, vf_vmx_read_account,
        };
  size_t i;

  for (i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i](vmx, machine, err))
      return -1;
  return 0;
}

static struct vf_machine *
read_vmx (struct vf_io *io, const char *path,
          const struct vf_machine_params *params __attribute__ ((unused)),
          struct vf_error *err)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (err);
  CLEANUP_VMX struct vf_vmx *vmx = NULL;
  CLEANUP_FREE char *bytes = NULL;
  size_t n;

  if (!machine)
    return NULL;
  machine->platform = VF_PLATFORM_VMWARE;
  machine->source_path = strdup (path);
  if (!machine->source_path) {
    vf_error_nomem (err, "a path");
    return NULL;
  }
  bytes = vf_io_read_all (io, VF_VMX_MAX_BYTES, &n, err);
  if (bytes)
    vmx = vf_vmx_parse (bytes, n, err);
  if (!vmx || vf_vmx_refuse_encrypted (vmx, err)
      || read_parts (vmx, machine, err))
    return NULL;
  return TAKE (machine);
}

const struct vf_machine_format vf_machine_format_vmx = {
  .name = "vmx",
  .summary = "VMware's .vmx",
  .probe = probe,
  .read = read_vmx,
};
