/* vmferry: NICs for Proxmox VE.
 *
 * Source:  qm.conf(5) of Proxmox VE 8
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "convert/vm/emit/proxmox.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/network-loss.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/network-map.h"
#include "formats/machine.h"

static const struct vf_emit_network bridges = {
  .word = "a bridge", .is_bridge = true, .has_vlan = true, .has_mtu = true
};

enum { MAX_NICS = 32, MAX_QUEUES = 8 };

/* The bridge that an installation has. */
static const char default_bridge[] = "vmbr0";

/* What Proxmox VE has of MODEL: all but a DEC 21140. */
static const char *
model_of (const struct vf_hardware_nic *nic)
{
  return strcmp (nic->model, "tulip") == 0 ? "e1000" : nic->model;
}

/* Whether TEXT may be the name of a bridge. */
static bool
is_bridge (const char *text)
{
  return isalpha ((unsigned char)*text) && strlen (text) < 16
         && !text[strspn (text, "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")];
}

/* VLANs with semicolons in between, as "10;20-29". */
static void
write_trunk (FILE *file, const char *trunk)
{
  fputs (",trunks=", file);
  for (; *trunk; trunk++)
    if (isdigit ((unsigned char)*trunk) || *trunk == '-')
      putc (*trunk, file);
    else if (*trunk == ',')
      putc (';', file);
}

static void
write_options (FILE *file, const struct vf_hardware *hardware,
               const struct vf_hardware_nic *nic)
{
  const struct vf_machine_nic *source = nic->source;
  unsigned vlan = source->vlan > 0 ? (unsigned)source->vlan : 0;
  unsigned queues = hardware->resources.vcpus;
  bool is_virtio = strcmp (nic->model, "virtio") == 0;

  if (nic->map && nic->map->vlan > 0)
    vlan = (unsigned)nic->map->vlan;
  if (vlan)
    fprintf (file, ",tag=%u", vlan);
  if (source->vlan_trunk && !(nic->map && nic->map->vlan))
    write_trunk (file, source->vlan_trunk);
  if (nic->mtu && is_virtio)
    fprintf (file, ",mtu=%u", nic->mtu);
  if (is_virtio && queues > 1)
    fprintf (file, ",queues=%u", queues < MAX_QUEUES ? queues : MAX_QUEUES);
  if (source->limit_bps > 0)
    fprintf (file, ",rate=%.3f", (double)source->limit_bps / 8 / 1000000);
  if (!nic->is_up)
    fputs (",link_down=1", file);
}

static int
write_nic (struct vf_proxmox_out *out, size_t i, struct vf_error *err)
{
  const struct vf_hardware_nic *nic = &out->hardware->nics.items[i];
  const char *key = nic->source->key;
  const char *wanted = nic->map ? nic->map->target : "";
  const char *bridge = is_bridge (wanted) ? wanted : default_bridge;
  CLEANUP_FREE char *words = NULL;
  const char *mac;

  if (i >= MAX_NICS)
    return vf_account_lose (out->report, err, key,
                            "Proxmox VE has at most %d NICs", MAX_NICS);
  fprintf (out->file, "net%zu: %s", i, model_of (nic));
  if (*nic->source->mac)
    putc ('=', out->file);
  for (mac = nic->source->mac; *mac; mac++)
    putc (toupper ((unsigned char)*mac), out->file);
  fprintf (out->file, ",bridge=%s", bridge);
  write_options (out->file, out->hardware, nic);
  putc ('\n', out->file);
  words = vf_network_words (nic->source, err);
  if (!words)
    return -1;
  if (model_of (nic) != nic->model
      && vf_account_lose (out->report, err, key,
                          "Proxmox VE has no %s: it is an e1000", nic->model))
    return -1;
  if (bridge == wanted
      && vf_emit_report_map (nic, &bridges, out->report, err))
    return -1;
  if (bridge == wanted)
    return vf_account_add (out->report, VF_FATE_MAPPED, key,
                           nic->source->network, bridge, err);
  return vf_account_lose (out->report, err, key,
                          "%s is not mapped to a bridge: "
                          "connected to %s (--bridge says otherwise)",
                          words, bridge);
}

int
vf_proxmox_write_nics (struct vf_proxmox_out *out, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < out->hardware->nics.count; i++)
    if (write_nic (out, i, err))
      return -1;
  return 0;
}
