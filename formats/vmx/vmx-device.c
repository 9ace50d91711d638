/* vmferry: the other devices of a .vmx: USB, sound, ports, TPM, passed-through
 * hardware, and the display.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-row.h"

/* Real machines have a handful. */

/* A kind of device: how its keys start, and what becomes of it. */
struct device_kind {
  const char *word; /* with a number when is_numbered */
  bool is_numbered;
  enum vf_device_kind kind;
  const char *model_key;
  const char *backing_key;
  enum vf_fate fate;
  const char *note;
};

static const struct device_kind kinds[] = {
  { "usb", false, VF_DEVICE_USB, "virtualdev", "filename", 0, NULL },
  { "ehci", false, VF_DEVICE_USB, "virtualdev", "filename", 0, NULL },
  { "usb_xhci", false, VF_DEVICE_USB, "virtualdev", "filename", 0, NULL },
  { "sound", false, VF_DEVICE_SOUND, "virtualdev", "filename", VF_FATE_LOSS,
    "the target has no sound device" },
  { "serial", true, VF_DEVICE_SERIAL, "filetype", "filename", 0, NULL },
  { "parallel", true, VF_DEVICE_PARALLEL, "filetype", "filename", VF_FATE_LOSS,
    "the target has no parallel port" },
  { "vtpm", false, VF_DEVICE_TPM, "virtualdev", "filename", VF_FATE_LOSS,
    "the target has no TPM; what was sealed in this one cannot be carried" },
  { "pcipassthru", true, VF_DEVICE_PCI_PASSTHROUGH, "virtualdev", "id",
    VF_FATE_LOSS, "a device of the source's host" },
};

#define MEMBER(name) offsetof (struct vf_machine, name)

static const struct vf_vmx_row display_rows[] = {
  { "svga.present", VF_VMX_NOTHING, 0, 0, NULL },
  { "remotedisplay.vnc.enabled", VF_VMX_TRISTATE, MEMBER (display.vnc), 0,
    NULL },
  { "remotedisplay.vnc.port", VF_VMX_COUNT, MEMBER (display.vnc_port),
    VF_FATE_LOSS, "the target chooses a free port" },
  { "remotedisplay.vnc.keymap", VF_VMX_TEXT, MEMBER (display.keymap), 0,
    NULL },
  { "remotedisplay.vnc.password", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "passwords are not carried over" },
  { "remotedisplay.vnc.key", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "passwords are not carried over" },
  { "remotedisplay.vnc.ip", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "the screen is offered on the target's loopback address only" },
  { "svga.vramsize", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "the target's video device has its own memory" },
  { "svga.graphicsmemorykb", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "the target's video device has its own memory" },
  { "svga.numdisplays", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "the target has one screen" },
  { "mks.enable3d", VF_VMX_LOST, 0, 0, "no 3D on the target" },
  { .key = NULL },
};

/* Copies the value of a key unless it is absent or empty. */
static int
copy_value (const struct vf_vmx *vmx, const char *prefix, const char *suffix,
            char **ret_copy, struct vf_error *err)
{
  const char *value = vf_vmx_get (vmx, prefix, suffix);

  if (!value || !*value)
    return 0;
  *ret_copy = strdup (value);
  return *ret_copy ? 0 : vf_error_nomem (err, "a device");
}

static int
fill_device (const struct vf_vmx *vmx, const char *prefix,
             const struct device_kind *kind, struct vf_machine_device *device,
             struct vf_error *err)
{
  if (copy_value (vmx, prefix, kind->model_key, &device->model, err)
      || copy_value (vmx, prefix, kind->backing_key, &device->backing, err))
    return -1;
  return 0;
}

static int
add_device (struct vf_vmx *vmx, struct vf_machine *machine,
            const struct device_kind *kind, const char *key,
            struct vf_error *err)
{
  struct vf_machine_device *device;
  char prefix[40];
  int present;

  snprintf (prefix, sizeof prefix, "%s.", key);
  present = vf_vmx_check_present (vmx, prefix, err);
  if (present <= 0)
    return present;
  device = vf_machine_add_device (machine, kind->kind, key, err);
  if (!device || fill_device (vmx, prefix, kind, device, err)
      || vf_vmx_judge (vf_vmx_find (vmx, prefix, "present"), kind->fate,
                       kind->note, err))
    return -1;
  return vf_vmx_judge_rest (vmx, prefix, kind->fate, kind->note, err);
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
    if (device.unit < 0 && add_device (vmx, machine, kind, device.key, err))
      return -1;
  return 0;
}

/* "serial0" needs a word of its own: its file is the target's to choose. */
static int
judge_serial_backing (struct vf_vmx *vmx, const struct vf_machine *machine,
                      struct vf_error *err)
{
  char prefix[40];
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    if (machine->devices.items[i].kind != VF_DEVICE_SERIAL)
      continue;
    snprintf (prefix, sizeof prefix, "%s.", machine->devices.items[i].key);
    if (vf_vmx_judge (vf_vmx_find (vmx, prefix, "filename"), VF_FATE_LOSS,
                      "the port is connected to a pty of the target", err)
        || vf_vmx_judge (vf_vmx_find (vmx, prefix, "vspc"), VF_FATE_LOSS,
                         "the port is connected to a pty of the target", err))
      return -1;
  }
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
  if (machine->devices.count)
    qsort (machine->devices.items, machine->devices.count,
           sizeof *machine->devices.items, compare_devices);
  if (judge_serial_backing (vmx, machine, err))
    return -1;
  return vf_vmx_read_rows (vmx, "", display_rows, machine, err);
}
