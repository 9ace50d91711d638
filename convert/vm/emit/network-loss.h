/* vmferry: what of a mapping of networks a target cannot express.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_NETWORK_LOSS_H
#define VF_CONVERT_VM_EMIT_NETWORK_LOSS_H

#include <stdbool.h>

struct vf_account;
struct vf_error;
struct vf_hardware_nic;

/* What NICs of a target are connected to. */
struct vf_emit_network {
  const char *word; /* "a bridge" */
  bool is_bridge;
  bool has_vlan; /* the target's NIC tags */
  bool has_mtu;  /* the target's NIC tells the guest, if it is virtio */
};

/* Adds to REPORT what of the mapping of NIC, if it has one, a target of KIND
 * leaves out or takes for something else.
 * Errors:  NOMEM */
int vf_emit_report_map (const struct vf_hardware_nic *nic,
                        const struct vf_emit_network *kind,
                        struct vf_account *report, struct vf_error *err);

#endif
