/* vmferry: qcow2 as it lies on disk.  All numbers are big-endian.
 *
 * Source: QEMU docs/interop/qcow2.txt
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_QCOW2_QCOW2_DISK_H
#define VF_FORMATS_QCOW2_QCOW2_DISK_H

#include "common/endian.h"

#define VF_QCOW2_MAGIC "QFI\xfb"

/* At byte 0.  Version 2 ends before incompatible_features. */
struct vf_qcow2_disk_header {
  uint8_t magic[4];                       /* +0 */
  struct vf_be32 version;                 /* +4: 2 or 3 */
  struct vf_be64 backing_file_offset;     /* +8: bytes, 0 for none */
  struct vf_be32 backing_file_size;       /* +16: bytes, at most 1023 */
  struct vf_be32 cluster_bits;            /* +20: 9 to 21 */
  struct vf_be64 size;                    /* +24: bytes */
  struct vf_be32 crypt_method;            /* +32: 0 none, 1 AES, 2 LUKS */
  struct vf_be32 l1_size;                 /* +36: entries */
  struct vf_be64 l1_table_offset;         /* +40: bytes */
  struct vf_be64 refcount_table_offset;   /* +48: bytes */
  struct vf_be32 refcount_table_clusters; /* +56 */
  struct vf_be32 nb_snapshots;            /* +60 */
  struct vf_be64 snapshots_offset;        /* +64: bytes */
  struct vf_be64 incompatible_features;   /* +72: VF_QCOW2_INCOMPAT_* */
  struct vf_be64 compatible_features;     /* +80 */
  struct vf_be64 autoclear_features;      /* +88: VF_QCOW2_AUTOCLEAR_* */
  struct vf_be32 refcount_order;          /* +96: width is 1 << order bits */
  struct vf_be32 header_length;           /* +100: at least 104, times 8 */
  uint8_t compression_type;               /* +104: 0 deflate, 1 zstd */
  uint8_t padding[7];                     /* +105 */
};

VF_ASSERT_OFFSET (struct vf_qcow2_disk_header, cluster_bits, 20);
VF_ASSERT_OFFSET (struct vf_qcow2_disk_header, l1_table_offset, 40);
VF_ASSERT_OFFSET (struct vf_qcow2_disk_header, snapshots_offset, 64);
VF_ASSERT_OFFSET (struct vf_qcow2_disk_header, incompatible_features, 72);
VF_ASSERT_OFFSET (struct vf_qcow2_disk_header, compression_type, 104);
VF_ASSERT_SIZE (struct vf_qcow2_disk_header, 112);

enum { VF_QCOW2_V2_HEADER_LENGTH = 72, VF_QCOW2_V3_HEADER_LENGTH = 104 };

#define VF_QCOW2_INCOMPAT_DIRTY (UINT64_C (1) << 0)
#define VF_QCOW2_INCOMPAT_CORRUPT (UINT64_C (1) << 1)
#define VF_QCOW2_INCOMPAT_DATA_FILE (UINT64_C (1) << 2)
#define VF_QCOW2_INCOMPAT_COMPRESSION (UINT64_C (1) << 3)
#define VF_QCOW2_INCOMPAT_EXTENDED_L2 (UINT64_C (1) << 4)

#define VF_QCOW2_AUTOCLEAR_BITMAPS (UINT64_C (1) << 0)
#define VF_QCOW2_AUTOCLEAR_RAW_DATA (UINT64_C (1) << 1)

enum { VF_QCOW2_COMPRESSION_DEFLATE = 0, VF_QCOW2_COMPRESSION_ZSTD = 1 };

/* After the header, padded to 8 bytes each, up to one of type END. */
struct vf_qcow2_disk_extension {
  struct vf_be32 type;   /* +0 */
  struct vf_be32 length; /* +4: bytes of data that follow */
};

VF_ASSERT_SIZE (struct vf_qcow2_disk_extension, 8);

#define VF_QCOW2_EXTENSION_END UINT32_C (0)
#define VF_QCOW2_EXTENSION_BACKING_FORMAT UINT32_C (0xe2792aca)
#define VF_QCOW2_EXTENSION_FEATURE_NAMES UINT32_C (0x6803f857)
#define VF_QCOW2_EXTENSION_DATA_FILE UINT32_C (0x44415441)
#define VF_QCOW2_EXTENSION_BITMAPS UINT32_C (0x23852875)

/* One row of the feature name table. */
struct vf_qcow2_disk_feature_name {
  uint8_t kind; /* +0: 0 incompatible, 1 compatible, 2 autoclear */
  uint8_t bit;  /* +1 */
  char name[46];
};

VF_ASSERT_SIZE (struct vf_qcow2_disk_feature_name, 48);

/* Data of the bitmaps extension. */
struct vf_qcow2_disk_bitmaps {
  struct vf_be32 nb_bitmaps;       /* +0 */
  struct vf_be32 reserved;         /* +4 */
  struct vf_be64 directory_size;   /* +8: bytes */
  struct vf_be64 directory_offset; /* +16: bytes */
};

VF_ASSERT_SIZE (struct vf_qcow2_disk_bitmaps, 24);

/* One bitmap of the directory; extra data and the name follow, padded to 8. */
struct vf_qcow2_disk_bitmap {
  struct vf_be64 table_offset; /* +0: bytes */
  struct vf_be32 table_size;   /* +8: entries of 8 bytes */
  struct vf_be32 flags;        /* +12 */
  uint8_t type;                /* +16 */
  uint8_t granularity_bits;    /* +17 */
  struct vf_be16 name_size;    /* +18: bytes */
  struct vf_be32 extra_size;   /* +20: bytes */
};

VF_ASSERT_SIZE (struct vf_qcow2_disk_bitmap, 24);

/* One internal snapshot; extra data, id and name follow, padded to 8. */
struct vf_qcow2_disk_snapshot {
  struct vf_be64 l1_table_offset; /* +0: bytes */
  struct vf_be32 l1_size;         /* +8: entries */
  struct vf_be16 id_size;         /* +12: bytes */
  struct vf_be16 name_size;       /* +14: bytes */
  struct vf_be32 seconds;         /* +16: when it was taken, since 1970 */
  struct vf_be32 nanoseconds;     /* +20 */
  struct vf_be64 vm_clock;        /* +24: nanoseconds the guest had run */
  struct vf_be32 vm_state_size;   /* +32: bytes, unless the extra data says */
  struct vf_be32 extra_size;      /* +36: bytes */
};

VF_ASSERT_OFFSET (struct vf_qcow2_disk_snapshot, vm_clock, 24);
VF_ASSERT_OFFSET (struct vf_qcow2_disk_snapshot, extra_size, 36);
VF_ASSERT_SIZE (struct vf_qcow2_disk_snapshot, 40);

/* The extra data of a snapshot: none in old files, both in version 3. */
struct vf_qcow2_disk_snapshot_extra {
  struct vf_be64 vm_state_size; /* +0: bytes */
  struct vf_be64 disk_size;     /* +8: bytes */
};

VF_ASSERT_SIZE (struct vf_qcow2_disk_snapshot_extra, 16);

/* L1 and L2 entries. */
#define VF_QCOW2_COPIED (UINT64_C (1) << 63)
#define VF_QCOW2_COMPRESSED (UINT64_C (1) << 62)
#define VF_QCOW2_ZERO UINT64_C (1)
#define VF_QCOW2_OFFSET_MASK UINT64_C (0x00fffffffffffe00)

/* Refcount table entries. */
#define VF_QCOW2_REFTABLE_OFFSET_MASK UINT64_C (0xfffffffffffffe00)

#endif
