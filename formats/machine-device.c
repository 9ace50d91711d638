/* vmferry: what a machine's devices have in them, and the words for their
 * kinds, as they stand in JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-device.h"
#include "formats/machine-member.h"

#define AT(STRUCT, MEMBER) offsetof (struct vf_machine_##STRUCT, MEMBER)

static const char *const buses[] = {
  [VF_BUS_UNKNOWN] = "unknown", [VF_BUS_SCSI] = "scsi",
  [VF_BUS_NVME] = "nvme",       [VF_BUS_SATA] = "sata",
  [VF_BUS_IDE] = "ide",         [VF_BUS_FLOPPY] = "floppy",
  [VF_BUS_VIRTIO] = "virtio",   [VF_BUS_XEN] = "xen",
  [VF_BUS_USB] = "usb",
};

static const char *const disk_devices[] = {
  [VF_DISK_DISK] = "disk",
  [VF_DISK_CDROM] = "cdrom",
  [VF_DISK_FLOPPY] = "floppy",
  [VF_DISK_PASSTHROUGH] = "passthrough",
};

static const char *const disk_modes[] = {
  [VF_DISK_MODE_PERSISTENT] = "persistent",
  [VF_DISK_MODE_INDEPENDENT_PERSISTENT] = "independent-persistent",
  [VF_DISK_MODE_INDEPENDENT_NONPERSISTENT] = "independent-nonpersistent",
  [VF_DISK_MODE_UNDOABLE] = "undoable",
  [VF_DISK_MODE_APPEND] = "append",
};

static const char *const mac_sources[] = {
  [VF_MAC_UNKNOWN] = "unknown",
  [VF_MAC_GENERATED] = "generated",
  [VF_MAC_MANAGER] = "manager",
  [VF_MAC_STATIC] = "static",
};

static const char *const network_kinds[] = {
  [VF_NETWORK_UNKNOWN] = "unknown", [VF_NETWORK_BRIDGED] = "bridged",
  [VF_NETWORK_NAT] = "nat",         [VF_NETWORK_HOSTONLY] = "hostonly",
  [VF_NETWORK_CUSTOM] = "custom",   [VF_NETWORK_DISTRIBUTED] = "distributed",
  [VF_NETWORK_OPAQUE] = "opaque",   [VF_NETWORK_NONE] = "none",
};

static const char *const device_kinds[] = {
  [VF_DEVICE_USB] = "usb",
  [VF_DEVICE_USB_DEVICE] = "usb-device",
  [VF_DEVICE_SOUND] = "sound",
  [VF_DEVICE_SERIAL] = "serial",
  [VF_DEVICE_PARALLEL] = "parallel",
  [VF_DEVICE_TPM] = "tpm",
  [VF_DEVICE_PCI_PASSTHROUGH] = "pci-passthrough",
  [VF_DEVICE_VGPU] = "vgpu",
  [VF_DEVICE_WATCHDOG] = "watchdog",
  [VF_DEVICE_RNG] = "rng",
  [VF_DEVICE_PANIC] = "panic",
  [VF_DEVICE_VSOCK] = "vsock",
  [VF_DEVICE_NVDIMM] = "nvdimm",
  [VF_DEVICE_FILESYSTEM] = "filesystem",
  [VF_DEVICE_INPUT] = "input",
  [VF_DEVICE_SMARTCARD] = "smartcard",
  [VF_DEVICE_PRECISION_CLOCK] = "precision-clock",
  [VF_DEVICE_AGENT] = "agent",
};

static const char *const backing_kinds[] = {
  [VF_BACKING_UNKNOWN] = NULL,      [VF_BACKING_NONE] = "none",
  [VF_BACKING_FILE] = "file",       [VF_BACKING_PIPE] = "pipe",
  [VF_BACKING_NETWORK] = "network", [VF_BACKING_HOST_DEVICE] = "host-device",
  [VF_BACKING_CONSOLE] = "console",
};

const char *
vf_bus_name (enum vf_bus bus)
{
  return buses[bus];
}

const char *
vf_disk_device_name (enum vf_disk_device device)
{
  return disk_devices[device];
}

const char *
vf_disk_mode_name (enum vf_disk_mode mode)
{
  return disk_modes[mode];
}

const char *
vf_mac_source_name (enum vf_mac_source source)
{
  return mac_sources[source];
}

const char *
vf_network_kind_name (enum vf_network_kind kind)
{
  return network_kinds[kind];
}

const char *
vf_device_kind_name (enum vf_device_kind kind)
{
  return device_kinds[kind];
}

const struct vf_member vf_members_controller[] = {
  { "key", VF_MEMBER_TEXT, AT (controller, key), NULL },
  { "bus", VF_MEMBER_ENUM, AT (controller, bus), buses },
  { "index", VF_MEMBER_COUNT, AT (controller, index), NULL },
  { "model", VF_MEMBER_TEXT, AT (controller, model), NULL },
  { "pci_slot", VF_MEMBER_NUMBER, AT (controller, pci_slot), NULL },
  { "sharing", VF_MEMBER_TEXT, AT (controller, sharing), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_disk[] = {
  { "key", VF_MEMBER_TEXT, AT (disk, key), NULL },
  { "device", VF_MEMBER_ENUM, AT (disk, device), disk_devices },
  { "bus", VF_MEMBER_ENUM, AT (disk, bus), buses },
  { "controller", VF_MEMBER_COUNT, AT (disk, controller), NULL },
  { "unit", VF_MEMBER_COUNT, AT (disk, unit), NULL },
  { "backing_name", VF_MEMBER_TEXT, AT (disk, backing_name), NULL },
  { "backing_path", VF_MEMBER_TEXT, AT (disk, backing_path), NULL },
  { "backing_fault", VF_MEMBER_TEXT, AT (disk, backing_fault), NULL },
  { "member", VF_MEMBER_TEXT, AT (disk, member), NULL },
  { "format", VF_MEMBER_TEXT, AT (disk, format), NULL },
  { "capacity", VF_MEMBER_BYTES, AT (disk, capacity_bytes), NULL },
  { "blank", VF_MEMBER_TRISTATE, AT (disk, blank), NULL },
  { "mode", VF_MEMBER_ENUM, AT (disk, mode), disk_modes },
  { "multi_writer", VF_MEMBER_TRISTATE, AT (disk, multi_writer), NULL },
  { "write_through", VF_MEMBER_TRISTATE, AT (disk, write_through), NULL },
  { "ssd", VF_MEMBER_TRISTATE, AT (disk, ssd), NULL },
  { "connected", VF_MEMBER_TRISTATE, AT (disk, connected), NULL },
  { "boot_order", VF_MEMBER_KNOWN, AT (disk, boot_order), NULL },
  { "serial", VF_MEMBER_TEXT, AT (disk, serial), NULL },
  { "wwn", VF_MEMBER_TEXT, AT (disk, wwn), NULL },
  { "product", VF_MEMBER_TEXT, AT (disk, product), NULL },
  { "uuid", VF_MEMBER_TEXT, AT (disk, uuid), NULL },
  { "logical_block", VF_MEMBER_KNOWN, AT (disk, logical_block), NULL },
  { "physical_block", VF_MEMBER_KNOWN, AT (disk, physical_block), NULL },
  { "shares", VF_MEMBER_LIMIT, AT (disk, shares), NULL },
  { "limit_iops", VF_MEMBER_LIMIT, AT (disk, limit_iops), NULL },
  { "reservation_iops", VF_MEMBER_LIMIT, AT (disk, reservation_iops), NULL },
  { "reservations", VF_MEMBER_TRISTATE, AT (disk, reservations), NULL },
  { "read_only", VF_MEMBER_TRISTATE, AT (disk, read_only), NULL },
  { "encrypted", VF_MEMBER_TRISTATE, AT (disk, encrypted), NULL },
  { "cache", VF_MEMBER_TEXT, AT (disk, cache), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_nic[] = {
  { "key", VF_MEMBER_TEXT, AT (nic, key), NULL },
  { "mac", VF_MEMBER_ARRAY, AT (nic, mac), NULL },
  { "mac_source", VF_MEMBER_ENUM, AT (nic, mac_source), mac_sources },
  { "model", VF_MEMBER_TEXT, AT (nic, model), NULL },
  { "network_kind", VF_MEMBER_ENUM, AT (nic, network_kind), network_kinds },
  { "network", VF_MEMBER_TEXT, AT (nic, network), NULL },
  { "network_id", VF_MEMBER_TEXT, AT (nic, network_id), NULL },
  { "pci_slot", VF_MEMBER_NUMBER, AT (nic, pci_slot), NULL },
  { "pci_rank", VF_MEMBER_COUNT, AT (nic, pci_rank), NULL },
  { "connected", VF_MEMBER_TRISTATE, AT (nic, connected), NULL },
  { "boot_order", VF_MEMBER_KNOWN, AT (nic, boot_order), NULL },
  { "vlan", VF_MEMBER_NUMBER, AT (nic, vlan), NULL },
  { "vlan_trunk", VF_MEMBER_TEXT, AT (nic, vlan_trunk), NULL },
  { "mtu", VF_MEMBER_KNOWN, AT (nic, mtu), NULL },
  { "limit_bps", VF_MEMBER_LIMIT, AT (nic, limit_bps), NULL },
  { "reservation_bps", VF_MEMBER_LIMIT, AT (nic, reservation_bps), NULL },
  { "wake_on_lan", VF_MEMBER_TRISTATE, AT (nic, wake_on_lan), NULL },
  { "mac_spoofing", VF_MEMBER_TRISTATE, AT (nic, mac_spoofing), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_device[] = {
  { "key", VF_MEMBER_TEXT, AT (device, key), NULL },
  { "kind", VF_MEMBER_ENUM, AT (device, kind), device_kinds },
  { "model", VF_MEMBER_TEXT, AT (device, model), NULL },
  { "backing", VF_MEMBER_TEXT, AT (device, backing), NULL },
  { "backing_kind", VF_MEMBER_ENUM, AT (device, backing_kind), backing_kinds },
  { "connected", VF_MEMBER_TRISTATE, AT (device, connected), NULL },
  { "is_server", VF_MEMBER_TRISTATE, AT (device, is_server), NULL },
  { "pci_slot", VF_MEMBER_NUMBER, AT (device, pci_slot), NULL },
  { "size", VF_MEMBER_BYTES, AT (device, size_bytes), NULL },
  { NULL, 0, 0, NULL },
};

const struct vf_member vf_members_display[] = {
  { "vram", VF_MEMBER_BYTES, AT (display, vram_bytes), NULL },
  { "vnc", VF_MEMBER_TRISTATE, AT (display, vnc), NULL },
  { "vnc_port", VF_MEMBER_KNOWN, AT (display, vnc_port), NULL },
  { "keymap", VF_MEMBER_TEXT, AT (display, keymap), NULL },
  { "model", VF_MEMBER_TEXT, AT (display, model), NULL },
  { "heads", VF_MEMBER_KNOWN, AT (display, heads), NULL },
  { "width", VF_MEMBER_KNOWN, AT (display, width), NULL },
  { "height", VF_MEMBER_KNOWN, AT (display, height), NULL },
  { "accelerated", VF_MEMBER_TRISTATE, AT (display, accelerated), NULL },
  { "protocol", VF_MEMBER_TEXT, AT (display, protocol), NULL },
  { NULL, 0, 0, NULL },
};
