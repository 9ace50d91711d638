/* vmferry: QEMU's command line: NICs, ports and the rest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/boot/boot-args.h"
#include "convert/vm/emit/qemu.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/network-loss.h"
#include "convert/vm/emit/passthrough.h"
#include "convert/vm/emit/gaps.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/network-map.h"
#include "formats/machine.h"

static const struct vf_emit_network bridges
    = { .word = "a bridge", .is_bridge = true, .has_mtu = true };

/* Says that NIC is on a network of QEMU's own, and why.
 * Errors:  NOMEM */
static int
report_own_network (const struct vf_hardware_nic *nic,
                    struct vf_account *report, struct vf_error *err)
{
  const struct vf_network_map *map = nic->map;
  CLEANUP_FREE char *words = vf_network_words (nic->source, err);

  if (!words)
    return -1;
  if (map)
    return vf_account_lose (report, err, nic->source->key,
                            "%s becomes a network of QEMU's own, which others "
                            "cannot reach: \"%s\", %s, is none that QEMU "
                            "joins; --bridge names one",
                            words, map->target,
                            map->is_openvswitch ? "an Open vSwitch"
                                                : "a network of libvirt's");
  return vf_account_lose (report, err, nic->source->key,
                          "%s becomes a network of QEMU's own, "
                          "which others cannot reach (--bridge says "
                          "otherwise)",
                          words);
}

/* Appends the host's side of NIC number I.  QEMU's helper joins bridges of the
 * kernel's.
 * Errors:  NOMEM */
static int
add_network (struct vf_args *args, const struct vf_hardware_nic *nic, size_t i,
             struct vf_account *report, struct vf_error *err)
{
  const struct vf_network_map *map = nic->map;
  CLEANUP_FREE char *bridge = vf_args_quote (map ? map->target : "");
  const char *source = nic->source->network ? nic->source->network : "";

  if (!bridge)
    return vf_error_nomem (err, "QEMU's arguments");
  if (!map || !map->is_bridge || map->is_openvswitch) {
    vf_args_add_option (args, "-netdev", "user,id=net%zu", i);
    return report_own_network (nic, report, err);
  }
  vf_args_add_option (args, "-netdev", "bridge,id=net%zu,br=%s", i, bridge);
  if (vf_emit_report_map (nic, &bridges, report, err))
    return -1;
  return vf_account_add (report, VF_FATE_MAPPED, nic->source->key, source,
                         map->target, err);
}

/* The address of NIC number I.  Where there is none QEMU gives the NICs of each
 * VM the same ones: it is made of the VM's name, so that two can be in one
 * network. */
static void
set_address (const struct vf_hardware *hardware, size_t i, char address[18])
{
  const char *own = hardware->nics.items[i].source->mac, *from;
  uint32_t hash = 2166136261; /* FNV-1a */

  for (from = hardware->name; *from; from++)
    hash = (hash ^ (unsigned char)*from) * 16777619;
  hash += (uint32_t)i;
  snprintf (address, 18, "52:54:00:%02x:%02x:%02x", hash >> 16 & 0xff,
            hash >> 8 & 0xff, hash & 0xff);
  if (*own)
    snprintf (address, 18, "%s", own);
}

static void
add_nic (struct vf_args *args, const struct vf_hardware *hardware, size_t i)
{
  const struct vf_hardware_nic *nic = &hardware->nics.items[i];
  char address[18], bus[32], boot[32] = "", mtu[32] = "", index[32] = "";

  vf_args_next_slot (args, nic->slot, bus);
  if (nic->boot_order)
    snprintf (boot, sizeof boot, ",bootindex=%u", nic->boot_order);
  if (nic->mtu && strcmp (nic->model, "virtio") == 0)
    snprintf (mtu, sizeof mtu, ",host_mtu=%u", nic->mtu);
  if (nic->index)
    snprintf (index, sizeof index, ",acpi-index=%u", nic->index);
  set_address (hardware, i, address);
  vf_args_add_option (args, "-device", "%s,netdev=net%zu%s,mac=%s%s%s%s",
                      vf_args_nic_device (nic->model), i, bus, address, boot,
                      mtu, index);
}

