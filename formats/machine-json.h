/* vmferry: the parts of a machine as JSON; inside formats only, everyone else
 * calls vf_machine_to_json.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_JSON_H
#define VF_FORMATS_MACHINE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/machine-cpu.h"

struct vf_json;
struct vf_machine;

/* Puts true, false, or null when VALUE is unset. */
void vf_json_put_tristate (struct vf_json *object, const char *key,
                           enum vf_tristate value);

/* Puts VALUE, or null unless IS_KNOWN. */
void vf_json_put_known (struct vf_json *object, const char *key, bool is_known,
                        uint64_t value);

/* Puts controllers, disks, NICs and other devices into OBJECT. */
void vf_machine_put_devices (const struct vf_machine *machine,
                             struct vf_json *object);

#endif
