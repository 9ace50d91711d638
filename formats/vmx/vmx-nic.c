/* vmferry: NICs of a .vmx: identity, network, and place on the PCI bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine-mac.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-line.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

struct raw_nic {
  struct vf_machine_nic nic;
  char *address_type;
  char *address;
  char *generated_address;
  char *connection_type;
  char *vnet;
  char *portgroup_id;
  char *opaque_id;
  char *pvn_id;
  char *switch_id;
  char *features;
};

#define MEMBER(name) offsetof (struct raw_nic, name)

static const char of_switch[] = "a port of the source's switch";
static const char of_network[] = "a network of the source";
static const char of_interface[] = "an interface of the source's host";
static const char of_tuning[] = "how VMware's driver or host moves packets";

const struct vf_vmx_row vf_vmx_rows_nic[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "virtualdev", VF_VMX_TEXT, MEMBER (nic.model), 0, NULL },
  { "features", VF_VMX_TEXT, MEMBER (features), 0, NULL },
  { "addresstype", VF_VMX_TEXT, MEMBER (address_type), 0, NULL },
  { "address", VF_VMX_TEXT, MEMBER (address), 0, NULL },
  { "generatedaddress", VF_VMX_TEXT, MEMBER (generated_address), 0, NULL },
  { "generatedaddressoffset", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "how the host made the address" },
  { "checkmacaddress", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "the target does not check addresses" },
  { "networkname", VF_VMX_TEXT, MEMBER (nic.network), 0, NULL },
  { "connectiontype", VF_VMX_TEXT, MEMBER (connection_type), 0, NULL },
  { "vnet", VF_VMX_TEXT, MEMBER (vnet), 0, NULL },
  { "dvs.portgroupid", VF_VMX_TEXT, MEMBER (portgroup_id), 0, NULL },
  { "dvs.switchid", VF_VMX_TEXT, MEMBER (switch_id), VF_FATE_IRRELEVANT,
    "a switch of the source" },
  { "dvs.portid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_switch },
  { "dvs.connectionid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_switch },
  { "opaquenetwork.id", VF_VMX_TEXT, MEMBER (opaque_id), 0, NULL },
  { "opaquenetwork.type", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_network },
  { "externalid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "a port of the source's network" },
  { "pvnid", VF_VMX_TEXT, MEMBER (pvn_id), 0, NULL },
  { "pcislotnumber", VF_VMX_SLOT, MEMBER (nic.pci_slot), 0, NULL },
  { "startconnected", VF_VMX_TRISTATE, MEMBER (nic.connected), 0, NULL },
  { "wakeonpcktrcv", VF_VMX_TRISTATE, MEMBER (nic.wake_on_lan), 0, NULL },
  { "noforgedsrcaddr", VF_VMX_NEGATED, MEMBER (nic.mac_spoofing), 0, NULL },
  { "limit", VF_VMX_LIMIT_MBIT, MEMBER (nic.limit_bps), 0, NULL },
  { "reservation", VF_VMX_LIMIT_MBIT, MEMBER (nic.reservation_bps), 0, NULL },
  { "shares", VF_VMX_LOST, 0, 0, "the NIC's weight is not set" },
  { "nopromisc", VF_VMX_LOST, 0, 0,
    "whether it may listen to all is the target's network's to say" },
  { "downwhenaddrmismatch", VF_VMX_LOST, 0, 0,
    "a changed address does not take the link down" },
  { "numanode", VF_VMX_LOST, 0, 0, "devices belong to no NUMA node" },
  { "allowguestconnectioncontrol", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "guests do not unplug devices by themselves on the target" },
  { "linkstatepropagation.enable", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "the link of the source's host" },
  { "uptcompatibility", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "of VMware's own pass-through" },
  { "bsdname", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_interface },
  { "displayname", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_interface },
  { "coalescingscheme", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_tuning },
  { "ctxperdev", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_tuning },
  { "pnicfeatures", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_tuning },
  { "udprss", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_tuning },
  { "rxdataringenabled", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_tuning },
  { .key = NULL },
};

static void
free_raw (struct raw_nic *raw)
{
  free (raw->address_type);
  free (raw->address);
  free (raw->generated_address);
  free (raw->connection_type);
  free (raw->vnet);
  free (raw->portgroup_id);
  free (raw->opaque_id);
  free (raw->pvn_id);
  free (raw->switch_id);
  free (raw->features);
}

/* Takes the address by its type, or whichever is there. */
static void
settle_mac (struct raw_nic *raw)
{
  const char *type = raw->address_type ? raw->address_type : "";
  bool is_static = strcasecmp (type, "static") == 0;
  const char *first = is_static ? raw->address : raw->generated_address;
  const char *second = is_static ? raw->generated_address : raw->address;

  raw->nic.mac_source
      = is_static ? VF_MAC_STATIC
        : strcasecmp (type, "vpx") == 0 || strcasecmp (type, "assigned") == 0
            ? VF_MAC_MANAGER
        : strcasecmp (type, "generated") == 0 ? VF_MAC_GENERATED
                                              : VF_MAC_UNKNOWN;
  if (!(first && vf_mac_parse (first, raw->nic.mac))
      && !(second && vf_mac_parse (second, raw->nic.mac)))
    raw->nic.mac_source = VF_MAC_UNKNOWN;
}