/* The firmware's hot-plug would show slots of its own. */
static void
add_own_slots (struct vf_args *args, const struct vf_hardware *hardware)
{
  size_t i;

  for (i = 0; i < hardware->nics.count; i++)
    if (hardware->nics.items[i].slot) {
      vf_args_add_option (args, "-global",
                          "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off");
      return;
    }
}

int
vf_qemu_add_nics (struct vf_args *args, const struct vf_hardware *hardware,
                  const struct vf_emit_options *options,
                  struct vf_account *report, struct vf_error *err)
{
  size_t i;

  add_own_slots (args, hardware);
  for (i = 0; i < hardware->nics.count; i++) {
    const struct vf_hardware_nic *nic = &hardware->nics.items[i];

    if (add_network (args, nic, i, report, err))
      return -1;
    add_nic (args, hardware, i);
    /* Only ports are counted: on i440fx QEMU finds a slot by itself. */
    if (vf_hardware_report_nic_name (hardware, nic, args->n_ports, options,
                                     report, err))
      return -1;
  }
  return 0;
}

/* The devices of a kind that the source had, or at least LEAST. */
static unsigned
count_of (const struct vf_machine *machine, enum vf_device_kind kind,
          unsigned least)
{
  unsigned n = 0;
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    if (machine->devices.items[i].kind == kind)
      n++;
  return n > least ? n : least;
}

/* The first is the console, which the script connects. */
static void
add_serial_ports (struct vf_args *args, const struct vf_machine *machine)
{
  unsigned port, count = count_of (machine, VF_DEVICE_SERIAL, 1);

  vf_args_add_option (args, "-device", "isa-serial,index=0,chardev=console");
  for (port = 1; port < count && port < VF_MAX_SERIAL_PORTS; port++) {
    vf_args_add_option (args, "-chardev", "pty,id=serial%u", port);
    vf_args_add_option (args, "-device",
                        "isa-serial,index=%u,chardev=serial%u", port, port);
  }
}

static void
add_pci (struct vf_args *args, const char *device)
{
  char bus[32];

  vf_args_next_bus (args, bus);
  vf_args_add_option (args, "-device", "%s%s", device, bus);
}

/* What some machines have. */
static void
add_options (struct vf_args *args, const struct vf_hardware *hardware)
{
  const struct vf_machine *machine = hardware->machine;

  if (count_of (machine, VF_DEVICE_WATCHDOG, 0)) {
    vf_args_add_option (args, "-device", "i6300esb%s",
                        hardware->is_q35 ? ",addr=1e" : "");
    vf_args_add_option (args, "-action", "watchdog=reset");
  }
  if (count_of (machine, VF_DEVICE_SOUND, 0)) {
    vf_args_add_option (args, "-audiodev", "none,id=sound");
    vf_args_add_option (args, "-device", "%s",
                        hardware->is_q35 ? "ich9-intel-hda,addr=1b"
                                         : "intel-hda");
    vf_args_add_option (args, "-device", "hda-duplex,audiodev=sound");
  }
  if (machine->memory.balloon != VF_NO)
    add_pci (args, "virtio-balloon-pci,deflate-on-oom=on");
}

/* Devices of the host, which its administrator gave to the driver vfio-pci. */
static void
add_host_devices (struct vf_args *args, const struct vf_machine *machine,
                  const struct vf_device_choices *choices)
{
  char address[VF_PCI_TEXT_SIZE], bus[32];
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    const struct vf_device_map *map
        = vf_passthrough_find (choices, machine->devices.items[i].key);

    if (!map)
      continue;
    vf_passthrough_address (map, address);
    vf_args_next_bus (args, bus);
    vf_args_add_option (args, "-device", "vfio-pci,host=%s%s", address, bus);
  }
}

void
vf_qemu_add_devices (struct vf_args *args, const struct vf_hardware *hardware,
                     const struct vf_device_choices *choices)
{
  add_pci (args, "qemu-xhci,id=usb");
  vf_args_add_option (args, "-device", "usb-tablet,bus=usb.0");
  add_serial_ports (args, hardware->machine);
  add_pci (args, "virtio-serial-pci");
  vf_args_add_option (args, "-device",
                      "virtserialport,chardev=agent,"
                      "name=org.qemu.guest_agent.0");
  add_pci (args, "virtio-rng-pci");
  vf_args_add_option (args, "-device", "pvpanic");
  add_options (args, hardware);
  add_host_devices (args, hardware->machine, choices);
}
