/* vmferry: the parent locator of a VHDX: keys and values in UTF-16.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/locator.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/charset.h"
#include "common/checked.h"
#include "common/error.h"
#include "formats/vhdx/vhdx-disk.h"

/* b04aefb7-d19e-4a81-b789-25b8e9445913: a VHDX. */
static const struct vf_guid vhdx_type
    = { { 0xb7, 0xef, 0x4a, 0xb0, 0x9e, 0xd1, 0x81, 0x4a, 0xb7, 0x89, 0x25,
          0xb8, 0xe9, 0x44, 0x59, 0x13 } };

/* A text of the item, held to its bounds. */
static char *
take_text (const uint8_t *bytes, uint32_t length, uint32_t at, uint16_t n,
           struct vf_error *err)
{
  if (!vf_range_inside (at, n, length)) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "%u bytes of text at %" PRIu32
                  " do not lie inside its %" PRIu32 " bytes",
                  n, at, length);
    return NULL;
  }
  return vf_charset_from_utf16le (bytes + at, n, err);
}

static int
take_pair (const uint8_t *bytes, uint32_t length,
           const struct vf_vhdx_disk_locator_entry *entry,
           struct vf_vhdx_locator_pair *ret_pair, struct vf_error *err)
{
  ret_pair->key = take_text (bytes, length, vf_le32_get (entry->key_offset),
                             vf_le16_get (entry->key_length), err);
  if (!ret_pair->key)
    return -1;
  ret_pair->value
      = take_text (bytes, length, vf_le32_get (entry->value_offset),
                   vf_le16_get (entry->value_length), err);
  return ret_pair->value ? 0 : -1;
}

/* A key that is there twice says two things. */
static int
check_key (const struct vf_vhdx_locator *locator, size_t i,
           struct vf_error *err)
{
  const char *key = locator->pairs[i].key;
  size_t j;

  for (j = 0; j < i; j++)
    if (strcmp (locator->pairs[j].key, key) == 0)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "key \"%.64s\" is there for the second time", key);
  return 0;
}

static int
take_pairs (const uint8_t *bytes, uint32_t length,
            struct vf_vhdx_locator *locator, unsigned count,
            struct vf_error *err)
{
  struct vf_vhdx_disk_locator_entry entry;
  size_t at = sizeof (struct vf_vhdx_disk_locator);
  unsigned i;

  locator->pairs = calloc (count + 1, sizeof *locator->pairs);
  if (!locator->pairs)
    return vf_error_nomem (err, "the parent locator");
  for (i = 0; i < count; i++, at += sizeof entry) {
    if (!vf_range_inside (at, sizeof entry, length))
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "its %u entries do not fit into its %" PRIu32
                           " bytes",
                           count, length);
    memcpy (&entry, bytes + at, sizeof entry);
    locator->count++;
    if (take_pair (bytes, length, &entry, &locator->pairs[i], err)
        || check_key (locator, i, err))
      return vf_error_prefix (err, "entry %u", i);
  }
  return 0;
}

int
vf_vhdx_locator_decode (const uint8_t *bytes, uint32_t length, uint64_t offset,
                        struct vf_vhdx_locator *ret, struct vf_error *err)
{
  struct vf_vhdx_locator locator = { 0 };
  struct vf_vhdx_disk_locator disk;
  char guid[37];

  memcpy (&disk, bytes, sizeof disk);
  if (!vf_guid_equal (&disk.type, &vhdx_type))
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "parent locator: type at byte %" PRIu64
                         " is %s, which is not known",
                         offset, vf_guid_text (&disk.type, guid));
  if (vf_le16_get (disk.count) > VF_VHDX_MAX_LOCATOR_PAIRS)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "parent locator: entry count at byte %" PRIu64
                         " is %u, the limit is %d",
                         offset + 18, vf_le16_get (disk.count),
                         VF_VHDX_MAX_LOCATOR_PAIRS);
  if (take_pairs (bytes, length, &locator, vf_le16_get (disk.count), err)) {
    vf_vhdx_locator_clear (&locator);
    return vf_error_prefix (err, "parent locator at byte %" PRIu64, offset);
  }
  *ret = locator;
  return 0;
}

const char *
vf_vhdx_locator_get (const struct vf_vhdx_locator *locator, const char *key)
{
  size_t i;

  for (i = 0; i < locator->count; i++)
    if (strcmp (locator->pairs[i].key, key) == 0)
      return locator->pairs[i].value;
  return NULL;
}

void
vf_vhdx_locator_clear (struct vf_vhdx_locator *locator)
{
  size_t i;

  for (i = 0; i < locator->count; i++) {
    free (locator->pairs[i].key);
    free (locator->pairs[i].value);
  }
  free (locator->pairs);
  *locator = (struct vf_vhdx_locator){ 0 };
}
