/* vmferry: reading map files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/map-file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "convert/vm/hardware/device-choices.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/network-map.h"
#include "formats/machine.h"

enum {
  MAX_FILE_SIZE = 1 << 20,
  MAX_LINES = 4096, /* a vSwitch has as many ports, and maps are by name */
  MAX_VLAN = 4094,
  MIN_MTU = 68,
  MAX_MTU = 65535,
};

static const char blanks[] = " \t\r\n";

/* A copy of the N bytes at TEXT without the blanks around them. */
static char *
trim (const char *text, size_t n)
{
  while (n && strchr (blanks, *text)) {
    text++;
    n--;
  }
  while (n && strchr (blanks, text[n - 1]))
    n--;
  return strndup (text, n);
}

/* Adds MAP to FILE, which must not have its source yet. */
static int
add_line (struct vf_map_file *file, const struct vf_map_line *map,
          struct vf_error *err)
{
  size_t i;

  for (i = 0; i < file->lines.count; i++)
    if (strcmp (file->lines.items[i].source, map->source) == 0)
      return vf_error_set (err, VF_ERROR_USAGE,
                           "line %u: \"%s\" is in line %u already",
                           map->number, map->source,
                           file->lines.items[i].number);
  if (file->lines.count == MAX_LINES)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d maps", MAX_LINES);
  return vf_vector_push (&file->lines, *map) ? vf_error_nomem (err, "a map")
                                             : 0;
}

/* The N bytes at TEXT, one line without its end. */
static int
parse_line (const char *text, size_t n, unsigned number,
            struct vf_map_file *file, struct vf_error *err)
{
  CLEANUP_FREE char *line = trim (text, n);
  struct vf_map_line map = { .number = number };
  const char *arrow;

  if (!line)
    return vf_error_nomem (err, "a map");
  if (!*line || *line == '#')
    return 0;
  arrow = strstr (line, "->");
  if (!arrow || arrow == line || !arrow[2])
    return vf_error_set (err, VF_ERROR_USAGE,
                         "line %u: \"%s\" must be SOURCE -> TARGET", number,
                         line);
  map.source = trim (line, (size_t)(arrow - line));
  map.target = trim (arrow + 2, strlen (arrow + 2));
  if (!map.source || !map.target)
    vf_error_nomem (err, "a map");
  else if (add_line (file, &map, err) == 0)
    return 0;
  free (map.source);
  free (map.target);
  return -1;
}

int
vf_map_file_parse (const char *text, size_t n, struct vf_map_file *file,
                   struct vf_error *err)
{
  unsigned number = 1;
  const char *end;
  size_t length;

  for (; n; text += length, n -= length, number++) {
    end = memchr (text, '\n', n);
    length = end ? (size_t)(end - text) + 1 : n;
    if (memchr (text, '\0', length))
      return vf_error_set (err, VF_ERROR_USAGE, "line %u: is no text", number);
    if (parse_line (text, length, number, file, err))
      return -1;
  }
  return 0;
}

int
vf_map_file_read (const char *path, struct vf_map_file *file,
                  struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = vf_io_open_file (path, err);
  CLEANUP_FREE char *text = NULL;
  size_t n;

  if (!io || !(text = vf_io_read_all (io, MAX_FILE_SIZE, &n, err)))
    return -1;
  return vf_map_file_parse (text, n, file, err)
             ? vf_error_prefix (err, "%s", path)
             : 0;
}

void
vf_map_file_clear (struct vf_map_file *file)
{
  size_t i;

  for (i = 0; i < file->lines.count; i++) {
    free (file->lines.items[i].source);
    free (file->lines.items[i].target);
  }
  free (file->lines.items);
}

/* Where the last word of TEXT starts, if it is not the first. */
static char *
last_word (char *text)
{
  char *at = text + strlen (text);

  while (at > text && !strchr (" \t", at[-1]))
    at--;
  return at > text ? at : NULL;
}

/* Takes "vlan=N" or "mtu=N" from the end of TEXT.
 * Returns: 1 when it was there, 0 when it was not, -1 on error */
