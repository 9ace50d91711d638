/* vmferry: --disk KEY=LOCATION, which reads a disk from elsewhere than the
 * definition says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_LOCATION_OPTIONS_H
#define VF_TOOLS_LOCATION_OPTIONS_H

#include "tools/command.h"

struct vf_disk_location;

/* The locations of OPTIONS, in their order, as many as it has values.
 * Owner:   the caller frees them with vf_locations_free.
 * Errors:  USAGE, NOMEM */
struct vf_disk_location *
vf_location_options_parse (const struct vf_option_list *options,
                           struct vf_error *err);

/* Frees N locations; NULL is allowed. */
void vf_locations_free (struct vf_disk_location *locations, size_t n);

#endif
