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

void
vf_warn_unused_maps (struct vf_job *job, const struct vf_machine *machine,
                     const struct vf_emit_options *what)
{
  size_t i;

  for (i = 0; i < what->n_networks; i++)
    if (!vf_network_map_is_used (&what->networks[i], machine))
      warn (job, what->networks[i].source, "card");
  for (i = 0; i < what->devices.n_devices; i++)
    if (!vf_device_map_is_used (&what->devices.devices[i], machine))
      warn (job, what->devices.devices[i].source, "device");
}
