/* vmferry: the step that keeps the names of network interfaces.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_DRIVERS_NETWORK_NAMES_H
#define VF_DRIVERS_NETWORK_NAMES_H

#include <stddef.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_guest;
struct vf_step;
struct vf_target;

/* A name that is to be tied to a network card. */
struct vf_network_link {
  char *file; /* "10-vmferry-ens192.link" */
  char *name; /* "ens192" */
  char *mac;
};

struct vf_network_links {
  struct vf_network_link *items;
  size_t count;
  size_t capacity;
};

/* "network-names": a .link file per interface that the guest's configuration
 * names, by its card's MAC address. */
extern const struct vf_step vf_step_network_names;

/* Which names have to be tied to which cards, those that the guest ties
 * itself left out.  A name like ens192 is the card in slot 192; one name that
 * is left belongs to the one card that is left.
 * Errors:  NOMEM */
int vf_network_links_make (const struct vf_guest *guest,
                           const struct vf_target *target,
                           struct vf_network_links *ret_links,
                           struct vf_error *err);

/* The contents of the .link file.
 * Returns: a malloc'd string, or NULL when memory is out. */
char *vf_network_link_text (const struct vf_network_link *link);

/* Frees all links; the list is empty again. */
void vf_network_links_clear (struct vf_network_links *links);

#define CLEANUP_NETWORK_LINKS VF_CLEANUP (vf_network_links_clear)

#endif
