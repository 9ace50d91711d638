/* vmferry: the MAC address of a NIC, as definitions spell it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_MAC_H
#define VF_FORMATS_MACHINE_MAC_H

#include <stdbool.h>

enum { VF_MAC_SIZE = 18 }; /* "00:50:56:00:00:01" and its end */

/* Sets RET_MAC from TEXT: 12 hexadecimal digits, between bytes ":", "-" or
 * nothing; in lower case with colons.
 * Returns: false when it is no such text, or no address that one card can
 * have: all zeros, or a group's, which libvirt and QEMU refuse
 * Source:  IEEE 802, "individual/group bit" */
bool vf_mac_parse (const char *text, char ret_mac[VF_MAC_SIZE]);

#endif
