/* vmferry: --network, --bridge and --network-map.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/network-options.h"

#include <stdlib.h>

#include "common/error.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/map-file.h"

static int
parse_list (const struct vf_option_list *list, bool is_bridge,
            struct vf_network_maps *maps, struct vf_error *err)
{
  struct vf_network_map map;
  size_t i;

  for (i = 0; i < list->count; i++) {
    if (vf_network_map_parse (list->items[i], is_bridge, &map, err))
      return vf_error_prefix (err, is_bridge ? "--bridge" : "--network");
    if (vf_vector_push (maps, map)) {
      vf_network_map_clear (&map);
      return vf_error_nomem (err, "options");
    }
  }
  return 0;
}

static int
read_map (const char *path, struct vf_network_maps *maps, struct vf_error *err)
{
  CLEANUP_MAP_FILE struct vf_map_file file = { 0 };
  struct vf_network_map map;
  size_t i;

  if (vf_map_file_read (path, &file, err))
    return vf_error_prefix (err, "--network-map");
  for (i = 0; i < file.lines.count; i++) {
    if (vf_map_line_network (&file.lines.items[i], &map, err))
      return vf_error_prefix (err, "--network-map: %s", path);
    if (vf_vector_push (maps, map)) {
      vf_network_map_clear (&map);
      return vf_error_nomem (err, "options");
    }
  }
  return 0;
}

int
vf_network_options_parse (const struct vf_network_options *options,
                          struct vf_network_maps *maps, struct vf_error *err)
{
  if (parse_list (&options->networks, false, maps, err)
      || parse_list (&options->bridges, true, maps, err))
    return -1;
  return options->map ? read_map (options->map, maps, err) : 0;
}

void
vf_network_maps_clear (struct vf_network_maps *maps)
{
  size_t i;

  for (i = 0; i < maps->count; i++)
    vf_network_map_clear (&maps->items[i]);
  free (maps->items);
}
