/* vmferry: --profile, --disk-bus, --nic-names and the like.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/device-options.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "tools/options.h"

const char *const vf_profile_names[] = {
  [VF_PROFILE_SAFE] = "safe",
  [VF_PROFILE_FAST] = "fast",
  NULL,
};

const char *const vf_disk_choice_names[] = {
  [VF_DISKS_AUTO] = "auto",
  [VF_DISKS_VIRTIO] = "virtio",
  [VF_DISKS_VIRTIO_SCSI] = "virtio-scsi",
  [VF_DISKS_SOURCE] = "source",
  NULL,
};

const char *const vf_nic_choice_names[] = {
  [VF_NICS_AUTO] = "auto",
  [VF_NICS_VIRTIO] = "virtio",
  [VF_NICS_SOURCE] = "source",
  NULL,
};

const char *const vf_nic_names_names[] = {
  [VF_NIC_NAMES_AUTO] = "auto",
  [VF_NIC_NAMES_BOARD] = "board",
  [VF_NIC_NAMES_SLOT] = "slot",
  [VF_NIC_NAMES_INDEX] = "index",
  NULL,
};

const char *const vf_graphics_names[] = {
  [VF_GRAPHICS_VNC] = "vnc",
  [VF_GRAPHICS_SPICE] = "spice",
  [VF_GRAPHICS_NONE] = "none",
  NULL,
};

/* Adds MAP, of LINE, to the others, none of which may be the same device. */
static int
add_map (struct vf_device_options_result *result,
         const struct vf_map_line *line, const struct vf_device_map *map,
         struct vf_error *err)
{
  size_t i;

  for (i = 0; i < result->maps.count; i++) {
    const struct vf_device_map *other = &result->maps.items[i];

    if (other->domain == map->domain && other->bus == map->bus
        && other->slot == map->slot && other->function == map->function)
      return vf_error_set (err, VF_ERROR_USAGE,
                           "line %u: \"%s\" has the same device as \"%s\"",
                           line->number, map->source, other->source);
  }
  return vf_vector_push (&result->maps, *map) ? vf_error_nomem (err, "devices")
                                              : 0;
}

static int
read_map (const char *path, struct vf_device_options_result *result,
          struct vf_error *err)
{
  struct vf_device_map map;
  size_t i;

  if (vf_map_file_read (path, &result->file, err))
    return -1;
  for (i = 0; i < result->file.lines.count; i++) {
    const struct vf_map_line *line = &result->file.lines.items[i];

    if (vf_map_line_device (line, &map, err)
        || add_map (result, line, &map, err))
      return vf_error_prefix (err, "%s", path);
  }
  result->choices.devices = result->maps.items;
  result->choices.n_devices = result->maps.count;
  return 0;
}

int
vf_device_options_parse (const struct vf_device_options *options,
                         struct vf_device_options_result *result,
                         struct vf_error *err)
{
  struct vf_device_choices *choices = &result->choices;

  choices->profile = vf_option_choice (vf_profile_names, options->profile);
  choices->disks = vf_option_choice (vf_disk_choice_names, options->disk_bus);
  choices->nics = vf_option_choice (vf_nic_choice_names, options->nic_model);
  choices->nic_names
      = vf_option_choice (vf_nic_names_names, options->nic_names);
  choices->graphics = vf_option_choice (vf_graphics_names, options->graphics);
  if (options->device_map && read_map (options->device_map, result, err))
    return vf_error_prefix (err, "--device-map");
  return 0;
}

void
vf_device_options_clear (struct vf_device_options_result *result)
{
  vf_map_file_clear (&result->file);
  free (result->maps.items);
}
