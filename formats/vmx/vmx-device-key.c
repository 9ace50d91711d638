/* vmferry: the devices that the keys of a .vmx name.
 *
 * Devices are found by the keys that exist, however high their numbers, never
 * by counting up; and a device without "present" is a stale left-over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "formats/vmx/vmx-row.h"

/* A number without leading zeros at *AT, which moves behind it.  No VMware
 * product has devices with numbers of four digits. */
static bool
parse_index (const char **at, unsigned *ret_index)
{
  const char *digits = *at;
  unsigned index = 0;

  while (**at >= '0' && **at <= '9') {
    if (*at - digits == 3)
      return false;
    index = index * 10 + (unsigned)(**at - '0');
    (*at)++;
  }
  if (*at == digits || (*digits == '0' && *at - digits > 1))
    return false;
  *ret_index = index;
  return true;
}

/* Whether KEY belongs to a device of the kind WORD. */
static bool
parse_device (const char *key, const char *word, struct vf_vmx_device *device)
{
  const char *at = key + strlen (word);
  unsigned unit;

  if (strncmp (key, word, strlen (word)) || !parse_index (&at, &device->index))
    return false;
  device->unit = -1;
  if (*at == ':') {
    at++;
    if (!parse_index (&at, &unit))
      return false;
    device->unit = (int)unit;
  }
  if (*at != '.' || (size_t)(at - key) + 2 > sizeof device->prefix)
    return false;
  snprintf (device->key, sizeof device->key, "%.*s", (int)(at - key), key);
  snprintf (device->prefix, sizeof device->prefix, "%s.", device->key);
  return true;
}

bool
vf_vmx_next_device (const struct vf_vmx *vmx, const char *word, size_t *cursor,
                    struct vf_vmx_device *ret_device)
{
  char last[sizeof ret_device->prefix] = "";

  if (*cursor)
    memcpy (last, ret_device->prefix, sizeof last);
  for (; *cursor < vmx->index.count; (*cursor)++) {
    const char *key = vmx->entries.items[vmx->index.items[*cursor]].lower;

    if (*last && strncmp (key, last, strlen (last)) == 0)
      continue;
    if (parse_device (key, word, ret_device)) {
      (*cursor)++;
      return true;
    }
  }
  return false;
}

int
vf_vmx_check_present (struct vf_vmx *vmx, const char *prefix,
                      struct vf_error *err)
{
  if (vf_vmx_is_true (vmx, prefix, "present"))
    return vf_vmx_judge (vf_vmx_find (vmx, prefix, "present"), VF_FATE_MAPPED,
                         NULL, err)
               ? -1
               : 1;
  return vf_vmx_judge_rest (vmx, prefix, VF_FATE_IRRELEVANT,
                            "the device is not present", err);
}
