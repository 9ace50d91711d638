/* vmferry: the entries of a VHDX's log.  The log is full of remains of older
 * entries, and its end may be torn: nothing counts that is not sound in every
 * part.
 *
 * The structure is checked before the checksum.  Sectors inside an entry start
 * with other signatures than its first, so entries cannot overlap, and looking
 * for one in every sector takes time in proportion to the log.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/log-entry.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/crc32c.h"
#include "common/error.h"
#include "formats/page-cache.h"
#include "formats/vhdx/vhdx-disk.h"

enum {
  DESCRIPTOR_SIZE = sizeof (struct vf_vhdx_disk_log_descriptor),
  DESCRIPTORS_PER_SECTOR = VF_VHDX_LOG_SECTOR / DESCRIPTOR_SIZE,
  /* The header stands in the place of the first descriptors. */
  HEADER_SLOTS = sizeof (struct vf_vhdx_disk_log_header) / DESCRIPTOR_SIZE,
};

/* Reads the sector at byte AT of the log, behind whose end it goes on at the
 * start. */
static int
read_sector (const struct vf_vhdx_log_ring *ring, uint64_t at, void *sector,
             struct vf_error *err)
{
  return vf_page_cache_read (ring->cache, sector, VF_VHDX_LOG_SECTOR,
                             ring->offset + at % ring->length, err);
}

static uint64_t
count_descriptor_sectors (uint32_t count)
{
  return vf_div_up ((uint64_t)HEADER_SLOTS + count, DESCRIPTORS_PER_SECTOR);
}

static int
decode_header (const struct vf_vhdx_log_ring *ring,
               const struct vf_vhdx_disk_log_header *disk, uint64_t offset,
               struct vf_vhdx_log_entry *ret_entry, struct vf_error *err)
{
  struct vf_vhdx_log_entry entry = {
    .offset = offset,
    .length = vf_le32_get (disk->length),
    .tail = vf_le32_get (disk->tail),
    .sequence = vf_le64_get (disk->sequence),
    .count = vf_le32_get (disk->count),
    .flushed_size = vf_le64_get (disk->flushed_size),
    .last_size = vf_le64_get (disk->last_size),
  };

  if (memcmp (disk->signature, "loge", sizeof disk->signature) != 0
      || !vf_guid_equal (&disk->guid, &ring->guid) || entry.sequence == 0
      || entry.length == 0 || entry.length % VF_VHDX_LOG_SECTOR
      || entry.length > ring->length || entry.tail % VF_VHDX_LOG_SECTOR
      || entry.tail >= ring->length
      || count_descriptor_sectors (entry.count)
             > entry.length / VF_VHDX_LOG_SECTOR)
    return vf_error_set (
        err, VF_ERROR_CORRUPT,
        "no entry of the log starts at byte %" PRIu64 " of it", offset);
  *ret_entry = entry;
  return 0;
}

/* Decodes a descriptor; a data descriptor takes the data sector at byte
 * *DATA of the log. */
static int
decode_descriptor (const struct vf_vhdx_log_ring *ring,
                   const struct vf_vhdx_log_entry *entry,
                   const struct vf_vhdx_disk_log_descriptor *disk,
                   uint64_t *data, struct vf_vhdx_log_change *ret_change,
                   struct vf_error *err)
{
  struct vf_vhdx_log_change change = {
    .is_data = memcmp (disk->signature, "desc", sizeof disk->signature) == 0,
    .offset = vf_le64_get (disk->offset),
    .length = VF_VHDX_LOG_SECTOR,
    .sector = ring->offset + *data % ring->length,
  };
  struct vf_le64 length;
  uint64_t end;

  memcpy (change.leading, disk->leading, sizeof change.leading);
  memcpy (change.trailing, disk->trailing, sizeof change.trailing);
  memcpy (&length, disk->leading, sizeof length);
  if (change.is_data)
    *data += VF_VHDX_LOG_SECTOR;
  else
    change.length = vf_le64_get (length);
  if ((!change.is_data
       && memcmp (disk->signature, "zero", sizeof disk->signature) != 0)
      || vf_le64_get (disk->sequence) != entry->sequence
      || change.offset % VF_VHDX_LOG_SECTOR
      || change.length % VF_VHDX_LOG_SECTOR
      || !vf_add_u64 (change.offset, change.length, &end)
      || *data - entry->offset > entry->length)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "the entry at byte %" PRIu64
                         " has a descriptor that cannot be",
                         entry->offset);
  *ret_change = change;
  return 0;
}

