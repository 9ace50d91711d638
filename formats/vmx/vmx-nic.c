/* vmferry: NICs of a .vmx: identity, network, and place on the PCI bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-line.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-row.h"

/* VMware allows 10. */
struct raw_nic {
  struct vf_machine_nic nic;
  char *address_type;
  char *address;
  char *generated_address;
  char *connection_type;
  char *vnet;
  char *portgroup_id;
  char *opaque_id;
};

#define MEMBER(name) offsetof (struct raw_nic, name)

static const struct vf_vmx_row rows[] = {
  {"virtualdev", VF_VMX_TEXT, MEMBER (nic.model), 0, NULL},
  {"addresstype", VF_VMX_TEXT, MEMBER (address_type), 0, NULL},
  {"address", VF_VMX_TEXT, MEMBER (address), 0, NULL},
  {"generatedaddress", VF_VMX_TEXT, MEMBER (generated_address), 0, NULL},
  {"generatedaddressoffset", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "how the host made the address"},
  {"checkmacaddress", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "the target does not check addresses"},
  {"networkname", VF_VMX_TEXT, MEMBER (nic.network), 0, NULL},
  {"connectiontype", VF_VMX_TEXT, MEMBER (connection_type), 0, NULL},
  {"vnet", VF_VMX_TEXT, MEMBER (vnet), 0, NULL},
  {"dvs.portgroupid", VF_VMX_TEXT, MEMBER (portgroup_id), 0, NULL},
  {"dvs.switchid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "a switch of the source"},
  {"dvs.portid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "a port of the source's switch"},
  {"dvs.connectionid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "a port of the source's switch"},
  {"opaquenetwork.id", VF_VMX_TEXT, MEMBER (opaque_id), 0, NULL},
  {"opaquenetwork.type", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "a network of the source"},
  {"externalid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "a port of the source's network"},
  {"pvnid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, "a network of the source"},
  {"pcislotnumber", VF_VMX_SLOT, MEMBER (nic.pci_slot), 0, NULL},
  {"startconnected", VF_VMX_TRISTATE, MEMBER (nic.connected), 0, NULL},
  {"allowguestconnectioncontrol", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "guests do not unplug devices by themselves on the target"},
  {"linkstatepropagation.enable", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "the link of the source's host"},
  {"wakeonpcktrcv", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "a VM is not woken by packets on the target"},
  {"uptcompatibility", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "of VMware's own pass-through"},
  {"bsdname", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "an interface of the source's host"},
  {"displayname", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
   "an interface of the source's host"},
  {"shares", VF_VMX_LOST, 0, 0, "the NIC's weight is not set"},
  {"limit", VF_VMX_LOST, 0, 0, "the NIC's bandwidth is not limited"},
  {"reservation", VF_VMX_LOST, 0, 0, "no bandwidth is reserved"},
  {.key = NULL},
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
}

/* "00:50:56:..." in lower case; false when TEXT is no MAC, or all zeros. */
static bool
parse_mac (const char *text, char mac[18])
{
  bool is_zero = true;
  size_t i;

  if (!text || strlen (text) != 17)
    return false;
  for (i = 0; i < 17; i++) {
    if (i % 3 == 2 ? text[i] != ':' && text[i] != '-'
                   : !isxdigit ((unsigned char) text[i]))
      return false;
    if (i % 3 != 2 && text[i] != '0')
      is_zero = false;
    mac[i] = i % 3 == 2 ? ':' : (char) tolower ((unsigned char) text[i]);
  }
  mac[17] = '\0';
  return !is_zero;
}

/* Takes the address by its type, or whichever is there. */
static void
settle_mac (struct raw_nic *raw)
{
  const char *type = raw->address_type ? raw->address_type : "";
  bool is_static = strcasecmp (type, "static") == 0;
  const char *first = is_static ? raw->address : raw->generated_address;
  const char *second = is_static ? raw->generated_address : raw->address;

  raw->nic.mac_source =
    is_static ? VF_MAC_STATIC
    : strcasecmp (type, "vpx") == 0 || strcasecmp (type, "assigned") == 0
      ? VF_MAC_MANAGER
    : strcasecmp (type, "generated") == 0 ? VF_MAC_GENERATED
                                          : VF_MAC_UNKNOWN;
  if (!parse_mac (first, raw->nic.mac) && !parse_mac (second, raw->nic.mac)) {
    raw->nic.mac[0] = '\0';
    raw->nic.mac_source = VF_MAC_UNKNOWN;
  }
}

static enum vf_network_kind
kind_of (const struct raw_nic *raw)
{
  static const struct {
    const char *word;
    enum vf_network_kind kind;
  } kinds[] = {
    {"bridged", VF_NETWORK_BRIDGED},   {"nat", VF_NETWORK_NAT},
    {"hostonly", VF_NETWORK_HOSTONLY}, {"custom", VF_NETWORK_CUSTOM},
    {"none", VF_NETWORK_NONE},
  };
  size_t i;

  if (raw->portgroup_id)
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
  raw->nic.network_id =
    take (raw->portgroup_id ? &raw->portgroup_id : &raw->opaque_id);
  if (raw->nic.network)
    vf_vmx_unescape_name (raw->nic.network);
}

static int
judge_mac (struct vf_vmx *vmx, const char *prefix, const struct raw_nic *raw,
           struct vf_error *err)
{
  static const char note[] = "not an address: the target makes one up";

  if (raw->nic.mac[0])
    return 0;
  if (vf_vmx_judge (vf_vmx_find (vmx, prefix, "address"), VF_FATE_LOSS, note,
                    err)
      || vf_vmx_judge (vf_vmx_find (vmx, prefix, "generatedaddress"),
                       VF_FATE_LOSS, note, err))
    return -1;
  return 0;
}

static int
read_nic (struct vf_vmx *vmx, struct raw_nic *raw,
          const struct vf_vmx_device *device, struct vf_error *err)
{
  if (vf_vmx_read_rows (vmx, device->prefix, rows, raw, err))
    return -1;
  settle_mac (raw);
  settle_network (raw);
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

unsigned
vf_vmx_pci_position (int slot)
{
  unsigned n = (unsigned) slot, device = n & 31;
  unsigned bridge = n >> 5 & 31, function = n >> 10;

  if (slot < 0)
    return UINT_MAX;
  /* Bridge 0 is device 17 of the root bus, bridges 4 to 7 are 21 to 24. */
  if (bridge)
    return (bridge + 16) << 13 | (function & 255) << 5 | device;
  return device << 13;
}

static int
compare_nics (const void *a, const void *b)
{
  const struct vf_machine_nic *x = a, *y = b;

  return (int) x->index - (int) y->index;
}

/* The guest enumerates by the bus; when a slot is not known for all, by
 * number. */
static void
rank_nics (struct vf_machine *machine)
{
  struct vf_machine_nic *nics = machine->nics.items;
  size_t i, j, n = machine->nics.count;
  bool has_slots = true;

  for (i = 0; i < n; i++)
    has_slots = has_slots && nics[i].pci_slot >= 0;
  for (i = 0; i < n; i++) {
    nics[i].pci_rank = has_slots ? 0 : (unsigned) i;
    for (j = 0; has_slots && j < n; j++) {
      unsigned here = vf_vmx_pci_position (nics[i].pci_slot);
      unsigned there = vf_vmx_pci_position (nics[j].pci_slot);

      if (there < here || (there == here && j < i))
        nics[i].pci_rank++;
    }
  }
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
  rank_nics (machine);
  return 0;
}
