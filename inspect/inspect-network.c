/* vmferry: the guest's network configuration.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"
#include "inspect/inspect-priv.h"
#include "inspect/netconfig.h"

#define INTERFACES "/etc/network/interfaces"
/* Files that source each other; ifupdown itself has no limit. */
#define SOURCES_MAX 256

typedef int parse_file (const char *text, const char *file,
                        struct vf_guest_network *network,
                        struct vf_error *err);

/* Calls PARSE on each file of FOLDER whose name matches PATTERN. */
static int
parse_folder (struct vf_inspection *in, const char *folder,
              const char *pattern, parse_file *parse, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list names = { 0 };

  if (vf_appliance_list_folder (in->appliance, folder, &names, err) == -1)
    return -1;
  for (size_t i = 0; i < names.count; i++) {
    CLEANUP_FREE char *path = vf_text_printf ("%s/%s", folder, names.items[i]);
    CLEANUP_FREE char *text = NULL;

    if (fnmatch (pattern, names.items[i], 0) != 0)
      continue;
    if (!path)
      return vf_error_nomem (err, "a path");
    if (vf_inspect_text (in, path, &text, err) == -1)
      return -1;
    if (text && parse (text, path, &in->guest->network, err) == -1)
      return -1;
  }
  return 0;
}

/* Adds the files that a source line's pattern means. */
static int
expand (struct vf_inspection *in, const char *pattern,
        struct vf_text_list *files, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list names = { 0 };
  CLEANUP_FREE char *folder = NULL;
  const char *slash = strrchr (pattern, '/');

  if (!slash || pattern[0] != '/')
    folder = strdup ("/etc/network");
  else
    folder = strndup (pattern, (size_t)(slash - pattern));
  if (!folder)
    return vf_error_nomem (err, "a path");
  if (vf_appliance_list_folder (in->appliance, folder, &names, err) == -1)
    return -1;
  for (size_t i = 0; i < names.count; i++) {
    CLEANUP_FREE char *path = vf_text_printf ("%s/%s", folder, names.items[i]);

    if (fnmatch (slash ? slash + 1 : pattern, names.items[i], 0) != 0)
      continue;
    if (path && vf_text_list_has (files, path))
      continue;
    if (vf_text_list_take (files, TAKE (path), err) == -1)
      return -1;
  }
  return 0;
}

static int
read_interfaces_file (struct vf_inspection *in, const char *file,
                      struct vf_text_list *files, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  CLEANUP_TEXT_LIST struct vf_text_list sources = { 0 };
  int found = vf_inspect_text (in, file, &text, err);

  if (found != 1)
    return found;
  in->guest->network.has_ifupdown = true;
  if (vf_ifupdown_parse (text, file, &in->guest->network, &sources, err) == -1)
    return -1;
  for (size_t i = 0; i < sources.count; i++)
    if (expand (in, sources.items[i], files, err) == -1)
      return -1;
  return 0;
}

static int
read_interfaces (struct vf_inspection *in, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list files = { 0 };

  if (vf_text_list_add (&files, INTERFACES, err) == -1)
    return -1;
  /* The list grows while it is read; a file is in it once. */
  for (size_t i = 0; i < files.count && i < SOURCES_MAX; i++) {
    CLEANUP_FREE char *file = strdup (files.items[i]);

    if (!file)
      return vf_error_nomem (err, "a path");
    if (read_interfaces_file (in, file, &files, err) == -1)
      return -1;
  }
  return 0;
}

/* Whether FOLDER has a file that matches PATTERN. */
static int
has_match (struct vf_inspection *in, const char *folder, const char *pattern,
           bool *ret_has, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list names = { 0 };

  if (vf_appliance_list_folder (in->appliance, folder, &names, err) == -1)
    return -1;
  *ret_has = false;
  for (size_t i = 0; i < names.count; i++)
    *ret_has |= fnmatch (pattern, names.items[i], 0) == 0;
  return 0;
}

int
vf_inspect_network (struct vf_inspection *in, struct vf_error *err)
{
  struct vf_guest_network *network = &in->guest->network;

  if (read_interfaces (in, err) == -1
      || parse_folder (in, "/etc/systemd/network", "*.link",
                       vf_link_file_parse, err)
             == -1
      || parse_folder (in, "/etc/udev/rules.d", "*net*.rules",
                       vf_udev_rules_parse, err)
             == -1
      || has_match (in, "/etc/systemd/network", "*.network",
                    &network->has_networkd, err)
             == -1
      || has_match (in, "/etc/netplan", "*.yaml", &network->has_netplan, err)
             == -1)
    return -1;
  return has_match (in, "/etc/NetworkManager/system-connections", "*",
                    &network->has_network_manager, err);
}
