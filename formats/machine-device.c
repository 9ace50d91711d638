/* vmferry: the words for kinds of devices, as they stand in JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-device.h"

const char *
vf_bus_name (enum vf_bus bus)
{
  static const char *const names[] = {
    [VF_BUS_UNKNOWN] = "unknown", [VF_BUS_SCSI] = "scsi",
    [VF_BUS_NVME] = "nvme",       [VF_BUS_SATA] = "sata",
    [VF_BUS_IDE] = "ide",         [VF_BUS_FLOPPY] = "floppy",
  };

  return names[bus];
}

const char *
vf_disk_device_name (enum vf_disk_device device)
{
  static const char *const names[] = {
    [VF_DISK_DISK] = "disk",
    [VF_DISK_CDROM] = "cdrom",
    [VF_DISK_FLOPPY] = "floppy",
    [VF_DISK_PASSTHROUGH] = "passthrough",
  };

  return names[device];
}

const char *
vf_disk_mode_name (enum vf_disk_mode mode)
{
  static const char *const names[] = {
    [VF_DISK_MODE_PERSISTENT] = "persistent",
    [VF_DISK_MODE_INDEPENDENT_PERSISTENT] = "independent-persistent",
    [VF_DISK_MODE_INDEPENDENT_NONPERSISTENT] = "independent-nonpersistent",
    [VF_DISK_MODE_UNDOABLE] = "undoable",
    [VF_DISK_MODE_APPEND] = "append",
  };

  return names[mode];
}

const char *
vf_mac_source_name (enum vf_mac_source source)
{
  static const char *const names[] = {
    [VF_MAC_UNKNOWN] = "unknown",
    [VF_MAC_GENERATED] = "generated",
    [VF_MAC_MANAGER] = "manager",
    [VF_MAC_STATIC] = "static",
  };

  return names[source];
}

const char *
vf_network_kind_name (enum vf_network_kind kind)
{
  static const char *const names[] = {
    [VF_NETWORK_UNKNOWN] = "unknown", [VF_NETWORK_BRIDGED] = "bridged",
    [VF_NETWORK_NAT] = "nat",         [VF_NETWORK_HOSTONLY] = "hostonly",
    [VF_NETWORK_CUSTOM] = "custom",   [VF_NETWORK_DISTRIBUTED] = "distributed",
    [VF_NETWORK_OPAQUE] = "opaque",   [VF_NETWORK_NONE] = "none",
  };

  return names[kind];
}

const char *
vf_device_kind_name (enum vf_device_kind kind)
{
  static const char *const names[] = {
    [VF_DEVICE_USB] = "usb",
    [VF_DEVICE_SOUND] = "sound",
    [VF_DEVICE_SERIAL] = "serial",
    [VF_DEVICE_PARALLEL] = "parallel",
    [VF_DEVICE_TPM] = "tpm",
    [VF_DEVICE_PCI_PASSTHROUGH] = "pci-passthrough",
  };

  return names[kind];
}
