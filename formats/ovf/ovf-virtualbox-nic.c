/* vmferry: the network cards of <vbox:Machine>: what the items do not say of
 * them, and how they are connected.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine-mac.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/xml-in.h"

/* The element in an adapter that says what it is connected to. */
static const struct mode {
  const char *element;
  enum vf_network_kind kind;
} modes[] = {
  { "NAT", VF_NETWORK_NAT },
  { "NATNetwork", VF_NETWORK_NAT },
  { "BridgedInterface", VF_NETWORK_BRIDGED },
  { "HostOnlyInterface", VF_NETWORK_HOSTONLY },
  { "HostOnlyNetwork", VF_NETWORK_HOSTONLY },
  { "InternalNetwork", VF_NETWORK_CUSTOM },
};

/* VirtualBox's words for models. */
static const struct {
  const char *type;
  const char *model;
} types[] = {
  { "Am79C970A", "vlance" }, { "Am79C973", "vlance" }, { "82540EM", "e1000" },
  { "82543GC", "e1000" },    { "82545EM", "e1000" },   { "virtio", "virtio" },
};

static int
copy (char **to, const char *text, struct vf_error *err)
{
  char *made = strdup (text);

  if (!made)
    return vf_error_nomem (err, "a card");
  free (*to);
  *to = made;
  return 0;
}

static int
read_mac (struct vf_ovf *ovf, xmlNode *adapter, struct vf_machine_nic *nic,
          struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;

  if (vf_ovf_take (&ovf->fates, adapter, VF_OVF_NS_VBOX, "MACAddress", &text,
                   err))
    return -1;
  if (!text || !*text)
    return 0;
  if (!vf_mac_parse (text, nic->mac))
    return vf_ovf_judge (
        &ovf->fates, vf_ovf_attribute (adapter, VF_OVF_NS_VBOX, "MACAddress"),
        VF_FATE_LOSS, "not the address of a card: the target makes one up",
        err);
  nic->mac_source = VF_MAC_GENERATED;
  return 0;
}

static int
read_mode (struct vf_ovf *ovf, xmlNode *adapter, struct vf_machine_nic *nic,
           struct vf_error *err)
{
  xmlNode *element;
  size_t i;

  for (i = 0; i < sizeof modes / sizeof *modes; i++) {
    element = vf_xml_child (adapter, modes[i].element, NULL);
    if (!element)
      continue;
    nic->network_kind = modes[i].kind;
    if (!nic->network
        && vf_ovf_take (&ovf->fates, element, VF_OVF_NS_VBOX, "name",
                        &nic->network, err))
      return -1;
    return vf_ovf_judge (&ovf->fates, element, VF_FATE_MAPPED, NULL, err);
  }
  return 0;
}

static int
read_adapter (struct vf_ovf *ovf, xmlNode *adapter, struct vf_machine_nic *nic,
              struct vf_error *err)
{
  CLEANUP_FREE char *type = NULL;
  CLEANUP_FREE char *cable = NULL;
  size_t i;

  if (vf_ovf_take (&ovf->fates, adapter, VF_OVF_NS_VBOX, "type", &type, err)
      || vf_ovf_take (&ovf->fates, adapter, VF_OVF_NS_VBOX, "cable", &cable,
                      err)
      || read_mac (ovf, adapter, nic, err)
      || read_mode (ovf, adapter, nic, err))
    return -1;
  if (cable && strcasecmp (cable, "false") == 0)
    nic->connected = VF_NO;
  for (i = 0; type && i < sizeof types / sizeof *types; i++)
    if (strcasecmp (type, types[i].type) == 0)
      return copy (&nic->model, types[i].model, err);
  return type && *type && !nic->model ? copy (&nic->model, type, err) : 0;
}

/* The adapters that are enabled, by slot, are the items in their order. */
int
vf_ovf_read_virtualbox_nics (struct vf_ovf *ovf, xmlNode *hardware,
                             struct vf_machine *machine, struct vf_error *err)
{
  xmlNode *network = vf_xml_child (hardware, "Network", NULL);
  xmlNode *adapter = NULL;
  size_t i = 0;

  while ((adapter = vf_xml_child (network, "Adapter", adapter))) {
    CLEANUP_FREE char *enabled = NULL;

    if (vf_ovf_take (&ovf->fates, adapter, VF_OVF_NS_VBOX, "enabled", &enabled,
                     err))
      return -1;
    if (!enabled || strcasecmp (enabled, "true") != 0) {
      if (vf_ovf_judge (&ovf->fates, adapter, VF_FATE_IRRELEVANT,
                        "it is not enabled", err))
        return -1;
      continue;
    }
    if (i < machine->nics.count
        && read_adapter (ovf, adapter, &machine->nics.items[i++], err))
      return -1;
  }
  return 0;
}
