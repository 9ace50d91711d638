/* vmferry: what changes between the hardware of the source and that of the
 * target, for a person to read: the machine's members beside the decisions of
 * convert/vm/hardware/hardware.h, never beside a definition's text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_DIFFERENCE_H
#define VF_CONVERT_VM_HARDWARE_DIFFERENCE_H

#include "common/vector.h"

struct vf_account;
struct vf_emit_options;
struct vf_error;
struct vf_json;
struct vf_machine;

/* One part of the machine, before and after. */
struct vf_difference {
  char *what;   /* "memory", or a device's key: "scsi0:0" */
  char *source; /* NULL: the source did not say, or had none */
  char *target; /* NULL: it is not there */
};

/* Start it as all zeros. */
struct vf_differences {
  VF_VECTOR (struct vf_difference) items;
};

/* Lists all parts of MACHINE, from the board to the last device.
 * Params:  report - what the emitter said of them
 *          ret - cleared with vf_differences_clear, also on error
 * Errors:  those of vf_hardware_new */
int vf_differences_find (const struct vf_machine *machine,
                         const struct vf_emit_options *options,
                         const struct vf_account *report,
                         struct vf_differences *ret, struct vf_error *err);

/* As a list of {what, source, target}. */
struct vf_json *
vf_differences_to_json (const struct vf_differences *differences);

/* Frees what DIFFERENCES owns; it is empty after it. */
void vf_differences_clear (struct vf_differences *differences);

#endif
