/* vmferry: warnings of mappings that mean nothing of a VM.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/map-unused.h"

#include "common/job.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/map-file.h"
#include "convert/vm/hardware/network-map.h"

static void
warn (struct vf_job *job, const char *source, const char *what)
{
  vf_job_log (job, VF_LOG_WARNING, "the mapping of \"%s\" matches no %s",
              source, what);
}

/* The machines that mappings may mean. */
struct machines {
  const struct vf_machine *const *items;
  size_t count;
};

static bool
is_network_used (const struct machines *machines,
                 const struct vf_network_map *map)
{
  size_t i;

  for (i = 0; i < machines->count; i++)
    if (vf_network_map_is_used (map, machines->items[i]))
      return true;
  return false;
}

static bool
is_device_used (const struct machines *machines,
                const struct vf_device_map *map)
{
  size_t i;

  for (i = 0; i < machines->count; i++)
    if (vf_device_map_is_used (map, machines->items[i]))
      return true;
  return false;
}

void
vf_warn_unused_maps (struct vf_job *job,
                     const struct vf_machine *const machines[], size_t count,
                     const struct vf_emit_options *what)
{
  const struct machines all = { machines, count };
  size_t i;

  for (i = 0; i < what->n_networks; i++)
    if (!is_network_used (&all, &what->networks[i]))
      warn (job, what->networks[i].source, "card");
  for (i = 0; i < what->devices.n_devices; i++)
    if (!is_device_used (&all, &what->devices.devices[i]))
      warn (job, what->devices.devices[i].source, "device");
}
