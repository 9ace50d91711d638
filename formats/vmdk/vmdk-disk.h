/* vmferry: VMDK's structures as they lie on disk.  All integers are
 * little-endian; a sector is 512 bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_VMDK_DISK_H
#define VF_FORMATS_VMDK_VMDK_DISK_H

#include "common/endian.h"

/* The first bytes of the kinds of VMDK files. */
#define VF_VMDK_MAGIC_HOSTED "KDMV"
#define VF_VMDK_MAGIC_COWD "COWD"
#define VF_VMDK_MAGIC_SESPARSE "\xbe\xba\xfe\xca\0\0\0"
/* open-vmdk writes its magic in lower case until it has finished. */
#define VF_VMDK_MAGIC_UNFINISHED "kdmv"
/* A change tracking file: magic, version 1, 0, header size 512. */
#define VF_VMDK_MAGIC_CTK "\xa2\x72\x19\xf6\1\0\0\0\0\0\0\0\0\2\0"

enum vf_vmdk_header_flag {
  VF_VMDK_FLAG_NEWLINE_TEST = 1 << 0, /* the four test bytes are valid */
  VF_VMDK_FLAG_REDUNDANT = 1 << 1,    /* rgd_offset is in use */
  VF_VMDK_FLAG_ZERO_GRAINS = 1 << 2,  /* table entry 1 is a zeroed grain */
  VF_VMDK_FLAG_COMPRESSED = 1 << 16,
  VF_VMDK_FLAG_MARKERS = 1 << 17, /* grains and tables have markers */
};

/* In gd_offset: the real header is the footer at the end of the file. */
#define VF_VMDK_GD_AT_END UINT64_MAX

/* The header of a hosted sparse extent, and the footer of a stream.
 * Source:  VMware, Virtual Disk Format 5.0, "Hosted Sparse Extent Header" */
struct vf_vmdk_disk_header {
  char magic[4];                     /* +0x00 "KDMV" */
  struct vf_le32 version;            /* +0x04 1, 2, 3 */
  struct vf_le32 flags;              /* +0x08 */
  struct vf_le64 capacity;           /* +0x0c sectors; 0: no data here */
  struct vf_le64 grain_size;         /* +0x14 sectors, power of two >= 8 */
  struct vf_le64 descriptor_offset;  /* +0x1c sector, 0: none */
  struct vf_le64 descriptor_size;    /* +0x24 sectors */
  struct vf_le32 entries_per_table;  /* +0x2c 512 in all known files */
  struct vf_le64 rgd_offset;         /* +0x30 sector */
  struct vf_le64 gd_offset;          /* +0x38 sector, or GD_AT_END */
  struct vf_le64 overhead;           /* +0x40 sectors before the grains */
  uint8_t unclean_shutdown;          /* +0x48 1 while open for writing */
  char newline_test[4];              /* +0x49 "\n \r\n" */
  struct vf_le16 compress_algorithm; /* +0x4d 0 none, 1 deflate */
  uint8_t pad[433];                  /* +0x4f */
};
VF_ASSERT_OFFSET (struct vf_vmdk_disk_header, capacity, 12);
VF_ASSERT_OFFSET (struct vf_vmdk_disk_header, entries_per_table, 44);
VF_ASSERT_OFFSET (struct vf_vmdk_disk_header, gd_offset, 56);
VF_ASSERT_OFFSET (struct vf_vmdk_disk_header, newline_test, 73);
VF_ASSERT_OFFSET (struct vf_vmdk_disk_header, compress_algorithm, 77);
VF_ASSERT_SIZE (struct vf_vmdk_disk_header, 512);

enum vf_vmdk_marker_type {
  VF_VMDK_MARKER_END = 0,
  VF_VMDK_MARKER_TABLE = 1,
  VF_VMDK_MARKER_DIRECTORY = 2,
  VF_VMDK_MARKER_FOOTER = 3,
};

/* What stands before each thing in a stream.  With a size it is a grain, and
 * its data starts at byte 12, over `type`.
 * Source:  VMware, Virtual Disk Format 5.0, "Markers" */
struct vf_vmdk_disk_marker {
  struct vf_le64 value; /* +0x00 grain: its sector in the guest; else sectors
                           of what follows */
  struct vf_le32 size;  /* +0x08 compressed bytes; 0: not a grain */
  struct vf_le32 type;  /* +0x0c */
};
VF_ASSERT_OFFSET (struct vf_vmdk_disk_marker, type, 12);
VF_ASSERT_SIZE (struct vf_vmdk_disk_marker, 16);

enum { VF_VMDK_GRAIN_MARKER_SIZE = 12 };

#endif
