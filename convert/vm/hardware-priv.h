/* vmferry: the parts of the decision what a machine becomes, one file each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_PRIV_H
#define VF_CONVERT_VM_HARDWARE_PRIV_H

#include "convert/vm/hardware.h"

/* UUID, generation id and serial number, in the order of bytes that lets the
 * guest read what it read before.
 * Errors:  NOMEM */
int vf_hardware_set_identity (struct vf_hardware *hardware,
                              const struct vf_emit_options *options,
                              struct vf_account *report, struct vf_error *err);

/* Disks and drives: their buses, places, names and files.
 * Errors:  NOMEM */
int vf_hardware_set_disks (struct vf_hardware *hardware,
                           const struct vf_emit_options *options,
                           struct vf_account *report, struct vf_error *err);

/* NICs, and the networks that the options name for them.
 * Errors:  NOMEM */
int vf_hardware_set_nics (struct vf_hardware *hardware,
                          const struct vf_emit_options *options,
                          struct vf_error *err);

#endif