static int
take_word (char *text, struct vf_network_map *map, struct vf_error *err)
{
  char *word = last_word (text);
  uint64_t value;
  bool is_vlan;

  if (!word || !strchr (word, '='))
    return 0;
  is_vlan = strncmp (word, "vlan=", 5) == 0;
  if (!is_vlan && strncmp (word, "mtu=", 4) != 0)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "\"%s\" must be vlan=N or mtu=N", word);
  if (vf_text_parse_u64 (strchr (word, '=') + 1, is_vlan ? 1 : MIN_MTU,
                         is_vlan ? MAX_VLAN : MAX_MTU, &value, err))
    return vf_error_prefix (err, is_vlan ? "vlan" : "mtu");
  if (is_vlan)
    map->vlan = (int)value;
  else
    map->mtu = (unsigned)value;
  while (word > text && strchr (" \t", word[-1]))
    word--;
  *word = '\0';
  return 1;
}

/* Sets the kind and the name from "KIND:NAME". */
static int
set_target (const char *text, struct vf_network_map *map, struct vf_error *err)
{
  const char *colon = strchr (text, ':');
  size_t n = colon ? (size_t)(colon - text) : 0;

  map->is_openvswitch = n == 11 && strncmp (text, "openvswitch", n) == 0;
  map->is_bridge
      = map->is_openvswitch || (n == 6 && strncmp (text, "bridge", n) == 0);
  if (!colon || !colon[1]
      || (!map->is_bridge && (n != 7 || strncmp (text, "network", n) != 0)))
    return vf_error_set (err, VF_ERROR_USAGE,
                         "\"%s\" must be network:NAME, bridge:NAME or "
                         "openvswitch:NAME",
                         text);
  if (map->is_bridge && vf_bridge_name_check (colon + 1, err))
    return -1;
  map->target = strdup (colon + 1);
  return map->target ? 0 : vf_error_nomem (err, "a network");
}

int
vf_map_line_network (const struct vf_map_line *line,
                     struct vf_network_map *ret_map, struct vf_error *err)
{
  CLEANUP_FREE char *words = strdup (line->target);
  struct vf_network_map map = { 0 };
  int taken;

  if (!words)
    return vf_error_nomem (err, "a network");
  while ((taken = take_word (words, &map, err)) > 0)
    ;
  if (taken < 0 || set_target (words, &map, err))
    return vf_error_prefix (err, "line %u", line->number);
  map.source = strdup (line->source);
  if (!map.source) {
    vf_network_map_clear (&map);
    return vf_error_nomem (err, "a network");
  }
  *ret_map = map;
  return 0;
}

static int
fail_address (const struct vf_map_line *line, struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_USAGE,
                       "line %u: \"%s\" is no PCI address, as in "
                       "0000:3b:00.0",
                       line->number, line->target);
}

int
vf_map_line_device (const struct vf_map_line *line,
                    struct vf_device_map *ret_map, struct vf_error *err)
{
  struct vf_device_map map = { .source = line->source };
  int length = 0;

  /* sscanf would take signs, blanks and "0x". */
  if (line->target[strspn (line->target, "0123456789abcdefABCDEF:.")])
    return fail_address (line, err);
  if (sscanf (line->target, "%4x:%2x:%2x.%1x%n", &map.domain, &map.bus,
              &map.slot, &map.function, &length)
      != 4) {
    map.domain = 0;
    if (sscanf (line->target, "%2x:%2x.%1x%n", &map.bus, &map.slot,
                &map.function, &length)
        != 3)
      length = 0;
  }
  if (!length || line->target[length] || map.slot > 31 || map.function > 7)
    return fail_address (line, err);
  *ret_map = map;
  return 0;
}

bool
vf_device_map_is_used (const struct vf_device_map *map,
                       const struct vf_machine *machine)
{
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    if (strcasecmp (machine->devices.items[i].key, map->source) == 0)
      return true;
  return false;
}
