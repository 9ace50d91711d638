/* vmferry: USB controllers and what hangs on them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-device.h"

#define MEMBER(name) offsetof (struct vf_vmx_raw_device, name)

static const char of_place[] = "its place on VMware's bus";

const struct vf_vmx_row vf_vmx_rows_usb[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "pcislotnumber", VF_VMX_SLOT, MEMBER (device.pci_slot), 0, NULL },
  { .key = NULL },
};

const struct vf_vmx_row vf_vmx_rows_usb_device[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "devicetype", VF_VMX_TEXT, MEMBER (device.model), 0, NULL },
  { "filename", VF_VMX_TEXT, MEMBER (device.backing), 0, NULL },
  { "parent", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_place },
  { "port", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_place },
  { "speed", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_place },
  { .key = NULL },
};

int
vf_vmx_settle_usb_device (struct vf_vmx *vmx, const char *prefix,
                          struct vf_vmx_raw_device *raw, struct vf_error *err)
{
  struct vf_machine_device *device = &raw->device;
  const char *type = device->model ? device->model : "";

  if (strcasecmp (type, "hub") == 0) {
    raw->is_nothing = true;
    return vf_vmx_judge_all (vmx, prefix, VF_FATE_IRRELEVANT, of_place, err);
  }
  if (strcasecmp (type, "hid") == 0 || strcasecmp (type, "mouse") == 0) {
    device->kind = VF_DEVICE_INPUT;
    return 0;
  }
  device->backing_kind = VF_BACKING_HOST_DEVICE;
  return 0;
}

/* "usb.autoConnect.device0": "vid:0951 pid:1666 autoclean:1", "0x951:0x1666"
 * or "path:1/0". */
static int
add_host_device (struct vf_vmx_entry *entry, struct vf_machine *machine,
                 struct vf_error *err)
{
  struct vf_machine_device *device;

  if (!*entry->value)
    return vf_vmx_judge (entry, VF_FATE_IRRELEVANT, "the default", err);
  device
      = vf_machine_add_device (machine, VF_DEVICE_USB_DEVICE, entry->key, err);
  if (!device)
    return -1;
  device->backing_kind = VF_BACKING_HOST_DEVICE;
  device->backing = strdup (entry->value);
  if (!device->backing)
    return vf_error_nomem (err, "a USB device");
  return vf_vmx_judge (entry, VF_FATE_MAPPED, NULL, err);
}

int
vf_vmx_read_host_usb (struct vf_vmx *vmx, struct vf_machine *machine,
                      struct vf_error *err)
{
  static const char prefix[] = "usb.autoconnect.device";
  size_t i;

  for (i = 0; i < vmx->index.count; i++) {
    struct vf_vmx_entry *entry = &vmx->entries.items[vmx->index.items[i]];

    if (strncmp (entry->lower, prefix, sizeof prefix - 1) == 0
        && add_host_device (entry, machine, err))
      return -1;
  }
  return 0;
}
