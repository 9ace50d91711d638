/* vmferry: a .vmcx from its headers to its key tables.
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

enum {
  MAX_OBJECT_TABLES = 64, /* files have one */
  MAX_OBJECTS = 4096,     /* in each; files have 227 */
  MAX_KEY_TABLES = 1024,  /* each has 40 keys or so; files have 8 */
  /* Seen is 4096 only. */
  MIN_HEADER_SIZE = 512,
  MAX_HEADER_SIZE = 1 << 20,
};

uint32_t
vf_vmcx_crc (const uint8_t *bytes, size_t n, size_t crc_at)
{
  static const uint8_t zeros[4];
  unsigned long crc = crc32 (0, bytes, (unsigned)crc_at);

  crc = crc32 (crc, zeros, sizeof zeros);
  return (uint32_t)crc32 (crc, bytes + crc_at + 4, (unsigned)(n - crc_at - 4));
}

/* Copies the header at OFFSET.
 * Errors:  CORRUPT, saying what is wrong with it */
static int
read_header (const struct vf_vmcx *vmcx, size_t offset,
             struct vf_vmcx_header *ret_header, struct vf_error *err)
{
  struct vf_vmcx_header header;
  uint32_t crc;

  if (!vf_range_inside (offset, sizeof header, vmcx->n))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header at byte %zu: the file has %zu bytes", offset,
                         vmcx->n);
  memcpy (&header, vmcx->bytes + offset, sizeof header);
  crc = vf_vmcx_crc (vmcx->bytes + offset, sizeof header,
                     offsetof (struct vf_vmcx_header, crc));
  if (vf_le32_get (header.signature) != VF_VMCX_SIGNATURE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header at byte %zu: signature is 0x%08x, must be "
                         "0x%08x",
                         offset, vf_le32_get (header.signature),
                         VF_VMCX_SIGNATURE);
  if (vf_le32_get (header.crc) != crc)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header at byte %zu: checksum is 0x%08x, must be "
                         "0x%08x",
                         offset, vf_le32_get (header.crc), crc);
  *ret_header = header;
  return 0;
}

static int
check_header (const struct vf_vmcx_header *header, struct vf_error *err)
{
  uint32_t version = vf_le32_get (header->version);
  uint32_t size = vf_le32_get (header->header_size);

  if (version != VF_VMCX_VERSION)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "header: version is 0x%x, must be 0x%x", version,
                         VF_VMCX_VERSION);
  if (size < MIN_HEADER_SIZE || size > MAX_HEADER_SIZE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: its size is %u, must be %d to %d", size,
                         MIN_HEADER_SIZE, MAX_HEADER_SIZE);
  return 0;
}

/* The valid header with the higher sequence. */
static int
choose_header (const struct vf_vmcx *vmcx, struct vf_vmcx_header *ret_header,
               struct vf_error *err)
{
  struct vf_vmcx_header first, second;
  struct vf_error ignored;
  bool has_first = read_header (vmcx, 0, &first, err) == 0;
  bool has_second
      = read_header (vmcx, VF_VMCX_SECOND_HEADER, &second, &ignored) == 0;

  if (!has_first && !has_second)
    return -1;
  if (!has_first
      || (has_second
          && vf_le16_get (second.sequence) > vf_le16_get (first.sequence)))
    *ret_header = second;
  else
    *ret_header = first;
  return check_header (ret_header, err);
}

/* What waits in the log is not in its place: the file is not what it says.
 * How it would be put there has not been seen. */
static int
check_log (const struct vf_vmcx *vmcx, const struct vf_vmcx_header *header,
           struct vf_error *err)
{
  uint64_t offset = vf_le64_get (header->log_offset);
  struct vf_vmcx_log log;

  if (!vf_range_inside (offset, sizeof log, vmcx->n))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "header: the log is at byte %llu, the file has %zu",
                         (unsigned long long)offset, vmcx->n);
  memcpy (&log, vmcx->bytes + offset, sizeof log);
  if (vf_le32_get (log.signature) != VF_VMCX_LOG_SIGNATURE
      || vf_le32_get (log.crc)
             != vf_vmcx_crc (vmcx->bytes + offset, sizeof log,
                             offsetof (struct vf_vmcx_log, crc)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "log at byte %llu: its signature or checksum is "
                         "wrong",
                         (unsigned long long)offset);
  if (vf_le32_get (log.count))
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "log at byte %llu: %u changes were not written to "
                         "their places; start and stop the VM on its host, or "
                         "export it again",
                         (unsigned long long)offset, vf_le32_get (log.count));
  return 0;
}

static int
add_object_table (struct vf_vmcx *vmcx, uint64_t offset, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < vmcx->object_tables.count; i++)
    if (vmcx->object_tables.items[i] == offset)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "object table at byte %llu: is listed twice",
                           (unsigned long long)offset);
  if (vmcx->object_tables.count == MAX_OBJECT_TABLES)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d object tables",
                         MAX_OBJECT_TABLES);
  if (vf_vector_push (&vmcx->object_tables, offset))
    return vf_error_nomem (err, "object tables");
  return 0;
}

