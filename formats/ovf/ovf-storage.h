/* vmferry: what the readers of controllers, disks and their addresses in an
 * OVF share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_STORAGE_H
#define VF_FORMATS_OVF_OVF_STORAGE_H

#include "formats/machine-device.h"
#include "formats/ovf/ovf-item.h"

struct vf_error;
struct vf_machine;
struct vf_machine_disk;
struct vf_ovf;

enum { VF_OVF_MAX_ADDRESS = 999 }; /* of a controller, of a disk on one */

/* The bus of a controller; UNKNOWN when ITEM is none. */
enum vf_bus vf_ovf_bus_of (const struct vf_ovf_item *item);

/* Adds the controllers, and sets `place` of their items: those with numbers
 * first, the others take what is left.
 * Errors:  NOMEM, LIMIT */
int vf_ovf_read_controllers (struct vf_ovf *ovf, struct vf_machine *machine,
                             struct vf_error *err);

/* Sets bus, controller, unit and key of DISK, one of MACHINE's; after the
 * controllers.
 * Errors:  NOMEM */
int vf_ovf_choose_address (struct vf_ovf *ovf, struct vf_ovf_item *item,
                           const struct vf_machine *machine,
                           struct vf_machine_disk *disk, struct vf_error *err);

#endif
