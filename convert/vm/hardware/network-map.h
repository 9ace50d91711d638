/* vmferry: finding the network of the target for a NIC; for emitters.  The
 * maps themselves are in convert/vm/emit/emit.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_NETWORK_MAP_H
#define VF_CONVERT_VM_HARDWARE_NETWORK_MAP_H

struct vf_emit_options;
struct vf_machine_nic;

/* The closest map for NIC: by key, else by MAC, else by the network's name,
 * else "*"; NULL when nothing fits. */
const struct vf_network_map *
vf_network_map_find (const struct vf_emit_options *options,
                     const struct vf_machine_nic *nic);

#endif
