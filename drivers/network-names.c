/* vmferry: names of network interfaces.  A name like ens192 comes from the
 * slot that VMware's firmware gives to the card; on KVM the card is in
 * another, and the guest's configuration would be for a card that is not
 * there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/network-names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/text.h"
#include "common/vector.h"
#include "drivers/plan.h"
#include "drivers/step.h"
#include "drivers/target.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"

#define LINK_FOLDER "/etc/systemd/network"
/* A VM has at most ten cards; this bounds what follows. */
#define CARDS_MAX 64

/* Which card each name belongs to, while they are told. */
struct match {
  struct vf_text_list names; /* of physical interfaces, each once */
  const struct vf_target_nic *nics[CARDS_MAX]; /* by name; NULL: not told */
  bool is_taken[CARDS_MAX];                    /* by card */
};

/* Names that udev or the kernel gives to network cards; others are bridges,
 * bonds and the like.
 * Source: systemd.net-naming-scheme(7), systemd 252 */
static bool
is_card_name (const char *name)
{
  return (strncmp (name, "en", 2) == 0 || strncmp (name, "eth", 3) == 0)
         && !strpbrk (name, ".:");
}

/* The slot in "ens192", or 0. */
static unsigned
slot_of (const char *name)
{
  unsigned slot = 0;
  int end = 0;

  if (sscanf (name, "ens%5u%n", &slot, &end) != 1 || name[end])
    return 0;
  return slot;
}

static int
collect_names (const struct vf_guest *guest, struct vf_text_list *names,
               struct vf_error *err)
{
  for (size_t i = 0; i < guest->network.interface_count; i++) {
    const char *name = guest->network.interfaces[i].name;

    if (is_card_name (name) && !vf_text_list_has (names, name)
        && names->count < CARDS_MAX
        && vf_text_list_add (names, name, err) == -1)
      return -1;
  }
  return 0;
}

static size_t
card_count (const struct vf_target *target)
{
  return target->nic_count < CARDS_MAX ? target->nic_count : CARDS_MAX;
}

/* The card that the guest itself ties NAME to, or CARDS_MAX. */
static size_t
find_tied (const struct vf_guest *guest, const struct vf_target *target,
           const char *name)
{
  for (size_t i = 0; i < guest->network.link_count; i++) {
    const struct vf_guest_link *link = &guest->network.links[i];

    if (strcmp (link->name, name) != 0)
      continue;
    for (size_t card = 0; card < card_count (target); card++)
      if (target->nics[card].mac
          && strcasecmp (target->nics[card].mac, link->mac) == 0)
        return card;
  }
  return CARDS_MAX;
}

static size_t
find_in_slot (const struct vf_target *target, const char *name)
{
  unsigned slot = slot_of (name);

  for (size_t card = 0; slot && card < card_count (target); card++)
    if (target->nics[card].old_slot == slot)
      return card;
  return CARDS_MAX;
}

static void
match_card (struct match *match, const struct vf_target *target, size_t name,
            size_t card)
{
  if (card == CARDS_MAX || match->is_taken[card])
    return;
  match->is_taken[card] = true;
  match->nics[name] = &target->nics[card];
}

/* The last name without a card gets the last card without a name. */
static void
match_last (struct match *match, const struct vf_target *target)
{
  size_t name = CARDS_MAX;
  size_t card = CARDS_MAX;

  for (size_t i = 0; i < match->names.count; i++)
    if (!match->nics[i]) {
      if (name != CARDS_MAX)
        return;
      name = i;
    }
  for (size_t i = 0; i < card_count (target); i++)
    if (!match->is_taken[i]) {
      if (card != CARDS_MAX)
        return;
      card = i;
    }
  if (name != CARDS_MAX)
    match_card (match, target, name, card);
}

static int
match_all (const struct vf_guest *guest, const struct vf_target *target,
           struct match *match, struct vf_error *err)
{
  if (collect_names (guest, &match->names, err) == -1)
    return -1;
  for (size_t i = 0; i < match->names.count; i++)
    match_card (match, target, i,
                find_tied (guest, target, match->names.items[i]));
  for (size_t i = 0; i < match->names.count; i++)
    if (!match->nics[i])
      match_card (match, target, i,
                  find_in_slot (target, match->names.items[i]));
  match_last (match, target);
  return 0;
}

static int
add_link (const char *name, const char *mac, struct vf_network_links *links,
          struct vf_error *err)
{
  struct vf_network_link link = { .name = strdup (name), .mac = strdup (mac) };

  link.file = vf_text_printf ("10-vmferry-%s.link", name);
  if (!link.name || !link.mac || !link.file
      || vf_vector_push (links, link) == -1) {
    free (link.name);
    free (link.mac);
    free (link.file);
    return vf_error_nomem (err, "a link");
  }
  return 0;
}

