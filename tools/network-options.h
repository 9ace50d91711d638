/* vmferry: --network, --bridge and --network-map, shared by the commands that
 * write a definition.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_NETWORK_OPTIONS_H
#define VF_TOOLS_NETWORK_OPTIONS_H

#include "common/vector.h"
#include "tools/command.h"

struct vf_network_map;

struct vf_network_options {
  struct vf_option_list networks;
  struct vf_option_list bridges;
  const char *map;
};

/* Rows for a command's table; MEMBER is its struct vf_network_options. */
#define VF_NETWORK_OPTION_ROWS(type, member)                                  \
  { "network", 0, VF_OPTION_LIST, "SRC:DST",                                  \
    offsetof (type, member.networks),                                         \
    "connect cards of network SRC to libvirt's network DST", NULL, false },   \
  { "bridge", 0, VF_OPTION_LIST, "SRC:DST", offsetof (type, member.bridges),  \
    "connect cards of network SRC to the host's bridge DST", NULL, false },   \
  { "network-map", 0, VF_OPTION_TEXT, "FILE", offsetof (type, member.map),    \
    "connect cards as this file says", NULL, false }

/* The parsed maps, in the order of the options. */
struct vf_network_maps {
  struct vf_network_map *items;
  size_t count;
  size_t capacity;
};

/* Parses all of OPTIONS into MAPS, which is empty.
 * Owner:   the caller frees it with vf_network_maps_clear, also on error.
 *          Those of the file come last, so that the options go before it.
 * Errors:  USAGE; those of reading the file */
int vf_network_options_parse (const struct vf_network_options *options,
                              struct vf_network_maps *maps,
                              struct vf_error *err);

/* Frees the maps. */
void vf_network_maps_clear (struct vf_network_maps *maps);

#define CLEANUP_NETWORK_MAPS __attribute__ ((cleanup (vf_network_maps_clear)))

#endif
