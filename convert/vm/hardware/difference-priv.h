/* vmferry: the parts of the list of what changes, one file each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_DIFFERENCE_PRIV_H
#define VF_CONVERT_VM_HARDWARE_DIFFERENCE_PRIV_H

#include "convert/vm/hardware/difference.h"
#include "convert/vm/hardware/hardware.h"

/* Appends a part, of which SOURCE and TARGET are taken, and may be NULL.
 * Errors:  NOMEM */
int vf_differences_add (struct vf_differences *list, const char *what,
                        char *source, char *target, struct vf_error *err);

/* Appends board, firmware, processor, memory, nodes and identity.
 * Errors:  NOMEM */
int vf_differences_add_board (struct vf_differences *list,
                              const struct vf_hardware *hardware,
                              struct vf_error *err);

/* Appends disks, NICs, screen and all other devices.
 * Errors:  NOMEM */
int vf_differences_add_devices (struct vf_differences *list,
                                const struct vf_hardware *hardware,
                                const struct vf_emit_options *options,
                                const struct vf_account *report,
                                struct vf_error *err);

#endif
