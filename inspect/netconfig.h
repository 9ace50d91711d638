/* vmferry: the guest's network configuration, as text: ifupdown's
 * /etc/network/interfaces, systemd's .link files and udev's naming rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_NETCONFIG_H
#define VF_INSPECT_NETCONFIG_H

#include <stddef.h>

#include "inspect/textlist.h"

struct vf_error;
struct vf_guest_network;

/* Adds the iface stanzas of an interfaces file to NETWORK ("lo" is left out),
 * and the patterns of its source lines to RET_SOURCES.
 * Params:  file - its path in the guest
 * Errors:  NOMEM
 * Source:  interfaces(5), ifupdown 0.8.41 */
int vf_ifupdown_parse (const char *text, const char *file,
                       struct vf_guest_network *network,
                       struct vf_text_list *ret_sources,
                       struct vf_error *err);

/* Adds the name that a .link file gives, if it does so by MAC address.
 * Source:  systemd.link(5), systemd 252 */
int vf_link_file_parse (const char *text, const char *file,
                        struct vf_guest_network *network,
                        struct vf_error *err);

/* Adds the names that udev rules give by MAC address
 * (70-persistent-net.rules).
 * Source:  udev(7), systemd 252 */
int vf_udev_rules_parse (const char *text, const char *file,
                         struct vf_guest_network *network,
                         struct vf_error *err);

/* Frees what NETWORK points to; it is empty again. */
void vf_guest_network_clear (struct vf_guest_network *network);

#endif
