/* vmferry: NICs of a libvirt domain, and their order on the bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine-mac.h"
#include "formats/machine.h"

#define MEMBER(name) offsetof (struct vf_machine_nic, name)
#define ROW(path, kind, member)                                               \
  {                                                                           \
    path, kind, MEMBER (member), 0, NULL                                      \
  }

static const char of_host[] = "how the source's host moved packets";
static const char of_network[] = "the network is mapped by its name";
static const char of_rate[] = "only the rate of what is sent is limited";
static const char of_place[]
    = "its place among the NICs is kept, the slot is the target's";

/* As seen from <interface>. */
const struct vf_libvirt_row vf_libvirt_rows_nic[] = {
  TAKEN_ROW ("@type"),
  VOID_ROW ("@managed", of_host),
  VOID_ROW ("@trustGuestRxFilters", of_host),
  TAKEN_ROW ("mac@address"),
  TAKEN_ROW ("mac@type"),
  VOID_ROW ("mac@check", "which addresses VMware objects to"),
  VOID_ROW ("mac@currentAddress", "what the guest made of it while it ran"),
  TAKEN_ROW ("source@network"),
  TAKEN_ROW ("source@bridge"),
  TAKEN_ROW ("source@dev"),
  VOID_ROW ("source@switchid", "a switch of the source"),
  ROW ("source@portgroupid", VF_LIBVIRT_TEXT, network_id),
  LOST_ROW ("source@portgroup", of_network),
  VOID_ROW ("source*", of_network),
  LOST_ROW ("virtualport*", "the port is the target's network's"),
  ROW ("model@type", VF_LIBVIRT_TEXT, model),
  VOID_ROW ("model*", of_host),
  VOID_ROW ("driver*", of_host),
  VOID_ROW ("backend*", of_host),
  VOID_ROW ("tune*", of_host),
  VOID_ROW ("coalesce*", of_host),
  VOID_ROW ("target@*", "the name of the port on the source's host"),
  VOID_ROW ("script*", of_host),
  VOID_ROW ("downscript*", of_host),
  VOID_ROW ("guest@*", "the name of the NIC in a container"),
  LOST_ROW ("ip@*", "addresses are the guest's own"),
  LOST_ROW ("route@*", "addresses are the guest's own"),
  LOST_ROW ("filterref*", "packets are not filtered"),
  LOST_ROW ("port@isolated", "the port is not isolated"),
  LOST_ROW ("portForward*", "no ports are forwarded"),
  LOST_ROW ("teaming*", "the NIC stands alone"),
  TAKEN_ROW ("vlan/tag@id"),
  TAKEN_ROW ("vlan@trunk"),
  LOST_ROW ("vlan/tag@nativeMode", "no VLAN of the trunk is untagged"),
  ROW ("mtu@size", VF_LIBVIRT_COUNT, mtu),
  TAKEN_ROW ("bandwidth/outbound@average"),
  TAKEN_ROW ("bandwidth/inbound@floor"),
  LOST_ROW ("bandwidth*", of_rate),
  ROW ("link@state", VF_LIBVIRT_SWITCH, connected),
  ROW ("boot@order", VF_LIBVIRT_COUNT, boot_order),
  LOST_ROW ("boot@loadparm", "of another architecture"),
  LOST_ROW ("rom*", "the NIC has the target's own ROM"),
  VOID_ROW ("alias@name", "libvirt's own name for the device"),
  LOST_ROW ("acpi@index", of_place),
  LOST_ROW ("address@bus", of_place),
  LOST_ROW ("address@slot", of_place),
  VOID_ROW ("address*", "the target has its own layout"),
  END_ROW,
};

/* What a NIC is connected to, by its type. */
static const struct connection {
  const char *type;
  enum vf_network_kind kind;
  const char *source; /* the attribute that names it; NULL none */
  const char *lost;   /* what is; NULL nothing */
} connections[] = {
  { "network", VF_NETWORK_CUSTOM, "source@network", NULL },
  { "bridge", VF_NETWORK_BRIDGED, "source@bridge", NULL },
  { "direct", VF_NETWORK_BRIDGED, "source@dev", NULL },
  { "vds", VF_NETWORK_DISTRIBUTED, NULL, NULL },
  { "user", VF_NETWORK_NAT, NULL, NULL },
  { "null", VF_NETWORK_NONE, NULL, NULL },
  { "ethernet", VF_NETWORK_UNKNOWN, NULL,
    "the host's script connected it: nobody knows where" },
  { "internal", VF_NETWORK_HOSTONLY, "source@name", NULL },
  { "hostdev", VF_NETWORK_UNKNOWN, NULL,
    "a function of the source's host's NIC; an ordinary NIC instead" },
  { "vdpa", VF_NETWORK_UNKNOWN, NULL,
    "a device of the source's host; an ordinary NIC instead" },
  { "vhostuser", VF_NETWORK_UNKNOWN, NULL,
    "a switch of the source's host; an ordinary NIC instead" },
  { "mcast", VF_NETWORK_UNKNOWN, NULL, "a tunnel between QEMUs" },
  { "server", VF_NETWORK_UNKNOWN, NULL, "a tunnel between QEMUs" },
  { "client", VF_NETWORK_UNKNOWN, NULL, "a tunnel between QEMUs" },
  { "udp", VF_NETWORK_UNKNOWN, NULL, "a tunnel between QEMUs" },
};

