/* vmferry: NICs of a libvirt domain, on the bus in the order in which the
 * guest knew them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/network-map.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

enum {
  MAX_VLAN = 4094,
  BITS_PER_UNIT = 8000, /* libvirt counts bandwidth in kilobytes */
};

/* Where a NIC goes that no map names: what libvirt sets up by itself. */
static const struct vf_network_map fallback = { .target = (char *)"default" };

static const struct vf_network_map *
map_of (const struct vf_hardware_nic *nic)
{
  return nic->map ? nic->map : &fallback;
}

static int
vlan_of (const struct vf_hardware_nic *nic)
{
  const struct vf_network_map *map = map_of (nic);

  return map->vlan ? map->vlan : nic->source->vlan;
}

static void
write_tag (struct vf_domain_out *domain, unsigned long tag)
{
  vf_xml_open (domain->xml, "tag", NULL);
  vf_xml_attribute (domain->xml, "id", "%lu", tag);
  vf_xml_close (domain->xml);
}

/* "10,20-22" as tags. */
static void
write_trunk (struct vf_domain_out *domain, const char *text)
{
  unsigned long first, last;
  char *end;

  for (; *text; text = end + strspn (end, ", ")) {
    first = last = strtoul (text, &end, 10);
    if (*end == '-')
      last = strtoul (end + 1, &end, 10);
    if (end == text || last > MAX_VLAN)
      return;
    for (; first <= last; first++)
      write_tag (domain, first);
  }
}

/* libvirt takes a tag for any bridge, and only Open vSwitch heeds it. */
static void
write_vlan (struct vf_domain_out *domain, const struct vf_hardware_nic *nic)
{
  const struct vf_network_map *map = map_of (nic);
  const char *trunk = map->vlan ? NULL : nic->source->vlan_trunk;
  int vlan = vlan_of (nic);

  if (!map->is_openvswitch)
    return;
  vf_xml_leaf (domain->xml, "virtualport", "type", "openvswitch", NULL);
  if (trunk) {
    vf_xml_open (domain->xml, "vlan", "trunk", "yes", NULL);
    write_trunk (domain, trunk);
    vf_xml_close (domain->xml);
  } else if (vlan > 0) {
    vf_xml_open (domain->xml, "vlan", NULL);
    write_tag (domain, (unsigned long)vlan);
    vf_xml_close (domain->xml);
  }
}

static void
write_bandwidth (struct vf_domain_out *domain,
                 const struct vf_machine_nic *nic)
{
  static const char *const directions[] = { "inbound", "outbound" };
  int64_t average = nic->limit_bps / BITS_PER_UNIT;
  size_t i;

  if (average <= 0)
    return;
  vf_xml_open (domain->xml, "bandwidth", NULL);
  for (i = 0; i < 2; i++) {
    vf_xml_open (domain->xml, directions[i], NULL);
    vf_xml_attribute (domain->xml, "average", "%lld", (long long)average);
    vf_xml_close (domain->xml);
  }
  vf_xml_close (domain->xml);
}

/* A queue for each vCPU, filled by the host's kernel. */
static void
write_queues (struct vf_domain_out *domain, const struct vf_hardware_nic *nic)
{
  if (domain->options->devices.profile != VF_PROFILE_FAST
      || strcmp (nic->model, "virtio") != 0 || !domain->target->has_kvm)
    return;
  vf_xml_open (domain->xml, "driver", "name", "vhost", NULL);
  vf_xml_attribute (domain->xml, "queues", "%u", vf_domain_queues (domain));
  vf_xml_close (domain->xml);
}

static void
write_mtu (struct vf_domain_out *domain, const struct vf_hardware_nic *nic)
{
  if (!nic->mtu)
    return;
  vf_xml_open (domain->xml, "mtu", NULL);
  vf_xml_attribute (domain->xml, "size", "%u", nic->mtu);
  vf_xml_close (domain->xml);
}

static void
write_index (struct vf_domain_out *domain, const struct vf_hardware_nic *nic)
{
  if (!nic->index)
    return;
  vf_xml_open (domain->xml, "acpi", NULL);
  vf_xml_attribute (domain->xml, "index", "%u", nic->index);
  vf_xml_close (domain->xml);
}

