/* vmferry: VHDX's structures as they lie on disk.  All integers are
 * little-endian; checksums are CRC-32C over the whole structure with the
 * checksum field zero.
 * Source:  [MS-VHDX] 2.0
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHDX_VHDX_DISK_H
#define VF_FORMATS_VHDX_VHDX_DISK_H

#include "common/endian.h"
#include "common/guid.h"

/* Where the fixed structures lie, in bytes; everything else starts at a
 * multiple of a MiB, behind the first. */
enum {
  VF_VHDX_HEADER_1 = 64 * 1024,
  VF_VHDX_HEADER_2 = 128 * 1024,
  VF_VHDX_REGION_TABLE_1 = 192 * 1024,
  VF_VHDX_REGION_TABLE_2 = 256 * 1024,
  VF_VHDX_TABLE_SIZE = 64 * 1024, /* of a region table, a metadata table */
  VF_VHDX_MIB = 1024 * 1024,
};

#define VF_VHDX_SIGNATURE "vhdxfile"

/* File type identifier, at byte 0.  [MS-VHDX] 2.2.1 */
struct vf_vhdx_disk_identifier {
  char signature[8];    /* +0x00 "vhdxfile" */
  uint8_t creator[512]; /* +0x08 UTF-16, may be empty */
};
VF_ASSERT_OFFSET (struct vf_vhdx_disk_identifier, creator, 8);

/* Header.  [MS-VHDX] 2.2.2 */
struct vf_vhdx_disk_header {
  char signature[4];              /* +0x00 "head" */
  struct vf_le32 checksum;        /* +0x04 */
  struct vf_le64 sequence;        /* +0x08 the greater is current */
  struct vf_guid file_write_guid; /* +0x10 */
  struct vf_guid data_write_guid; /* +0x20 */
  struct vf_guid log_guid;        /* +0x30 zero: the log is empty */
  struct vf_le16 log_version;     /* +0x40 0 */
  struct vf_le16 version;         /* +0x42 1 */
  struct vf_le32 log_length;      /* +0x44 bytes, multiple of 1 MiB */
  struct vf_le64 log_offset;      /* +0x48 byte, multiple of 1 MiB */
  uint8_t reserved[4016];         /* +0x50 */
};
VF_ASSERT_OFFSET (struct vf_vhdx_disk_header, log_guid, 48);
VF_ASSERT_OFFSET (struct vf_vhdx_disk_header, log_offset, 72);
VF_ASSERT_SIZE (struct vf_vhdx_disk_header, 4096);

/* Region table.  [MS-VHDX] 2.2.3 */
struct vf_vhdx_disk_region_header {
  char signature[4];       /* +0x00 "regi" */
  struct vf_le32 checksum; /* +0x04 over 64 KiB */
  struct vf_le32 count;    /* +0x08 of entries, at most 2047 */
  uint8_t reserved[4];     /* +0x0c */
};
VF_ASSERT_SIZE (struct vf_vhdx_disk_region_header, 16);

enum { VF_VHDX_REGION_REQUIRED = 1 << 0 };

#define VF_VHDX_REGION_BAT "2dc27766-f623-4200-9d64-115e9bfd4a08"
#define VF_VHDX_REGION_METADATA "8b7ca206-4790-4b9a-b8fe-575f050f886e"

struct vf_vhdx_disk_region {
  struct vf_guid guid;   /* +0x00 */
  struct vf_le64 offset; /* +0x10 byte, multiple of 1 MiB */
  struct vf_le32 length; /* +0x18 bytes, multiple of 1 MiB */
  struct vf_le32 flags;  /* +0x1c bit 0: required */
};
VF_ASSERT_OFFSET (struct vf_vhdx_disk_region, length, 24);
VF_ASSERT_SIZE (struct vf_vhdx_disk_region, 32);

/* Metadata table.  [MS-VHDX] 2.6.1 */
struct vf_vhdx_disk_metadata_header {
  char signature[8];     /* +0x00 "metadata" */
  uint8_t reserved[2];   /* +0x08 */
  struct vf_le16 count;  /* +0x0a of entries, at most 2047 */
  uint8_t reserved2[20]; /* +0x0c */
};
VF_ASSERT_OFFSET (struct vf_vhdx_disk_metadata_header, count, 10);
VF_ASSERT_SIZE (struct vf_vhdx_disk_metadata_header, 32);

enum vf_vhdx_item_flag {
  VF_VHDX_ITEM_USER = 1 << 0,
  VF_VHDX_ITEM_VIRTUAL_DISK = 1 << 1,
  VF_VHDX_ITEM_REQUIRED = 1 << 2,
};

#define VF_VHDX_ITEM_PARAMETERS "caa16737-fa36-4d43-b3b6-33f0aa44e76b"
#define VF_VHDX_ITEM_SIZE "2fa54224-cd1b-4876-b211-5dbed83bf4b8"
#define VF_VHDX_ITEM_LOGICAL_SECTOR "8141bf1d-a96f-4709-ba47-f233a8faab5f"
#define VF_VHDX_ITEM_PHYSICAL_SECTOR "cda348c7-445d-4471-9cc9-e9885251c556"
#define VF_VHDX_ITEM_DISK_ID "beca12ab-b2e6-4523-93ef-c309e000c746"

struct vf_vhdx_disk_item {
  struct vf_guid guid;   /* +0x00 */
  struct vf_le32 offset; /* +0x10 in the region, at least 64 KiB */
  struct vf_le32 length; /* +0x14 bytes, at most 1 MiB */
  struct vf_le32 flags;  /* +0x18 */
  uint8_t reserved[4];   /* +0x1c */
};
VF_ASSERT_OFFSET (struct vf_vhdx_disk_item, flags, 24);
VF_ASSERT_SIZE (struct vf_vhdx_disk_item, 32);

