/* vmferry: SESparse, the sparse file of ESX's snapshots on VMFS 6, as it lies
 * on disk.  All integers are little-endian; a sector is 512 bytes.  VMware has
 * not published the format.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_SESPARSE_DISK_H
#define VF_FORMATS_VMDK_SESPARSE_DISK_H

#include "common/endian.h"

#define VF_SESPARSE_MAGIC UINT64_C (0x00000000cafebabe)
#define VF_SESPARSE_VOLATILE_MAGIC UINT64_C (0x00000000cafecafe)
#define VF_SESPARSE_VERSION UINT64_C (0x0000000200000001) /* 2.1 */

/* A part of the file; both in sectors. */
struct vf_sesparse_disk_region {
  struct vf_le64 offset;
  struct vf_le64 size;
};

/* The header that never changes.
 * Source:  QEMU's reader, block/vmdk.c, and files of ESXi */
struct vf_sesparse_disk_header {
  struct vf_le64 magic;                           /* +0x00 */
  struct vf_le64 version;                         /* +0x08 */
  struct vf_le64 capacity;                        /* +0x10 sectors */
  struct vf_le64 grain_size;                      /* +0x18 sectors: 8 */
  struct vf_le64 table_size;                      /* +0x20 sectors: 64 */
  struct vf_le64 flags;                           /* +0x28 0 */
  struct vf_le64 reserved[4];                     /* +0x30 0 */
  struct vf_sesparse_disk_region volatile_header; /* +0x50 */
  struct vf_sesparse_disk_region journal_header;  /* +0x60 */
  struct vf_sesparse_disk_region journal;         /* +0x70 */
  struct vf_sesparse_disk_region directory;       /* +0x80 */
  struct vf_sesparse_disk_region tables;          /* +0x90 */
  struct vf_sesparse_disk_region free_bitmap;     /* +0xa0 */
  struct vf_sesparse_disk_region back_map;        /* +0xb0 */
  struct vf_sesparse_disk_region grains;          /* +0xc0 */
  uint8_t pad[304];                               /* +0xd0 0 */
};
VF_ASSERT_OFFSET (struct vf_sesparse_disk_header, reserved, 48);
VF_ASSERT_OFFSET (struct vf_sesparse_disk_header, volatile_header, 80);
VF_ASSERT_OFFSET (struct vf_sesparse_disk_header, directory, 128);
VF_ASSERT_OFFSET (struct vf_sesparse_disk_header, tables, 144);
VF_ASSERT_OFFSET (struct vf_sesparse_disk_header, grains, 192);
VF_ASSERT_OFFSET (struct vf_sesparse_disk_header, pad, 208);
VF_ASSERT_SIZE (struct vf_sesparse_disk_header, 512);

/* The header that changes while the disk is in use. */
struct vf_sesparse_disk_volatile {
  struct vf_le64 magic;            /* +0x00 */
  struct vf_le64 free_table;       /* +0x08 number of the next grain table */
  struct vf_le64 next_transaction; /* +0x10 */
  struct vf_le64 replay_journal;   /* +0x18 not 0: tables are out of date */
  uint8_t pad[480];                /* +0x20 */
};
VF_ASSERT_OFFSET (struct vf_sesparse_disk_volatile, replay_journal, 24);
VF_ASSERT_SIZE (struct vf_sesparse_disk_volatile, 512);

/* A directory entry: 0, or this in its upper half and a table's number in the
 * lower. */
#define VF_SESPARSE_TABLE_TAG UINT64_C (0x10000000)

/* Bits 60 to 63 of a table entry. */
enum vf_sesparse_grain_type {
  VF_SESPARSE_ABSENT = 0,   /* and all else of the entry is 0 */
  VF_SESPARSE_UNMAPPED = 1, /* by the guest: zeros, whatever a parent holds */
  VF_SESPARSE_ZERO = 2,
  VF_SESPARSE_DATA = 3, /* bits 48 to 59: low bits of the grain's number, bits
                           0 to 47: the rest */
};

#endif
