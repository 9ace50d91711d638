/* vmferry: what of a libvirt domain QEMU refuses when it starts, though
 * libvirt takes it when it is defined.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_DOMAIN_CHECK_H
#define VF_FORMATS_DOMAIN_CHECK_H

#include <stddef.h>

struct vf_error;

/* Checks the devices of the domain in N bytes of XML: that names and places
 * are there but once, that controllers have the ids that are used of them, and
 * that the board has the controllers.
 * Errors:  UNSUPPORTED with the device and the rule that it breaks; CORRUPT,
 *          NOMEM
 * Source:  QEMU 7.2 as it starts, tests/formats/test-domain-refused.sh */
int vf_domain_check_devices (const char *text, size_t n, struct vf_error *err);

#endif
