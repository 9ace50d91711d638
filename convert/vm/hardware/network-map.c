/* vmferry: which network of the target a NIC of the source goes to.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/network-map.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit/emit.h"
#include "formats/machine.h"

enum {
  MAC_LENGTH = 17,       /* of "00:50:56:a0:11:22" */
  MAX_BRIDGE_LENGTH = 15 /* of a name of an interface in Linux */
};

/* Whether TEXT starts with a MAC, behind which it ends or a colon stands. */
static bool
starts_with_mac (const char *text)
{
  size_t i;

  for (i = 0; i < MAC_LENGTH; i++)
    if (!text[i]
        || (i % 3 == 2 ? text[i] != ':'
                       : !strchr ("0123456789abcdefABCDEF", text[i])))
      return false;
  return !text[MAC_LENGTH] || text[MAC_LENGTH] == ':';
}

int
vf_bridge_name_check (const char *name, struct vf_error *err)
{
  size_t n = strlen (name);

  if (n && n <= MAX_BRIDGE_LENGTH && strcspn (name, " \t\n\v\f\r/:") == n
      && strcmp (name, ".") != 0 && strcmp (name, "..") != 0)
    return 0;
  return vf_error_set (err, VF_ERROR_USAGE,
                       "\"%s\" is no bridge, whose name has 1 to %d bytes "
                       "without blanks, slashes and colons",
                       name, MAX_BRIDGE_LENGTH);
}

int
vf_network_map_parse (const char *text, bool is_bridge,
                      struct vf_network_map *ret_map, struct vf_error *err)
{
  struct vf_network_map map = { .is_bridge = is_bridge };
  bool has_mac = starts_with_mac (text);
  const char *colon = has_mac ? text + MAC_LENGTH : strrchr (text, ':');
  const char *target = colon && *colon ? colon + 1 : has_mac ? "" : text;

  if (!*target)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "\"%s\" names no target, must be SOURCE:TARGET",
                         text);
  if (is_bridge && vf_bridge_name_check (target, err))
    return -1;
  map.source = colon && colon > text ? strndup (text, (size_t)(colon - text))
                                     : strdup ("*");
  map.target = strdup (target);
  if (!map.source || !map.target) {
    vf_network_map_clear (&map);
    return vf_error_nomem (err, "a network");
  }
  *ret_map = map;
  return 0;
}

void
vf_network_map_clear (struct vf_network_map *map)
{
  free (map->source);
  free (map->target);
  *map = (struct vf_network_map){ 0 };
}

/* How closely SOURCE means NIC: 0 not at all. */
static int
closeness (const char *source, const struct vf_machine_nic *nic)
{
  if (strcasecmp (source, nic->key) == 0)
    return 4;
  if (nic->mac[0] && strcasecmp (source, nic->mac) == 0)
    return 3;
  if ((nic->network && strcmp (source, nic->network) == 0)
      || (nic->network_id && strcmp (source, nic->network_id) == 0))
    return 2;
  return strcmp (source, "*") == 0;
}

const struct vf_network_map *
vf_network_map_find (const struct vf_emit_options *options,
                     const struct vf_machine_nic *nic)
{
  const struct vf_network_map *best = NULL;
  int score, best_score = 0;
  size_t i;

  for (i = 0; i < options->n_networks; i++) {
    score = closeness (options->networks[i].source, nic);
    if (score > best_score) {
      best_score = score;
      best = &options->networks[i];
    }
  }
  return best;
}

bool
vf_network_map_is_used (const struct vf_network_map *map,
                        const struct vf_machine *machine)
{
  bool is_used = strcmp (map->source, "*") == 0;
  size_t i;

  for (i = 0; i < machine->nics.count && !is_used; i++)
    is_used = closeness (map->source, &machine->nics.items[i]);
  return is_used;
}

char *
vf_network_words (const struct vf_machine_nic *nic, struct vf_error *err)
{
  static const char *const kinds[] = {
    [VF_NETWORK_BRIDGED] = "its bridged network",
    [VF_NETWORK_NAT] = "its NAT network",
    [VF_NETWORK_HOSTONLY] = "its host-only network",
    [VF_NETWORK_NONE] = "its network (there is none)",
  };
  const char *kind = nic->network_kind < sizeof kinds / sizeof *kinds
                         ? kinds[nic->network_kind]
                         : NULL;
  char *words;

  if (nic->network && *nic->network)
    words = vf_text_printf ("network \"%s\"", nic->network);
  else
    words = strdup (kind ? kind : "its network (which has no name)");
  if (!words)
    vf_error_nomem (err, "a network");
  return words;
}
