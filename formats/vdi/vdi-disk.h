/* vmferry: VDI's structures as they lie on disk.  All integers are
 * little-endian.
 * Source:  VirtualBox, src/VBox/Storage/VDICore.h; its forum, "All about VDIs"
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VDI_VDI_DISK_H
#define VF_FORMATS_VDI_VDI_DISK_H

#include "common/endian.h"
#include "common/guid.h"

#define VF_VDI_SIGNATURE UINT32_C (0xbeda107f)

/* Pre-header, at byte 0 of all versions. */
struct vf_vdi_disk_preheader {
  char text[64];            /* +0x00 "<<< Oracle VM VirtualBox ... >>>\n" */
  struct vf_le32 signature; /* +0x40 */
  struct vf_le32 version;   /* +0x44 major in the upper half */
};
VF_ASSERT_SIZE (struct vf_vdi_disk_preheader, 72);

struct vf_vdi_disk_geometry {
  struct vf_le32 cylinders;
  struct vf_le32 heads;
  struct vf_le32 sectors;
  struct vf_le32 sector_size; /* bytes */
};

/* Header of versions 1.x, behind the pre-header.  What follows it differs. */
struct vf_vdi_disk_header {
  struct vf_le32 header_size;           /* +0x00 bytes */
  struct vf_le32 type;                  /* +0x04 */
  struct vf_le32 flags;                 /* +0x08 */
  char comment[256];                    /* +0x0c UTF-8 */
  struct vf_le32 table_offset;          /* +0x10c bytes */
  struct vf_le32 data_offset;           /* +0x110 bytes */
  struct vf_vdi_disk_geometry geometry; /* +0x114 no longer used */
  uint8_t reserved[4];                  /* +0x124 */
  struct vf_le64 size;                  /* +0x128 of the disk, bytes */
  struct vf_le32 block_size;            /* +0x130 bytes */
  struct vf_le32 block_extra;           /* +0x134 bytes before each block */
  struct vf_le32 n_blocks;              /* +0x138 */
  struct vf_le32 n_allocated;           /* +0x13c */
  struct vf_guid id;                    /* +0x140 */
  struct vf_guid modification;          /* +0x150 changes with the content */
  struct vf_guid parent;                /* +0x160 */
  struct vf_guid parent_modification;   /* +0x170 */
};
VF_ASSERT_OFFSET (struct vf_vdi_disk_header, table_offset, 0x10c);
VF_ASSERT_OFFSET (struct vf_vdi_disk_header, size, 0x128);
VF_ASSERT_OFFSET (struct vf_vdi_disk_header, id, 0x140);
VF_ASSERT_SIZE (struct vf_vdi_disk_header, 384);

enum vf_vdi_type {
  VF_VDI_DYNAMIC = 1,
  VF_VDI_FIXED = 2,
  VF_VDI_UNDO = 3,
  VF_VDI_DIFFERENCING = 4,
};

/* Entries of the table that are no number of a block in the file. */
#define VF_VDI_ABSENT UINT32_C (0xffffffff) /* ask the parent */
#define VF_VDI_ZERO UINT32_C (0xfffffffe)

#endif
