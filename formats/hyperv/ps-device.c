/* vmferry: Get-VMComPort, Get-VMVideo, and devices of the host.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/hyperv/ps-json.h"
#include "formats/hyperv/ps-parts.h"
#include "formats/machine.h"

static const struct vf_hyperv_row video_rows[] = {
  { "HorizontalResolution", VF_HYPERV_COUNT,
    offsetof (struct vf_machine_display, width), 0, 0, NULL, NULL, NULL },
  { "VerticalResolution", VF_HYPERV_COUNT,
    offsetof (struct vf_machine_display, height), 0, 0, NULL, NULL, NULL },
  { "ResolutionType", VF_HYPERV_JUDGE, 0, 0, VF_FATE_IRRELEVANT,
    "how the screen's size is chosen", NULL, NULL },
  { .path = NULL },
};

static struct vf_machine_device *
add (struct vf_machine *machine, enum vf_device_kind kind, const char *word,
     unsigned index, const char *backing, struct vf_error *err)
{
  struct vf_machine_device *device;
  char key[32];

  snprintf (key, sizeof key, "%s%u", word, index);
  device = vf_machine_add_device (machine, kind, key, err);
  if (!device || !backing)
    return device;
  device->backing = strdup (backing);
  if (device->backing)
    return device;
  vf_error_nomem (err, "a device");
  return NULL;
}

/* Reads PORT unless it leads nowhere. */
static int
add_port (struct vf_hyperv_key *port, unsigned *count,
          struct vf_machine *machine, struct vf_error *err)
{
  const char *path = vf_hyperv_get_text (port, "Path");
  struct vf_machine_device *serial;

  if (!path)
    return vf_hyperv_judge_rest (port, VF_FATE_IRRELEVANT,
                                 "a port that leads nowhere", err);
  serial = add (machine, VF_DEVICE_SERIAL, "serial", (*count)++, path, err);
  if (!serial)
    return -1;
  serial->backing_kind = VF_BACKING_PIPE;
  serial->is_server = VF_YES;
  return vf_hyperv_judge (vf_hyperv_find (port, "Path"), VF_FATE_MAPPED, NULL,
                          err);
}

static int
read_ports (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
            struct vf_machine *machine, struct vf_error *err)
{
  static const char *const names[] = { "ComPort1", "ComPort2" };
  struct vf_hyperv_key *list = vf_hyperv_find (item, "ComPort"), *port;
  unsigned count = 0;
  size_t i;

  for (i = 0; (port = vf_ps_item (list, i)); i++)
    if (add_port (port, &count, machine, err))
      return -1;
  for (i = 0; !list && i < 2; i++) {
    port = vf_hyperv_find (vm, names[i]);
    if (port && add_port (port, &count, machine, err))
      return -1;
  }
  return 0;
}

/* Devices of the host, each under NAME. */
static int
read_host_devices (struct vf_hyperv_key *list, enum vf_device_kind kind,
                   const char *word, struct vf_machine *machine,
                   struct vf_error *err)
{
  struct vf_machine_device *device;
  struct vf_hyperv_key *node;
  unsigned i;

  for (i = 0; (node = vf_ps_item (list, i)); i++) {
    const char *path = vf_hyperv_get_text (node, "LocationPath");

    device = add (machine, kind, word, i,
                  path ? path : vf_hyperv_get_text (node, "InstancePath"),
                  err);
    if (!device)
      return -1;
    device->backing_kind = VF_BACKING_HOST_DEVICE;
    if (vf_hyperv_lose (node, "a device of the source's host", err))
      return -1;
  }
  return 0;
}

int
vf_ps_read_devices (struct vf_hyperv_key *item, struct vf_hyperv_key *vm,
                    struct vf_machine *machine, struct vf_error *err)
{
  struct vf_hyperv_key *video = vf_ps_item (vf_hyperv_find (item, "Video"), 0);

  if (read_ports (item, vm, machine, err)
      || vf_hyperv_read_rows (video, video_rows, &machine->display, err)
      || read_host_devices (vf_hyperv_find (item, "AssignableDevice"),
                            VF_DEVICE_PCI_PASSTHROUGH, "pci", machine, err))
    return -1;
  return read_host_devices (vf_hyperv_find (item, "GpuPartitionAdapter"),
                            VF_DEVICE_VGPU, "vgpu", machine, err);
}