int
vf_vhdx_log_entry_visit (const struct vf_vhdx_log_ring *ring,
                         const struct vf_vhdx_log_entry *entry,
                         vf_vhdx_log_visitor *visitor, void *data,
                         struct vf_error *err)
{
  struct vf_vhdx_disk_log_descriptor slots[DESCRIPTORS_PER_SECTOR];
  uint64_t at = entry->offset, slot;
  uint64_t end = HEADER_SLOTS + (uint64_t)entry->count;
  uint64_t next_data
      = at + count_descriptor_sectors (entry->count) * VF_VHDX_LOG_SECTOR;
  struct vf_vhdx_log_change change;

  for (slot = HEADER_SLOTS; slot < end; slot++) {
    if ((slot == HEADER_SLOTS || slot % DESCRIPTORS_PER_SECTOR == 0)
        && read_sector (ring,
                        at + slot / DESCRIPTORS_PER_SECTOR * sizeof slots,
                        slots, err))
      return -1;
    if (decode_descriptor (ring, entry, &slots[slot % DESCRIPTORS_PER_SECTOR],
                           &next_data, &change, err)
        || visitor (&change, data, err))
      return -1;
  }
  if (next_data - at == entry->length)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "the entry at byte %" PRIu64 " has %" PRIu64
                       " bytes, but its descriptors need %" PRIu64,
                       at, entry->length, next_data - at);
}

/* An entry that is looked at. */
struct proof {
  const struct vf_vhdx_log_ring *ring;
  uint64_t sequence;
};

/* Whether the data sector of a change was written with its entry. */
static int
prove_change (const struct vf_vhdx_log_change *change, void *data,
              struct vf_error *err)
{
  const struct proof *proof = data;
  struct vf_vhdx_disk_log_data sector;
  uint64_t sequence;

  if (!change->is_data)
    return 0;
  if (read_sector (proof->ring, change->sector - proof->ring->offset, &sector,
                   err))
    return -1;
  sequence = (uint64_t)vf_le32_get (sector.sequence_high) << 32
             | vf_le32_get (sector.sequence_low);
  if (memcmp (sector.signature, "data", sizeof sector.signature) == 0
      && sequence == proof->sequence)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "the data sector at byte %" PRIu64 " is torn",
                       change->sector);
}

static int
check_seal (const struct vf_vhdx_log_ring *ring,
            const struct vf_vhdx_log_entry *entry, struct vf_error *err)
{
  uint8_t sector[VF_VHDX_LOG_SECTOR];
  struct vf_vhdx_disk_log_header header;
  uint32_t stored = 0, computed = 0;
  uint64_t at;

  for (at = 0; at < entry->length; at += sizeof sector) {
    if (read_sector (ring, entry->offset + at, sector, err))
      return -1;
    if (at == 0) {
      memcpy (&header, sector, sizeof header);
      stored = vf_le32_get (header.checksum);
      header.checksum = vf_le32_make (0);
      memcpy (sector, &header, sizeof header);
    }
    computed = vf_crc32c (computed, sector, sizeof sector);
  }
  if (stored == computed)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "the entry at byte %" PRIu64
                       " has checksum 0x%08" PRIx32
                       ", but its bytes have 0x%08" PRIx32,
                       entry->offset, stored, computed);
}

int
vf_vhdx_log_entry_read (const struct vf_vhdx_log_ring *ring, uint64_t offset,
                        struct vf_vhdx_log_entry *ret_entry,
                        struct vf_error *err)
{
  uint8_t sector[VF_VHDX_LOG_SECTOR];
  struct vf_vhdx_disk_log_header disk;
  struct vf_vhdx_log_entry entry;
  struct proof proof = { .ring = ring };

  if (read_sector (ring, offset, sector, err))
    return -1;
  memcpy (&disk, sector, sizeof disk);
  proof.sequence = vf_le64_get (disk.sequence);
  if (decode_header (ring, &disk, offset, &entry, err)
      || vf_vhdx_log_entry_visit (ring, &entry, prove_change, &proof, err)
      || check_seal (ring, &entry, err)) {
    *ret_entry = (struct vf_vhdx_log_entry){ .length = 0 };
    return err->code == VF_ERROR_CORRUPT ? 0 : -1;
  }
  *ret_entry = entry;
  return 0;
}