static void
write_nic (struct vf_domain_out *domain, const struct vf_hardware_nic *nic)
{
  const struct vf_network_map *map = map_of (nic);
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "interface", "type", map->is_bridge ? "bridge" : "network",
               NULL);
  if (nic->source->mac[0])
    vf_xml_leaf (xml, "mac", "address", nic->source->mac, NULL);
  vf_xml_leaf (xml, "source", map->is_bridge ? "bridge" : "network",
               map->target, NULL);
  write_vlan (domain, nic);
  write_bandwidth (domain, nic->source);
  vf_xml_leaf (xml, "model", "type", nic->model, NULL);
  write_queues (domain, nic);
  if (!nic->is_up)
    vf_xml_leaf (xml, "link", "state", "down", NULL);
  write_mtu (domain, nic);
  vf_domain_write_boot_order (domain, nic->boot_order);
  write_index (domain, nic);
  vf_domain_write_nic_address (domain, nic);
  vf_xml_close (xml);
}

/* A libvirt's own "default" is on the target what it was on the source. */
static int
report_fallback (struct vf_domain_out *domain,
                 const struct vf_machine_nic *source, struct vf_error *err)
{
  bool is_same
      = source->network && strcmp (source->network, fallback.target) == 0;
  CLEANUP_FREE char *words = vf_network_words (source, err);

  if (!words)
    return -1;
  if (is_same && domain->machine->platform == VF_PLATFORM_QEMU
      && source->network_kind == VF_NETWORK_CUSTOM)
    return 0;
  if (is_same)
    return vf_account_lose (domain->report, err, source->key,
                            "network \"%s\" is taken for libvirt's of the "
                            "same name (--network, --bridge or --network-map "
                            "say otherwise)",
                            source->network);
  return vf_account_lose (domain->report, err, source->key,
                          "%s is not mapped: connected to "
                          "libvirt's \"default\" (--network, --bridge or "
                          "--network-map say otherwise)",
                          words);
}

/* What the network of the target does not do for the NIC. */
static int
report_network (struct vf_domain_out *domain,
                const struct vf_hardware_nic *nic, struct vf_error *err)
{
  const struct vf_machine_nic *source = nic->source;
  const struct vf_network_map *map = map_of (nic);

  if (!nic->map && report_fallback (domain, source, err))
    return -1;
  if (!map->is_openvswitch && vlan_of (nic) > 0
      && vf_account_lose (domain->report, err, source->key,
                          "VLAN %d: \"%s\" has to tag for the NIC",
                          vlan_of (nic), map->target))
    return -1;
  if (!map->is_openvswitch && source->vlan_trunk
      && vf_account_lose (domain->report, err, source->key,
                          "VLANs %s: \"%s\" has to pass them tagged",
                          source->vlan_trunk, map->target))
    return -1;
  if (source->reservation_bps > 0)
    return vf_account_lose (domain->report, err, source->key,
                            "%lld bits a second are not reserved",
                            (long long)source->reservation_bps);
  return 0;
}

static int
report_nic (struct vf_domain_out *domain, const struct vf_hardware_nic *nic,
            struct vf_error *err)
{
  const struct vf_machine_nic *source = nic->source;
  const struct vf_network_map *map = map_of (nic);
  CLEANUP_FREE char *note = NULL;

  if (report_network (domain, nic, err))
    return -1;
  if (vf_hardware_report_nic_name (domain->hardware, nic,
                                   vf_domain_nic_place (domain, nic),
                                   domain->options, domain->report, err))
    return -1;
  note = vf_text_printf ("%s becomes %s on %s \"%s\"",
                         source->model ? source->model : "the NIC", nic->model,
                         map->is_bridge ? "bridge" : "network", map->target);
  if (!note)
    return vf_error_nomem (err, "a note");
  return vf_account_add (domain->report, VF_FATE_MAPPED, source->key,
                         source->mac[0] ? source->mac : NULL, note, err);
}

int
vf_domain_write_nics (struct vf_domain_out *domain, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < domain->hardware->nics.count; i++) {
    write_nic (domain, &domain->hardware->nics.items[i]);
    if (report_nic (domain, &domain->hardware->nics.items[i], err))
      return -1;
  }
  return 0;
}