/* [MS-VHDX] 2.6.2.1, 2.6.2.2; bytes. */
#define VF_VHDX_MIN_BLOCK (UINT32_C (1) << 20)
#define VF_VHDX_MAX_BLOCK (UINT32_C (1) << 28)
#define VF_VHDX_MAX_SIZE (UINT64_C (64) << 40)

enum vf_vhdx_file_flag {
  VF_VHDX_LEAVE_ALLOCATED = 1 << 0, /* what "fixed" means */
  VF_VHDX_HAS_PARENT = 1 << 1,
};

/* File parameters.  [MS-VHDX] 2.6.2.1 */
struct vf_vhdx_disk_parameters {
  struct vf_le32 block_size; /* +0x00 bytes, power of two, 1 to 256 MiB */
  struct vf_le32 flags;      /* +0x04 */
};
VF_ASSERT_SIZE (struct vf_vhdx_disk_parameters, 8);

/* Parent locator.  [MS-VHDX] 2.6.2.6 */
struct vf_vhdx_disk_locator {
  struct vf_guid type;  /* +0x00 */
  uint8_t reserved[2];  /* +0x10 */
  struct vf_le16 count; /* +0x12 of entries */
};
VF_ASSERT_SIZE (struct vf_vhdx_disk_locator, 20);

struct vf_vhdx_disk_locator_entry {
  struct vf_le32 key_offset;   /* +0x00 in the item */
  struct vf_le32 value_offset; /* +0x04 */
  struct vf_le16 key_length;   /* +0x08 bytes of UTF-16 */
  struct vf_le16 value_length; /* +0x0a */
};
VF_ASSERT_SIZE (struct vf_vhdx_disk_locator_entry, 12);

enum { VF_VHDX_LOG_SECTOR = 4096 };

/* Log entry: this, its descriptors, zeros up to a whole sector, and then a
 * data sector for each data descriptor.  The checksum is over all of it.
 * [MS-VHDX] 2.3.1.1 */
struct vf_vhdx_disk_log_header {
  char signature[4];           /* +0x00 "loge" */
  struct vf_le32 checksum;     /* +0x04 */
  struct vf_le32 length;       /* +0x08 bytes, multiple of a sector */
  struct vf_le32 tail;         /* +0x0c byte in the log of the oldest entry
                                        that was needed at that time */
  struct vf_le64 sequence;     /* +0x10 not 0 */
  struct vf_le32 count;        /* +0x18 of descriptors */
  uint8_t reserved[4];         /* +0x1c */
  struct vf_guid guid;         /* +0x20 as in the header of the file */
  struct vf_le64 flushed_size; /* +0x30 of the file, at least, on disk */
  struct vf_le64 last_size;    /* +0x38 of the file, at least, afterwards */
};
VF_ASSERT_OFFSET (struct vf_vhdx_disk_log_header, guid, 32);
VF_ASSERT_OFFSET (struct vf_vhdx_disk_log_header, last_size, 56);
VF_ASSERT_SIZE (struct vf_vhdx_disk_log_header, 64);

/* Zero descriptor or data descriptor.  [MS-VHDX] 2.3.1.2, 2.3.1.3 */
struct vf_vhdx_disk_log_descriptor {
  char signature[4];       /* +0x00 "zero" or "desc" */
  uint8_t trailing[4];     /* +0x04 desc: the last bytes of the sector */
  uint8_t leading[8];      /* +0x08 desc: its first bytes; zero: the length,
                                    multiple of a sector */
  struct vf_le64 offset;   /* +0x10 byte in the file, multiple of a sector */
  struct vf_le64 sequence; /* +0x18 as in the entry */
};
VF_ASSERT_OFFSET (struct vf_vhdx_disk_log_descriptor, offset, 16);
VF_ASSERT_SIZE (struct vf_vhdx_disk_log_descriptor, 32);

/* Data sector.  The sequence number where the bytes are that stand in the
 * descriptor shows whether all of it was written.  [MS-VHDX] 2.3.1.4 */
struct vf_vhdx_disk_log_data {
  char signature[4];            /* +0x000 "data" */
  struct vf_le32 sequence_high; /* +0x004 */
  uint8_t bytes[4084];          /* +0x008 */
  struct vf_le32 sequence_low;  /* +0xffc */
};
VF_ASSERT_SIZE (struct vf_vhdx_disk_log_data, VF_VHDX_LOG_SECTOR);

/* A sector bitmap of 1 MiB has so many bits; the sectors are a chunk of the
 * disk.  [MS-VHDX] 2.4 */
#define VF_VHDX_SECTORS_PER_CHUNK (UINT64_C (1) << 23)

/* Block allocation table entry: state in bits 0 to 2, and the offset in the
 * file, a multiple of a MiB, in bits 20 to 63.  [MS-VHDX] 2.5.1 */
enum vf_vhdx_block_state {
  VF_VHDX_NOT_PRESENT = 0,
  VF_VHDX_UNDEFINED = 1,
  VF_VHDX_ZERO = 2,
  VF_VHDX_UNMAPPED = 3,
  VF_VHDX_OLD_UNMAPPED = 5, /* of drafts of the format */
  VF_VHDX_PRESENT = 6,
  VF_VHDX_PARTIALLY_PRESENT = 7,
};
#define VF_VHDX_BAT_STATE UINT64_C (0x7)
#define VF_VHDX_BAT_RESERVED UINT64_C (0xffff8)
#define VF_VHDX_BAT_OFFSET (~UINT64_C (0xfffff))

#endif