int
vf_network_links_make (const struct vf_guest *guest,
                       const struct vf_target *target,
                       struct vf_network_links *ret_links,
                       struct vf_error *err)
{
  CLEANUP_NETWORK_LINKS struct vf_network_links links = { 0 };
  struct match match = { 0 };
  int result = match_all (guest, target, &match, err);

  for (size_t i = 0; result == 0 && i < match.names.count; i++) {
    const char *name = match.names.items[i];

    if (match.nics[i] && match.nics[i]->mac
        && find_tied (guest, target, name) == CARDS_MAX)
      result = add_link (name, match.nics[i]->mac, &links, err);
  }
  vf_text_list_clear (&match.names);
  if (result == -1)
    return -1;
  *ret_links = links;
  memset (&links, 0, sizeof links);
  return 0;
}

void
vf_network_links_clear (struct vf_network_links *links)
{
  for (size_t i = 0; i < links->count; i++) {
    free (links->items[i].file);
    free (links->items[i].name);
    free (links->items[i].mac);
  }
  free (links->items);
  memset (links, 0, sizeof *links);
}

char *
vf_network_link_text (const struct vf_network_link *link)
{
  /* A VLAN or bridge on the card has its MAC as well, but another type. */
  return vf_text_printf ("# Keeps the name that this card had before the "
                         "move to KVM.\n"
                         "[Match]\n"
                         "MACAddress=%s\n"
                         "Type=ether\n"
                         "\n"
                         "[Link]\n"
                         "Name=%s\n",
                         link->mac, link->name);
}

/* Adds what keeps NAME from being tied to NIC, which may be NULL. */
static int
plan_loss (const char *name, const struct vf_target_nic *nic,
           struct vf_plan_item *item, struct vf_error *err)
{
  static const char unknown[] = "%s: not known which network card this is; it "
                                "may have another name";
  static const char untied[] = "%s: the source gives its network card no MAC "
                               "address; the name depends on the slot";

  if (nic && nic->mac)
    return 0;
  return vf_text_list_take (&item->losses,
                            nic ? vf_text_printf (untied, name)
                                : vf_text_printf (unknown, name),
                            err);
}

static int
plan_losses (const struct vf_guest *guest, const struct vf_target *target,
             struct vf_plan_item *item, struct vf_error *err)
{
  struct match match = { 0 };
  int result = match_all (guest, target, &match, err);

  for (size_t i = 0; result == 0 && i < match.names.count; i++)
    result = plan_loss (match.names.items[i], match.nics[i], item, err);
  vf_text_list_clear (&match.names);
  return result;
}

static int
plan (const struct vf_guest *guest, const struct vf_target *target,
      struct vf_plan_item *item, struct vf_error *err)
{
  CLEANUP_NETWORK_LINKS struct vf_network_links links = { 0 };

  if (vf_network_links_make (guest, target, &links, err) == -1
      || plan_losses (guest, target, item, err) == -1)
    return -1;
  for (size_t i = 0; i < links.count; i++)
    if (vf_text_list_take (
            &item->changes,
            vf_text_printf (LINK_FOLDER "/%s: the card with MAC %s is %s",
                            links.items[i].file, links.items[i].mac,
                            links.items[i].name),
            err)
        == -1)
      return -1;
  item->need = links.count ? VF_PLAN_NEEDED : VF_PLAN_NOT_NEEDED;
  item->reason
      = strdup (links.count ? "interfaces are named after the slots of their "
                              "cards, which change"
                            : "no interface's name depends on a card's slot");
  return item->reason ? 0 : vf_error_nomem (err, "the plan");
}

static int
write_link (const struct vf_step_context *context,
            const struct vf_network_link *link, struct vf_text_list *done,
            struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_network_link_text (link);
  CLEANUP_FREE char *path = vf_text_printf (LINK_FOLDER "/%s", link->file);

  if (!text || !path)
    return vf_error_nomem (err, "a link");
  if (vf_appliance_write_file (context->appliance, path, text, strlen (text),
                               err)
      == -1)
    return -1;
  return vf_text_list_take (done, vf_text_printf ("%s: written", path), err);
}

static int
apply (const struct vf_step_context *context, struct vf_text_list *done,
       struct vf_error *err)
{
  CLEANUP_NETWORK_LINKS struct vf_network_links links = { 0 };

  if (vf_network_links_make (context->guest, context->target, &links, err)
          == -1
      || vf_appliance_make_folder (context->appliance, LINK_FOLDER, err) == -1)
    return -1;
  for (size_t i = 0; i < links.count; i++)
    if (write_link (context, &links.items[i], done, err) == -1)
      return -1;
  return 0;
}

const struct vf_step vf_step_network_names = {
  .name = "network-names",
  .summary = "keep the names of network interfaces",
  .plan = plan,
  .apply = apply,
};
