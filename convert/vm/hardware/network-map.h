/* vmferry: finding the network of the target for a NIC; for emitters.  The
 * maps themselves are in convert/vm/emit/emit.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_NETWORK_MAP_H
#define VF_CONVERT_VM_HARDWARE_NETWORK_MAP_H

#include <stdbool.h>

struct vf_emit_options;
struct vf_error;
struct vf_machine;
struct vf_machine_nic;
struct vf_network_map;

/* The closest map for NIC: by key, else by MAC, else by the network's name,
 * else "*"; NULL when nothing fits. */
const struct vf_network_map *
vf_network_map_find (const struct vf_emit_options *options,
                     const struct vf_machine_nic *nic);

/* The network of NIC in a sentence: "network \"VM Network\"", or where it has
 * no name "its NAT network", "its network (which has no name)".
 * Returns: a malloc'd string. */
char *vf_network_words (const struct vf_machine_nic *nic,
                        struct vf_error *err);

/* Whether MAP means any NIC of MACHINE; "*" is taken to. */
bool vf_network_map_is_used (const struct vf_network_map *map,
                             const struct vf_machine *machine);

/* Checks that NAME may be that of a bridge.
 * Source:  Linux, dev_valid_name
 * Errors:  USAGE */
int vf_bridge_name_check (const char *name, struct vf_error *err);

#endif
