/* vmferry: what of a mapping of networks a target cannot express.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/network-loss.h"

#include <string.h>

#include "common/error.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/account.h"

/* Virtio alone has a field for it.  An MTU of the source that no NIC of the
 * target can have is among the emitter's gaps. */
static int
report_mtu (const struct vf_hardware_nic *nic,
            const struct vf_emit_network *kind, struct vf_account *report,
            struct vf_error *err)
{
  bool is_asked = nic->map && nic->map->mtu;

  if (!nic->mtu || (kind->has_mtu && strcmp (nic->model, "virtio") == 0)
      || (!kind->has_mtu && !is_asked))
    return 0;
  return vf_account_lose (report, err, nic->source->key,
                          "an MTU of %u is not told to the guest", nic->mtu);
}

int
vf_emit_report_map (const struct vf_hardware_nic *nic,
                    const struct vf_emit_network *kind,
                    struct vf_account *report, struct vf_error *err)
{
  const struct vf_network_map *map = nic->map;
  const char *key = nic->source->key;

  if (map && map->is_bridge != kind->is_bridge
      && vf_account_lose (report, err, key,
                          "the %s \"%s\" is taken for %s of that name",
                          map->is_bridge ? "bridge" : "network", map->target,
                          kind->word))
    return -1;
  if (map && map->vlan && !kind->has_vlan
      && vf_account_lose (report, err, key, "VLAN %d: \"%s\" has to be in it",
                          map->vlan, map->target))
    return -1;
  return report_mtu (nic, kind, report, err);
}
