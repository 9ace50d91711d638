/* vmferry: --disk KEY=LOCATION.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/location-options.h"

#include <stdlib.h>
#include <string.h>

#include "convert/vm/convert.h"

/* Splits TEXT; the key is copied, the location points into it. */
static int
parse_one (const char *text, struct vf_disk_location *location,
           struct vf_error *err)
{
  const char *equals = strchr (text, '=');

  if (!equals || equals == text || !equals[1])
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--disk: \"%s\" is not KEY=LOCATION, such as "
                         "scsi0:0=disk.vmdk",
                         text);
  location->location = equals + 1;
  location->key = strndup (text, equals - text);
  return location->key ? 0 : vf_error_nomem (err, "options");
}

struct vf_disk_location *
vf_location_options_parse (const struct vf_option_list *options,
                           struct vf_error *err)
{
  struct vf_disk_location *locations
      = calloc (options->count + 1, sizeof *locations);
  size_t i;

  if (!locations)
    vf_error_nomem (err, "options");
  for (i = 0; locations && i < options->count; i++) {
    if (parse_one (options->items[i], &locations[i], err)) {
      vf_locations_free (locations, i);
      return NULL;
    }
  }
  return locations;
}

void
vf_locations_free (struct vf_disk_location *locations, size_t n)
{
  size_t i;

  for (i = 0; locations && i < n; i++)
    free (locations[i].key);
  free (locations);
}
