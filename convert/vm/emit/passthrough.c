/* vmferry: devices of the source's host, which become devices of the target's
 * where a map names those.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/passthrough.h"

#include <stdio.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/hardware/device-choices.h"
#include "formats/account.h"
#include "formats/machine.h"

const struct vf_device_map *
vf_passthrough_find (const struct vf_device_choices *choices, const char *key)
{
  size_t i;

  for (i = 0; i < choices->n_devices; i++)
    if (strcasecmp (choices->devices[i].source, key) == 0)
      return &choices->devices[i];
  return NULL;
}

bool
vf_passthrough_has_any (const struct vf_machine *machine,
                        const struct vf_device_choices *choices)
{
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    if (vf_passthrough_find (choices, machine->devices.items[i].key))
      return true;
  return false;
}

void
vf_passthrough_address (const struct vf_device_map *map,
                        char text[VF_PCI_TEXT_SIZE])
{
  snprintf (text, VF_PCI_TEXT_SIZE, "%04x:%02x:%02x.%x", map->domain & 0xffff,
            map->bus & 0xff, map->slot & 0x1f, map->function & 7);
}

static int
report_map (const struct vf_machine_device *device,
            const struct vf_device_map *map, struct vf_account *report,
            struct vf_error *err)
{
  char address[VF_PCI_TEXT_SIZE];
  CLEANUP_FREE char *note = NULL;

  vf_passthrough_address (map, address);
  note = vf_text_printf ("%s of the target's host", address);
  if (!note)
    return vf_error_nomem (err, "a note");
  return vf_account_add (report, VF_FATE_MAPPED, device->key, device->model,
                         note, err);
}

int
vf_passthrough_report (const struct vf_machine *machine,
                       const struct vf_device_choices *choices,
                       struct vf_account *report, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    const struct vf_machine_device *device = &machine->devices.items[i];
    const struct vf_device_map *map
        = vf_passthrough_find (choices, device->key);

    if (map && report_map (device, map, report, err))
      return -1;
    if (!map
        && (device->kind == VF_DEVICE_PCI_PASSTHROUGH
            || device->kind == VF_DEVICE_VGPU)
        && vf_account_lose (report, err, device->key,
                            "a device of the source's host: --device-map can "
                            "name one of the target's"))
      return -1;
  }
  return 0;
}