static int
read_connection (struct vf_libvirt_tree *tree,
                 const struct vf_libvirt_element *element,
                 struct vf_machine_nic *nic, struct vf_error *err)
{
  struct vf_libvirt_entry *type = vf_libvirt_find (tree, element, "@type");
  size_t n = sizeof connections / sizeof *connections, i = 0;

  while (type && i < n && strcmp (connections[i].type, type->value) != 0)
    i++;
  if (!type || i == n)
    return vf_libvirt_judge (type, VF_FATE_LOSS, "an unknown kind of network",
                             err);
  nic->network_kind = connections[i].kind;
  if (connections[i].source
      && vf_libvirt_set_text (
          &nic->network, vf_libvirt_get (tree, element, connections[i].source),
          err))
    return -1;
  if (connections[i].lost)
    return vf_libvirt_judge (type, VF_FATE_LOSS, connections[i].lost, err);
  return 0;
}

static int
read_mac (struct vf_libvirt_tree *tree,
          const struct vf_libvirt_element *element, struct vf_machine_nic *nic,
          struct vf_error *err)
{
  struct vf_libvirt_entry *entry
      = vf_libvirt_find (tree, element, "mac@address");
  const char *type = vf_libvirt_get (tree, element, "mac@type");

  if (type)
    nic->mac_source
        = strcmp (type, "static") == 0 ? VF_MAC_STATIC : VF_MAC_GENERATED;
  if (!entry)
    return 0;
  if (strcmp (entry->value, "00:00:00:00:00:00") == 0)
    return vf_libvirt_judge (entry, VF_FATE_LOSS,
                             "libvirt's word for none: the target makes one "
                             "up",
                             err);
  if (!vf_mac_parse (entry->value, nic->mac))
    return vf_libvirt_judge (entry, VF_FATE_LOSS,
                             "not the address of a card: the target makes one "
                             "up",
                             err);
  return 0;
}

/* One tag is a VLAN; several, or a word of it, are a trunk. */
static int
read_vlan (const struct vf_libvirt_tree *tree,
           const struct vf_libvirt_element *element,
           struct vf_machine_nic *nic, struct vf_error *err)
{
  const struct vf_libvirt_element *vlan
      = vf_libvirt_child (tree, element, "vlan", NULL);
  const struct vf_libvirt_element *tag
      = vf_libvirt_child (tree, vlan, "tag", NULL);
  bool is_trunk = vf_libvirt_has (tree, vlan, "@trunk", "yes")
                  || (tag && vf_libvirt_child (tree, vlan, "tag", tag));
  uint64_t id;

  for (; tag; tag = vf_libvirt_child (tree, vlan, "tag", tag)) {
    CLEANUP_FREE char *before = nic->vlan_trunk;

    nic->vlan_trunk = NULL;
    if (!vf_libvirt_get_number (tree, tag, "@id", 4095, &id)) {
      nic->vlan_trunk = TAKE (before);
      continue;
    }
    if (!is_trunk)
      nic->vlan = (int)id;
    else if (!(nic->vlan_trunk
               = vf_text_printf ("%s%s%u", before ? before : "",
                                 before ? "," : "", (unsigned)id)))
      return vf_error_nomem (err, "VLANs");
  }
  return 0;
}

/* libvirt counts kilobytes in a second.
 * Source:  formatdomain.html, "Quality of service" */
static int64_t
get_rate (const struct vf_libvirt_tree *tree,
          const struct vf_libvirt_element *element, const char *path)
{
  enum { BITS_PER_KILOBYTE = 8000 };
  uint64_t rate;

  return vf_libvirt_get_number (tree, element, path, UINT32_MAX, &rate) && rate
             ? (int64_t)rate * BITS_PER_KILOBYTE
             : -1;
}

static int
read_nic (struct vf_libvirt_tree *tree,
          const struct vf_libvirt_element *element, unsigned index,
          struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_nic *nic;
  char key[32];

  snprintf (key, sizeof key, "interface%u", index);
  nic = vf_machine_add_nic (machine, key, err);
  if (!nic
      || vf_libvirt_read_rows (tree, element, vf_libvirt_rows_nic, nic, err))
    return -1;
  nic->index = nic->pci_rank = index;
  nic->limit_bps = get_rate (tree, element, "bandwidth/outbound@average");
  nic->reservation_bps = get_rate (tree, element, "bandwidth/inbound@floor");
  return read_connection (tree, element, nic, err)
                 || read_mac (tree, element, nic, err)
                 || read_vlan (tree, element, nic, err)
             ? -1
             : 0;
}

int
vf_libvirt_read_nics (struct vf_libvirt_tree *tree, struct vf_machine *machine,
                      struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;
  unsigned index = 0;

  while ((element = vf_libvirt_child (tree, devices, "interface", element)))
    if (read_nic (tree, element, index++, machine, err))
      return -1;
  return vf_libvirt_place_nics (tree, machine, err);
}
