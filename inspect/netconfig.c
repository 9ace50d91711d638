/* vmferry: reading network configuration.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/netconfig.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "inspect/guest.h"
#include "inspect/lines.h"

static void
interface_clear (struct vf_guest_interface *interface)
{
  free (interface->name);
  free (interface->family);
  free (interface->method);
  free (interface->address);
  free (interface->netmask);
  free (interface->gateway);
  free (interface->file);
}

static void
link_clear (struct vf_guest_link *link)
{
  free (link->file);
  free (link->mac);
  free (link->name);
}

void
vf_guest_network_clear (struct vf_guest_network *network)
{
  for (size_t i = 0; i < network->interface_count; i++)
    interface_clear (&network->interfaces[i]);
  free (network->interfaces);
  for (size_t i = 0; i < network->link_count; i++)
    link_clear (&network->links[i]);
  free (network->links);
  memset (network, 0, sizeof *network);
}

static char *
dup_word (struct vf_slice *rest)
{
  struct vf_slice word;

  return vf_slice_next_word (rest, &word) ? vf_slice_dup (word) : strdup ("");
}

/* "iface NAME FAMILY METHOD"; REST is what follows the first word. */
static int
add_interface (struct vf_slice rest, const char *file, unsigned line,
               struct vf_guest_network *network, struct vf_error *err)
{
  size_t count = network->interface_count;
  struct vf_guest_interface *items;
  struct vf_guest_interface interface = { .line = line };

  interface.name = dup_word (&rest);
  interface.family = dup_word (&rest);
  interface.method = dup_word (&rest);
  interface.file = strdup (file);
  items = reallocarray (network->interfaces, count + 1, sizeof *items);
  if (items)
    network->interfaces = items;
  if (!items || !interface.name || !interface.family || !interface.method
      || !interface.file) {
    interface_clear (&interface);
    return vf_error_nomem (err, "a network interface");
  }
  items[count] = interface;
  network->interface_count++;
  return 0;
}

/* An option of the stanza that is open; the first of several counts. */
static void
read_option (struct vf_guest_interface *interface, struct vf_slice key,
             struct vf_slice value)
{
  char **field = vf_slice_is (key, "address")   ? &interface->address
                 : vf_slice_is (key, "netmask") ? &interface->netmask
                 : vf_slice_is (key, "gateway") ? &interface->gateway
                                                : NULL;

  if (field && !*field)
    *field = vf_slice_dup (vf_slice_trim (value));
}

static bool
starts_stanza (struct vf_slice word)
{
  return vf_slice_is (word, "auto") || vf_slice_is (word, "mapping")
         || vf_slice_is (word, "rename") || vf_slice_is (word, "iface")
         || vf_slice_is (word, "no-auto-down")
         || vf_slice_is (word, "no-scripts")
         || vf_slice_starts_with (word, "allow-")
         || vf_slice_starts_with (word, "source");
}

static int
add_source (struct vf_slice word, struct vf_slice rest,
            struct vf_text_list *sources, struct vf_error *err)
{
  CLEANUP_FREE char *pattern = vf_slice_dup (vf_slice_trim (rest));

  if (!pattern)
    return vf_error_nomem (err, "a source line");
  if (!vf_slice_is (word, "source-directory"))
    return vf_text_list_add (sources, pattern, err);
  rest.length = strlen (pattern);
  pattern = realloc (pattern, rest.length + 3);
  if (!pattern)
    return vf_error_nomem (err, "a source line");
  strcpy (pattern + rest.length, "/*");
  return vf_text_list_add (sources, pattern, err);
}

int
vf_ifupdown_parse (const char *text, const char *file,
                   struct vf_guest_network *network,
                   struct vf_text_list *ret_sources, struct vf_error *err)
{
  struct vf_lines lines = { text, 0 };
  struct vf_slice line, word;
  bool is_open = false;

  while (vf_lines_next (&lines, &line)) {
    if (!vf_slice_next_word (&line, &word) || word.start[0] == '#')
      continue;
    if (!starts_stanza (word)) {
      if (is_open)
        read_option (&network->interfaces[network->interface_count - 1], word,
                     line);
      continue;
    }
    is_open = vf_slice_is (word, "iface")
              && !vf_slice_starts_with (vf_slice_trim (line), "lo ");
    if (is_open
        && add_interface (line, file, lines.number, network, err) == -1)
      return -1;
    if (vf_slice_starts_with (word, "source")
        && add_source (word, line, ret_sources, err) == -1)
      return -1;
  }
  return 0;
}

/* Adds a link; takes MAC and NAME, whatever happens. */
static int
add_link (char *mac, char *name, const char *file,
          struct vf_guest_network *network, struct vf_error *err)
{
  struct vf_guest_link link = { .mac = mac, .name = name };
  size_t count = network->link_count;
  struct vf_guest_link *items;

  link.file = strdup (file);
  items = reallocarray (network->links, count + 1, sizeof *items);
  if (items)
    network->links = items;
  if (!items || !link.file || !mac || !name) {
    link_clear (&link);
    return vf_error_nomem (err, "a link");
  }
  for (char *c = mac; *c; c++)
    *c = *c == '-' ? ':' : (char)tolower ((unsigned char)*c);
  items[count] = link;
  network->link_count++;
  return 0;
}

int
vf_link_file_parse (const char *text, const char *file,
                    struct vf_guest_network *network, struct vf_error *err)
{
  CLEANUP_FREE char *mac = vf_lines_value (text, "MACAddress");
  CLEANUP_FREE char *permanent = vf_lines_value (text, "PermanentMACAddress");
  CLEANUP_FREE char *name = vf_lines_value (text, "Name");

  if (!name || (!mac && !permanent))
    return 0;
  return add_link (mac ? TAKE (mac) : TAKE (permanent), TAKE (name), file,
                   network, err);
}

/* The value of KEY (with its operator) in a line of rules. */
static char *
rule_value (struct vf_slice line, const char *key)
{
  const char *at = memmem (line.start, line.length, key, strlen (key));
  const char *value = at ? at + strlen (key) : NULL;
  const char *end
      = value ? memchr (value, '"',
                        (size_t)(line.start + line.length - value))
              : NULL;

  return end ? strndup (value, (size_t)(end - value)) : NULL;
}

int
vf_udev_rules_parse (const char *text, const char *file,
                     struct vf_guest_network *network, struct vf_error *err)
{
  struct vf_lines lines = { text, 0 };
  struct vf_slice line;

  while (vf_lines_next (&lines, &line)) {
    CLEANUP_FREE char *mac = NULL;
    CLEANUP_FREE char *name = NULL;

    if (!line.length || line.start[0] == '#')
      continue;
    mac = rule_value (line, "ATTR{address}==\"");
    name = rule_value (line, " NAME=\"");
    if (mac && name
        && add_link (TAKE (mac), TAKE (name), file, network, err) == -1)
      return -1;
  }
  return 0;
}