static enum vf_network_kind
kind_of (const struct raw_nic *raw)
{
  static const struct {
    const char *word;
    enum vf_network_kind kind;
  } kinds[] = {
    { "bridged", VF_NETWORK_BRIDGED },   { "nat", VF_NETWORK_NAT },
    { "hostonly", VF_NETWORK_HOSTONLY }, { "custom", VF_NETWORK_CUSTOM },
    { "pvn", VF_NETWORK_CUSTOM },        { "none", VF_NETWORK_NONE },
  };
  size_t i;

  if (raw->portgroup_id || raw->switch_id)
    return VF_NETWORK_DISTRIBUTED;
  if (raw->opaque_id)
    return VF_NETWORK_OPAQUE;
  if (!raw->connection_type)
    return VF_NETWORK_BRIDGED;
  for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcasecmp (raw->connection_type, kinds[i].word) == 0)
      return kinds[i].kind;
  return VF_NETWORK_UNKNOWN;
}

static char *
take (char **text)
{
  char *taken = *text;

  *text = NULL;
  return taken;
}

static void
settle_network (struct raw_nic *raw)
{
  raw->nic.network_kind = kind_of (raw);
  if (!raw->nic.network)
    raw->nic.network = take (&raw->vnet);
  raw->nic.network_id = take (raw->portgroup_id ? &raw->portgroup_id
                              : raw->opaque_id  ? &raw->opaque_id
                                                : &raw->pvn_id);
  if (raw->nic.network)
    vf_vmx_unescape_name (raw->nic.network);
}

/* Whether the NIC has the address in TEXT. */
static bool
is_from (const struct raw_nic *raw, const char *text)
{
  char mac[VF_MAC_SIZE];

  return vf_mac_parse (text, mac) && strcmp (mac, raw->nic.mac) == 0;
}

static int
judge_mac (struct vf_vmx *vmx, const char *prefix, const struct raw_nic *raw,
           struct vf_error *err)
{
  static const char note[]
      = "not the address of a card: the target makes one up";
  static const char unused[] = "the other kind of address is used";

  if (raw->nic.mac[0] && raw->address && raw->generated_address)
    return vf_vmx_judge (
        vf_vmx_find (vmx, prefix,
                     is_from (raw, raw->address) ? "generatedaddress"
                                                 : "address"),
        VF_FATE_IRRELEVANT, unused, err);
  if (raw->nic.mac[0])
    return 0;
  if (vf_vmx_judge (vf_vmx_find (vmx, prefix, "address"), VF_FATE_LOSS, note,
                    err)
      || vf_vmx_judge (vf_vmx_find (vmx, prefix, "generatedaddress"),
                       VF_FATE_LOSS, note, err))
    return -1;
  return 0;
}

/* "vmxnet" with the features 15 is what later became vmxnet2.
 * Source:  libvirt's src/vmx/vmx.c, as the meaning of the key */
static int
settle_model (struct raw_nic *raw, struct vf_error *err)
{
  char *model;

  if (!raw->features || strcmp (raw->features, "15") != 0 || !raw->nic.model
      || strcasecmp (raw->nic.model, "vmxnet") != 0)
    return 0;
  model = strdup ("vmxnet2");
  if (!model)
    return vf_error_nomem (err, "a NIC's model");
  free (raw->nic.model);
  raw->nic.model = model;
  return 0;
}

static int
read_nic (struct vf_vmx *vmx, struct raw_nic *raw,
          const struct vf_vmx_device *device, struct vf_error *err)
{
  if (vf_vmx_read_rows (vmx, device->prefix, vf_vmx_rows_nic, raw, err))
    return -1;
  settle_mac (raw);
  settle_network (raw);
  if (settle_model (raw, err))
    return -1;
  return judge_mac (vmx, device->prefix, raw, err);
}

static int
add_nic (struct vf_vmx *vmx, struct vf_machine *machine,
         const struct vf_vmx_device *device, struct vf_error *err)
{
  int present = vf_vmx_check_present (vmx, device->prefix, err), result;
  struct raw_nic raw = { 0 };
  struct vf_machine_nic *nic;

  if (present <= 0)
    return present;
  nic = vf_machine_add_nic (machine, device->key, err);
  if (!nic)
    return -1;
  raw.nic = *nic;
  raw.nic.index = device->index;
  result = read_nic (vmx, &raw, device, err);
  free_raw (&raw);
  *nic = raw.nic;
  return result;
}

static int
compare_nics (const void *a, const void *b)
{
  const struct vf_machine_nic *x = a, *y = b;

  return (int)x->index - (int)y->index;
}

int
vf_vmx_read_nics (struct vf_vmx *vmx, struct vf_machine *machine,
                  struct vf_error *err)
{
  struct vf_vmx_device device;
  size_t cursor = 0;

  while (vf_vmx_next_device (vmx, "ethernet", &cursor, &device))
    if (device.unit < 0 && add_nic (vmx, machine, &device, err))
      return -1;
  if (!machine->nics.count)
    return 0;
  qsort (machine->nics.items, machine->nics.count, sizeof *machine->nics.items,
         compare_nics);
  vf_vmx_rank_nics (machine);
  return 0;
}
