/* vmferry: which of the target's devices a guest has drivers for, from what
 * inspection found, and what the disks are called that follow from it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_GUEST_SUPPORT_H
#define VF_CONVERT_VM_HARDWARE_GUEST_SUPPORT_H

#include "convert/vm/hardware/device-choices.h"

struct vf_conversion;
struct vf_error;
struct vf_guest;
struct vf_machine;

/* What GUEST can drive: NO where no kernel has the driver, unset where it has
 * no kernel that is known; and what it will do as a part of MACHINE, by the
 * steps of a conversion. */
struct vf_guest_support vf_guest_support_of (const struct vf_guest *guest,
                                             const struct vf_machine *machine);

/* Names the disks of CONVERSION as its guest will, by CHOICES and by what the
 * guest supports.
 * Errors:  NOMEM */
int vf_guest_support_name_disks (struct vf_conversion *conversion,
                                 const struct vf_device_choices *choices,
                                 struct vf_error *err);

#endif
