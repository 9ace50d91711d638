/* vmferry: a server's NICs as ports of OpenStack.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/openstack.h"

#include <stdio.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/network-loss.h"
#include "convert/vm/emit/shell.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/network-map.h"
#include "formats/machine.h"

static const struct vf_emit_network network_kind
    = { .word = "a network of OpenStack" };

int
vf_openstack_write_name (struct vf_openstack_out *out, const char *thing,
                         struct vf_error *err)
{
  CLEANUP_FREE char *name
      = vf_text_printf ("%s-%s", out->hardware->name, thing);

  if (!name)
    return vf_error_nomem (err, "a name");
  vf_shell_word (out->file, name);
  return 0;
}

int
vf_openstack_write_port (struct vf_openstack_out *out, size_t i,
                         struct vf_error *err)
{
  const struct vf_hardware_nic *nic = &out->hardware->nics.items[i];
  const char *source = nic->source->network ? nic->source->network : "";
  CLEANUP_FREE char *words = vf_network_words (nic->source, err);
  char thing[32];

  if (!words)
    return -1;
  snprintf (thing, sizeof thing, "nic%zu", i);
  fputs ("openstack port create --network=", out->file);
  vf_shell_word (out->file, nic->map  ? nic->map->target
                            : *source ? source
                                      : "private");
  if (*nic->source->mac)
    fprintf (out->file, " --mac-address %s", nic->source->mac);
  if (!nic->is_up)
    fputs (" --disable", out->file);
  fputs (" -- ", out->file);
  if (vf_openstack_write_name (out, thing, err))
    return -1;
  putc ('\n', out->file);
  if (vf_emit_report_map (nic, &network_kind, out->report, err))
    return -1;
  if (nic->map)
    return vf_account_add (out->report, VF_FATE_MAPPED, nic->source->key,
                           source, nic->map->target, err);
  return vf_account_lose (out->report, err, nic->source->key,
                          "%s is not mapped: \"%s\" is expected (--network "
                          "says otherwise)",
                          words, *source ? source : "private");
}
