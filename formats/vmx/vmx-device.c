/* vmferry: the other devices of a .vmx: which there are, by a table of kinds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"

/* A kind of device: how its keys start, and what they mean. */
struct device_kind {
  const char *word; /* with a number when is_numbered */
  bool is_numbered;
  bool has_unit; /* "nvdimm0:1" and not "nvdimm0" */
  enum vf_device_kind kind;
  const char *model; /* what the source has no word for; NULL none */
  const struct vf_vmx_row *rows;
  int (*settle) (struct vf_vmx *vmx, const char *prefix,
                 struct vf_vmx_raw_device *raw, struct vf_error *err);
};

static const struct device_kind kinds[] = {
  { "usb", false, false, VF_DEVICE_USB, "uhci", vf_vmx_rows_usb, NULL },
  { "ehci", false, false, VF_DEVICE_USB, "ehci", vf_vmx_rows_usb, NULL },
  { "usb_xhci", false, false, VF_DEVICE_USB, "xhci", vf_vmx_rows_usb, NULL },
  { "usb:", true, false, VF_DEVICE_USB_DEVICE, NULL, vf_vmx_rows_usb_device,
    vf_vmx_settle_usb_device },
  { "ehci:", true, false, VF_DEVICE_USB_DEVICE, NULL, vf_vmx_rows_usb_device,
    vf_vmx_settle_usb_device },
  { "usb_xhci:", true, false, VF_DEVICE_USB_DEVICE, NULL,
    vf_vmx_rows_usb_device, vf_vmx_settle_usb_device },
  { "sound", false, false, VF_DEVICE_SOUND, NULL, vf_vmx_rows_sound, NULL },
  { "serial", true, false, VF_DEVICE_SERIAL, NULL, vf_vmx_rows_port,
    vf_vmx_settle_port },
  { "parallel", true, false, VF_DEVICE_PARALLEL, NULL, vf_vmx_rows_port,
    vf_vmx_settle_port },
  { "pcipassthru", true, false, VF_DEVICE_PCI_PASSTHROUGH, NULL,
    vf_vmx_rows_passthrough, vf_vmx_settle_passthrough },
  { "vwdt", false, false, VF_DEVICE_WATCHDOG, NULL, vf_vmx_rows_watchdog,
    NULL },
  { "vmci", true, false, VF_DEVICE_VSOCK, "vmci", vf_vmx_rows_vmci,
    vf_vmx_settle_vmci },
  { "nvdimm", true, true, VF_DEVICE_NVDIMM, NULL, vf_vmx_rows_nvdimm,
    vf_vmx_settle_file },
  { "sharedfolder", true, false, VF_DEVICE_FILESYSTEM, NULL,
    vf_vmx_rows_folder, vf_vmx_settle_file },
  { "precisionclock", true, false, VF_DEVICE_PRECISION_CLOCK, NULL,
    vf_vmx_rows_precision_clock, NULL },
};

static void
free_texts (struct vf_vmx_raw_device *raw)
{
  free (raw->file_type);
  free (raw->endpoint);
  free (raw->vendor);
  free (raw->product);
  free (raw->profile);
}

static int
read_device (struct vf_vmx *vmx, const struct device_kind *kind,
             const char *prefix, struct vf_vmx_raw_device *raw,
             struct vf_error *err)
{
  if (kind->model && !(raw->device.model = strdup (kind->model)))
    return vf_error_nomem (err, "a device's model");
  if (vf_vmx_read_rows (vmx, prefix, kind->rows, raw, err))
    return -1;
  return kind->settle ? kind->settle (vmx, prefix, raw, err) : 0;
}

/* A hub of VMware's bus, or VMCI, is there, but no device that anyone would
 * miss. */
static void
drop_last (struct vf_machine *machine)
{
  struct vf_machine_device *device
      = &machine->devices.items[--machine->devices.count];

  free (device->key);
  free (device->model);
  free (device->backing);
}

static int
add_device (struct vf_vmx *vmx, struct vf_machine *machine,
            const struct device_kind *kind, const char *key,
            struct vf_error *err)
{
  struct vf_vmx_raw_device raw = { 0 };
  struct vf_machine_device *device;
  char prefix[40];
  int result;

  snprintf (prefix, sizeof prefix, "%s.", key);
  result = vf_vmx_check_present (vmx, prefix, err);
  if (result <= 0)
    return result;
  device = vf_machine_add_device (machine, kind->kind, key, err);
  if (!device)
    return -1;
  raw.device = *device;
  result = read_device (vmx, kind, prefix, &raw, err);
  free_texts (&raw);
  *device = raw.device;
  if (raw.is_nothing)
    drop_last (machine);
  return result;
}

static int
read_kind (struct vf_vmx *vmx, struct vf_machine *machine,
           const struct device_kind *kind, struct vf_error *err)
{
  struct vf_vmx_device device;
  size_t cursor = 0;

  if (!kind->is_numbered)
    return add_device (vmx, machine, kind, kind->word, err);
  while (vf_vmx_next_device (vmx, kind->word, &cursor, &device))
    if (kind->has_unit == (device.unit >= 0)
        && add_device (vmx, machine, kind, device.key, err))
      return -1;
  return 0;
}

static int
compare_devices (const void *a, const void *b)
{
  const struct vf_machine_device *x = a, *y = b;

  if (x->kind != y->kind)
    return (int)x->kind - (int)y->kind;
  return strverscmp (x->key, y->key);
}

int
vf_vmx_read_devices (struct vf_vmx *vmx, struct vf_machine *machine,
                     struct vf_error *err)
{
  size_t i;

  for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (read_kind (vmx, machine, &kinds[i], err))
      return -1;
  if (vf_vmx_read_host_usb (vmx, machine, err)
      || vf_vmx_read_tpm (vmx, machine, err))
    return -1;
  if (machine->devices.count)
    qsort (machine->devices.items, machine->devices.count,
           sizeof *machine->devices.items, compare_devices);
  return 0;
}
