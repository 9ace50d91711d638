/* vmferry: serial and parallel ports, sound, and what else of a .vmx's devices
 * is no more than rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <strings.h>

#include "common/error.h"
#include "formats/vmx/vmx-device.h"

#define MEMBER(name) offsetof (struct vf_vmx_raw_device, name)

static const char of_unplugging[] = "guests do not unplug devices by "
                                    "themselves on the target";
static const char of_speed[] = "how VMware handles the port";

const struct vf_vmx_row vf_vmx_rows_port[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "filetype", VF_VMX_TEXT, MEMBER (file_type), 0, NULL },
  { "filename", VF_VMX_TEXT, MEMBER (device.backing), 0, NULL },
  { "pipe.endpoint", VF_VMX_TEXT, MEMBER (endpoint), 0, NULL },
  { "network.endpoint", VF_VMX_TEXT, MEMBER (endpoint), 0, NULL },
  { "startconnected", VF_VMX_TRISTATE, MEMBER (device.connected), 0, NULL },
  { "vspc", VF_VMX_LOST, 0, 0,
    "the target asks no concentrator of serial ports" },
  { "yieldonmsrread", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_speed },
  { "trynorxloss", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_speed },
  { "bidirectional", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT, of_speed },
  { "autodetect", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "ports of the source's host" },
  { "allowguestconnectioncontrol", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    of_unplugging },
  { .key = NULL },
};

const struct vf_vmx_row vf_vmx_rows_sound[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "virtualdev", VF_VMX_TEXT, MEMBER (device.model), 0, NULL },
  { "pcislotnumber", VF_VMX_SLOT, MEMBER (device.pci_slot), 0, NULL },
  { "startconnected", VF_VMX_TRISTATE, MEMBER (device.connected), 0, NULL },
  { "filename", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "the sound device of the source's host" },
  { "autodetect", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "the sound device of the source's host" },
  { "allowguestconnectioncontrol", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    of_unplugging },
  { .key = NULL },
};

const struct vf_vmx_row vf_vmx_rows_nvdimm[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "filename", VF_VMX_TEXT, MEMBER (device.backing), 0, NULL },
  { "size", VF_VMX_MIB, MEMBER (device.size_bytes), 0, NULL },
  { "node", VF_VMX_LOST, 0, 0, "a node of the source" },
  { .key = NULL },
};

const struct vf_vmx_row vf_vmx_rows_folder[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "enabled", VF_VMX_TRISTATE, MEMBER (device.connected), 0, NULL },
  { "hostpath", VF_VMX_TEXT, MEMBER (device.backing), 0, NULL },
  { "guestname", VF_VMX_TEXT, MEMBER (device.model), 0, NULL },
  { "readaccess", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "who may read is the target's to say" },
  { "writeaccess", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "who may write is the target's to say" },
  { "expiration", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "when VMware stops to share it" },
  { .key = NULL },
};

const struct vf_vmx_row vf_vmx_rows_vmci[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "pcislotnumber", VF_VMX_SLOT, MEMBER (device.pci_slot), 0, NULL },
  { "id", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "an address on the source's host" },
  { "unrestricted", VF_VMX_TRISTATE, MEMBER (is_open), 0, NULL },
  { .key = NULL },
};

const struct vf_vmx_row vf_vmx_rows_watchdog[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "runonboot", VF_VMX_TRISTATE, MEMBER (device.connected), 0, NULL },
  { .key = NULL },
};

const struct vf_vmx_row vf_vmx_rows_precision_clock[] = {
  { "present", VF_VMX_NOTHING, 0, 0, NULL },
  { "refclockprotocol", VF_VMX_TEXT, MEMBER (device.model), 0, NULL },
  { .key = NULL },
};

/* What a port's "fileType" says; without one it is a device. */
static enum vf_backing_kind
backing_kind_of (const char *file_type)
{
  static const struct {
    const char *word;
    enum vf_backing_kind kind;
  } kinds[] = {
    { "device", VF_BACKING_HOST_DEVICE }, { "file", VF_BACKING_FILE },
    { "pipe", VF_BACKING_PIPE },          { "network", VF_BACKING_NETWORK },
    { "thinprint", VF_BACKING_NONE },
  };
  size_t i;

  if (!file_type)
    return VF_BACKING_HOST_DEVICE;
  for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcasecmp (file_type, kinds[i].word) == 0)
      return kinds[i].kind;
  return VF_BACKING_UNKNOWN;
}

int
vf_vmx_settle_port (struct vf_vmx *vmx, const char *prefix,
                    struct vf_vmx_raw_device *raw, struct vf_error *err)
{
  struct vf_machine_device *device = &raw->device;

  device->backing_kind = backing_kind_of (raw->file_type);
  if (raw->endpoint
      && (device->backing_kind == VF_BACKING_PIPE
          || device->backing_kind == VF_BACKING_NETWORK))
    device->is_server
        = strcasecmp (raw->endpoint, "server") == 0 ? VF_YES : VF_NO;
  if (device->backing_kind == VF_BACKING_UNKNOWN)
    return vf_vmx_judge (vf_vmx_find (vmx, prefix, "filetype"), VF_FATE_LOSS,
                         "not a kind of port", err);
  if (device->backing_kind == VF_BACKING_NONE)
    return vf_vmx_judge (vf_vmx_find (vmx, prefix, "filetype"), VF_FATE_LOSS,
                         "printers of the source's host are not reached", err);
  return 0;
}

/* Every VM has the device, for the Tools; only one that may talk to other VMs
 * was wanted. */
int
vf_vmx_settle_vmci (struct vf_vmx *vmx, const char *prefix,
                    struct vf_vmx_raw_device *raw, struct vf_error *err)
{
  if (raw->is_open == VF_YES)
    return 0;
  raw->is_nothing = true;
  return vf_vmx_judge_all (vmx, prefix, VF_FATE_IRRELEVANT,
                           "of VMware Tools, which are taken out", err);
}

int
vf_vmx_settle_file (struct vf_vmx *vmx, const char *prefix,
                    struct vf_vmx_raw_device *raw, struct vf_error *err)
{
  (void)vmx;
  (void)prefix;
  (void)err;
  raw->device.backing_kind = VF_BACKING_FILE;
  return 0;
}