/* Keeps a key table unless a newer one with its index is there. */
static int
keep_table (struct vf_vmcx *vmcx, const struct vf_vmcx_keys *table,
            struct vf_error *err)
{
  size_t i;

  for (i = 0; i < vmcx->tables.count; i++) {
    struct vf_vmcx_keys *other = &vmcx->tables.items[i];

    if (other->index != table->index)
      continue;
    if (other->sequence < table->sequence)
      *other = *table;
    return 0;
  }
  if (vmcx->tables.count == MAX_KEY_TABLES)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d key tables",
                         MAX_KEY_TABLES);
  if (vf_vector_push (&vmcx->tables, *table))
    return vf_error_nomem (err, "key tables");
  return 0;
}

static int
add_key_table (struct vf_vmcx *vmcx, uint64_t offset, uint32_t size,
               struct vf_error *err)
{
  const uint8_t *bytes = vmcx->bytes + offset;
  struct vf_vmcx_table header;
  struct vf_vmcx_keys table = { .offset = offset, .size = size };

  if (size < sizeof header)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "key table at byte %llu: has %u bytes, must have at "
                         "least %zu",
                         (unsigned long long)offset, size, sizeof header);
  memcpy (&header, bytes, sizeof header);
  if (vf_le16_get (header.signature) != VF_VMCX_TABLE_SIGNATURE
      || vf_le32_get (header.crc)
             != vf_vmcx_crc (bytes, sizeof header,
                             offsetof (struct vf_vmcx_table, crc)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "key table at byte %llu: its header's signature or "
                         "checksum is wrong",
                         (unsigned long long)offset);
  table.index = vf_le16_get (header.index);
  table.sequence = vf_le16_get (header.sequence);
  if (!table.index)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "key table at byte %llu: its index is 0, which "
                         "means the root",
                         (unsigned long long)offset);
  return keep_table (vmcx, &table, err);
}

static int
read_object (struct vf_vmcx *vmcx, size_t at, struct vf_error *err)
{
  struct vf_vmcx_object object;
  uint64_t offset;
  uint32_t size;

  memcpy (&object, vmcx->bytes + at, sizeof object);
  offset = vf_le64_get (object.offset);
  size = vf_le32_get (object.size);
  if (object.type == VF_VMCX_OBJECT_UNUSED)
    return 0;
  if (vf_le32_get (object.crc)
      != vf_vmcx_crc (vmcx->bytes + at, sizeof object,
                      offsetof (struct vf_vmcx_object, crc)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "object at byte %zu: its checksum is wrong", at);
  if (!object.is_allocated
      || (object.type != VF_VMCX_OBJECT_OBJECTS
          && object.type != VF_VMCX_OBJECT_KEYS))
    return 0;
  if (!vf_range_inside (offset, size, vmcx->n))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "object at byte %zu: names %u bytes at byte %llu, "
                         "the file has %zu",
                         at, size, (unsigned long long)offset, vmcx->n);
  return object.type == VF_VMCX_OBJECT_OBJECTS
             ? add_object_table (vmcx, offset, err)
             : add_key_table (vmcx, offset, size, err);
}

static int
read_object_table (struct vf_vmcx *vmcx, size_t offset, struct vf_error *err)
{
  struct vf_vmcx_objects header;
  uint32_t i, count;

  if (!vf_range_inside (offset, sizeof header, vmcx->n))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "object table at byte %zu: the file has %zu bytes",
                         offset, vmcx->n);
  memcpy (&header, vmcx->bytes + offset, sizeof header);
  count = vf_le32_get (header.count);
  if (vf_le32_get (header.signature) != VF_VMCX_OBJECTS_SIGNATURE)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "object table at byte %zu: signature is 0x%08x, must "
                         "be 0x%08x",
                         offset, vf_le32_get (header.signature),
                         VF_VMCX_OBJECTS_SIGNATURE);
  offset += sizeof header;
  if (count > MAX_OBJECTS
      || count > (vmcx->n - offset) / sizeof (struct vf_vmcx_object))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "object table at byte %zu: has %u objects, must have "
                         "at most %d, all in the file",
                         offset - sizeof header, count, MAX_OBJECTS);
  for (i = 0; i < count; i++)
    if (read_object (vmcx, offset + i * sizeof (struct vf_vmcx_object), err))
      return -1;
  return 0;
}

int
vf_vmcx_find_tables (struct vf_vmcx *vmcx, struct vf_error *err)
{
  struct vf_vmcx_header header;
  size_t i;

  if (choose_header (vmcx, &header, err) || check_log (vmcx, &header, err)
      || add_object_table (
          vmcx, 2 * (uint64_t)vf_le32_get (header.header_size), err))
    return -1;
  for (i = 0; i < vmcx->object_tables.count; i++)
    if (read_object_table (vmcx, vmcx->object_tables.items[i], err))
      return -1;
  return 0;
}
