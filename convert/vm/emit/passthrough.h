/* vmferry: devices of the source's host, which become devices of the target's
 * where a map names those.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_PASSTHROUGH_H
#define VF_CONVERT_VM_EMIT_PASSTHROUGH_H

#include <stdbool.h>

struct vf_account;
struct vf_device_choices;
struct vf_device_map;
struct vf_error;
struct vf_machine;

enum { VF_PCI_TEXT_SIZE = 16 };

/* The host's device that CHOICES name for the source's KEY, or NULL. */
const struct vf_device_map *
vf_passthrough_find (const struct vf_device_choices *choices, const char *key);

/* Whether MACHINE has a device that CHOICES give another for. */
bool vf_passthrough_has_any (const struct vf_machine *machine,
                             const struct vf_device_choices *choices);

/* The address of MAP's device, as Linux writes it: "0000:3b:00.0". */
void vf_passthrough_address (const struct vf_device_map *map,
                             char text[VF_PCI_TEXT_SIZE]);

/* Adds to REPORT which devices of MACHINE are others here, and which have none.
 * For an emitter that writes those of CHOICES.
 * Errors:  NOMEM */
int vf_passthrough_report (const struct vf_machine *machine,
                           const struct vf_device_choices *choices,
                           struct vf_account *report, struct vf_error *err);

#endif
