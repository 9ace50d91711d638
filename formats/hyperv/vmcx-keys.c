/* vmferry: the keys in the tables of a .vmcx: name and value of each, bounded
 * and held against their checksum.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include <zlib.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/hyperv/vmcx-layout.h"
#include "formats/hyperv/vmcx-priv.h"

/* Where a key is, for errors. */
struct place {
  const struct vf_vmcx_keys *table;
  const uint8_t *bytes; /* of the key */
  uint32_t offset;      /* in the table */
  struct vf_vmcx_key header;
  size_t size; /* with all that belongs to it */
};

static int
corrupt (const struct place *place, const char *what, struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "key table %u, key at byte %zu: %s",
                       place->table->index,
                       place->table->offset + place->offset, what);
}

/* How many bytes of the N at VALUE are the value, by its type.
 * Returns: -1 when they do not hold it. */
static int64_t
value_size (uint8_t type, const uint8_t *value, size_t n)
{
  struct vf_le32 length;
  size_t size = 0;

  switch (type) {
  case VF_VMCX_INT:
  case VF_VMCX_UINT:
  case VF_VMCX_DOUBLE:
    size = 8;
    break;
  case VF_VMCX_BOOL:
    size = 4;
    break;
  case VF_VMCX_NODE:
    size = 12;
    break;
  case VF_VMCX_STRING:
  case VF_VMCX_BYTES:
    if (n < sizeof length)
      return -1;
    memcpy (&length, value, sizeof length);
    size = sizeof length + (size_t)vf_le32_get (length);
    break;
  default:
    size = n;
  }
  return size <= n ? (int64_t)size : -1;
}

/* Sets where the value of ENTRY lies when it is outside of the tables. */
static int
follow (struct vf_vmcx *vmcx, const struct place *place,
        struct vf_vmcx_entry *entry, struct vf_error *err)
{
  struct vf_vmcx_reference reference;
  uint64_t offset;

  if (entry->size < sizeof reference)
    return corrupt (place, "is too short for where its value lies", err);
  memcpy (&reference, entry->value, sizeof reference);
  offset = vf_le64_get (reference.offset);
  entry->size = vf_le32_get (reference.size);
  if (!vf_range_inside (offset, entry->size, vmcx->n))
    return corrupt (place, "its value lies outside of the file", err);
  vmcx->elsewhere += entry->size;
  if (vmcx->elsewhere > vmcx->n)
    return corrupt (place, "its value and those before it are more than the "
                           "file holds",
                    err);
  entry->value = vmcx->bytes + offset;
  return 0;
}

/* The checksum of a key whose first USED bytes count, and of a value that
 * lies elsewhere. */
static bool
crc_is_right (const struct place *place, size_t used,
              const struct vf_vmcx_entry *entry)
{
  uint32_t crc = vf_vmcx_crc (place->bytes, used,
                              offsetof (struct vf_vmcx_key, crc));

  if (place->header.flags & VF_VMCX_FLAG_ELSEWHERE)
    crc = (uint32_t)crc32 (crc, entry->value, (unsigned)entry->size);
  return crc == vf_le32_get (place->header.crc);
}

static int
set_value (struct vf_vmcx *vmcx, const struct place *place,
           struct vf_vmcx_entry *entry, struct vf_error *err)
{
  size_t before = sizeof place->header + place->header.name_length;
  int64_t size = (int64_t)sizeof (struct vf_vmcx_reference);

  entry->value = place->bytes + before;
  entry->size = place->size - before;
  if (place->header.flags & VF_VMCX_FLAG_ELSEWHERE) {
    if (follow (vmcx, place, entry, err))
      return -1;
  } else {
    size = value_size (entry->type, entry->value, entry->size);
    if (size < 0)
      return corrupt (place, "its value does not fit into it", err);
    entry->size = (size_t)size;
  }
  if (!crc_is_right (place, before + (size_t)size, entry))
    return corrupt (place, "its checksum is wrong", err);
  if (!(place->header.flags & VF_VMCX_FLAG_ELSEWHERE)
      && (entry->type == VF_VMCX_STRING || entry->type == VF_VMCX_BYTES)) {
    entry->value += sizeof (struct vf_le32);
    entry->size -= sizeof (struct vf_le32);
  }
  if (entry->size > VF_HYPERV_MAX_VALUE)
    return corrupt (place, "its value is longer than 256 KiB", err);
  return 0;
}

static int
read_entry (struct vf_vmcx *vmcx, const struct place *place,
            struct vf_error *err)
{
  const struct vf_vmcx_key *header = &place->header;
  struct vf_vmcx_entry entry = {
    .table = place->table->index,
    .offset = place->offset,
    .parent_table = vf_le16_get (header->parent_table),
    .parent_offset = vf_le32_get (header->parent_offset),
    .insertion = vf_le32_get (header->insertion),
    .type = header->type,
    .name = (const char *)place->bytes + sizeof *header,
  };

  if (!entry.parent_table)
    entry.parent_offset = 0;
  if (!header->name_length
      || header->name_length > place->size - sizeof *header
      || strnlen (entry.name, header->name_length) + 1
             != header->name_length)
    return corrupt (place, "its name does not end where it should", err);
  if (set_value (vmcx, place, &entry, err))
    return -1;
  if (vmcx->entries.count == VF_HYPERV_MAX_KEYS)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d keys",
                         VF_HYPERV_MAX_KEYS);
  if (vf_vector_push (&vmcx->entries, entry))
    return vf_error_nomem (err, "keys");
  return 0;
}

/* Appends the keys of TABLE, which end with one of size 0 or with the table. */
static int
read_table (struct vf_vmcx *vmcx, const struct vf_vmcx_keys *table,
            struct vf_error *err)
{
  const uint8_t *bytes = vmcx->bytes + table->offset;
  struct place place = { .table = table };
  size_t at = sizeof (struct vf_vmcx_table);

  for (; at + sizeof place.header <= table->size; at += place.size) {
    place.offset = (uint32_t)at;
    place.bytes = bytes + at;
    memcpy (&place.header, place.bytes, sizeof place.header);
    place.size = vf_le32_get (place.header.size);
    if (!place.size)
      return 0;
    if (place.size < sizeof place.header || place.size > table->size - at)
      return corrupt (&place, "its size leads out of its table", err);
    if (place.header.type != VF_VMCX_FREE && read_entry (vmcx, &place, err))
      return -1;
  }
  return 0;
}

int
vf_vmcx_find_keys (struct vf_vmcx *vmcx, struct vf_error *err)
{
  size_t i, total = 0;

  for (i = 0; i < vmcx->tables.count; i++) {
    total += vmcx->tables.items[i].size;
    if (total > vmcx->n)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "key table %u: the tables have more bytes than "
                           "the file",
                           vmcx->tables.items[i].index);
    if (read_table (vmcx, &vmcx->tables.items[i], err))
      return -1;
  }
  return 0;
}
