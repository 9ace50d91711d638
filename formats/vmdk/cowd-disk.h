/* vmferry: COWD, the sparse file of ESX's snapshots on VMFS 3 to 5
 * (createType vmfsSparse), as it lies on disk.  All integers are
 * little-endian; a sector is 512 bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_COWD_DISK_H
#define VF_FORMATS_VMDK_COWD_DISK_H

#include "common/endian.h"

/* The header.
 * Source:  VMware, Virtual Disk Format 5.0, "ESX Server Sparse Extent Header"
 */
struct vf_cowd_disk_header {
  char magic[4];                   /* +0x00 "COWD" */
  struct vf_le32 version;          /* +0x04 1 */
  struct vf_le32 flags;            /* +0x08 3 in most files */
  struct vf_le32 capacity;         /* +0x0c sectors */
  struct vf_le32 grain_size;       /* +0x10 sectors */
  struct vf_le32 directory_offset; /* +0x14 sector */
  struct vf_le32 n_directory;      /* +0x18 entries, perhaps rounded up */
  struct vf_le32 free_sector;      /* +0x1c the next one to be used */
  char parent_or_geometry[1024]; /* +0x20 not needed: the descriptor has it */
  struct vf_le32 parent_generation; /* +0x420 */
  struct vf_le32 generation;        /* +0x424 */
  char name[60];                    /* +0x428 */
  char description[512];            /* +0x464 */
  struct vf_le32 saved_generation;  /* +0x664 */
  uint8_t reserved[8];              /* +0x668 */
  uint8_t unclean_shutdown;         /* +0x670 1 while open for writing */
  uint8_t pad[399];                 /* +0x671 */
};
VF_ASSERT_OFFSET (struct vf_cowd_disk_header, free_sector, 28);
VF_ASSERT_OFFSET (struct vf_cowd_disk_header, parent_generation, 1056);
VF_ASSERT_OFFSET (struct vf_cowd_disk_header, name, 1064);
VF_ASSERT_OFFSET (struct vf_cowd_disk_header, saved_generation, 1636);
VF_ASSERT_OFFSET (struct vf_cowd_disk_header, unclean_shutdown, 1648);
VF_ASSERT_SIZE (struct vf_cowd_disk_header, 2048);

/* Entries of directory and tables are the sector of what they lead to, in 32
 * bits; 0 for nothing.  Sectors below this one are the header's. */
enum { VF_COWD_HEADER_SECTORS = 4 };

#endif
