/* vmferry: devices of the source's host that the guest was given: PCI devices,
 * their virtual functions, virtual GPUs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/text.h"
#include "formats/vmx/vmx-device.h"

#define MEMBER(name) offsetof (struct vf_vmx_raw_device, name)

static const char of_host[] = "of the source's host";
static const char of_function[] = "set on the virtual function by VMware's "
                                  "host";

const struct vf_vmx_row vf_vmx_rows_passthrough[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "id", VF_VMX_TEXT, MEMBER (device.backing), 0, NULL },
  { "vendorid", VF_VMX_TEXT, MEMBER (vendor), 0, NULL },
  { "deviceid", VF_VMX_TEXT, MEMBER (product), 0, NULL },
  { "vgpu", VF_VMX_TEXT, MEMBER (profile), 0, NULL },
  { "virtualdev", VF_VMX_TEXT, MEMBER (device.model), 0, NULL },
  { "pcislotnumber", VF_VMX_SLOT, MEMBER (device.pci_slot), 0, NULL },
  { "systemid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_host },
  { "pfid", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_host },
  { "allowedhostdevices", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_host },
  { "macaddress", VF_VMX_LOST, 0, 0, of_function },
  { "generatedmacaddress", VF_VMX_LOST, 0, 0, of_function },
  { "networkname", VF_VMX_LOST, 0, 0, of_function },
  { "macaddresstype", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "how the host made the address" },
  { "enableupt", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "of VMware's own pass-through" },
  { .key = NULL },
};

/* "10de:1eb8" of "0x10de" and "0x1eb8"; older files have plain decimals. */
static char *
join_ids (const char *vendor, const char *product)
{
  return vf_text_printf ("%04lx:%04lx", strtoul (vendor, NULL, 0) & 0xffff,
                         strtoul (product, NULL, 0) & 0xffff);
}

int
vf_vmx_settle_passthrough (struct vf_vmx *vmx, const char *prefix,
                           struct vf_vmx_raw_device *raw, struct vf_error *err)
{
  struct vf_machine_device *device = &raw->device;
  char *model;

  (void)vmx;
  (void)prefix;
  device->backing_kind = VF_BACKING_HOST_DEVICE;
  if (raw->profile
      || (device->model && strcasecmp (device->model, "vmiop") == 0))
    device->kind = VF_DEVICE_VGPU;
  if (!raw->profile && (!raw->vendor || !raw->product))
    return 0;
  model = raw->profile ? strdup (raw->profile)
                       : join_ids (raw->vendor, raw->product);
  if (!model)
    return vf_error_nomem (err, "a device's model");
  free (device->model);
  device->model = model;
  return 0;
}
