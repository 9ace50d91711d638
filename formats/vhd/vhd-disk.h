/* vmferry: VHD's structures as they lie on disk.  All integers are big-endian;
 * a checksum is the ones' complement of the sum of a structure's bytes with
 * the checksum field zero.
 * Source:  Microsoft, "Virtual Hard Disk Image Format Specification" 1.0;
 *          blktap's libvhd for what Xen added
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_VHD_DISK_H
#define VF_FORMATS_VHD_VHD_DISK_H

#include "common/endian.h"
#include "common/guid.h"

#define VF_VHD_COOKIE "conectix"
#define VF_VHD_COOKIE_POISONED "v_poison" /* Xen: while a journal is open */
#define VF_VHD_DYNAMIC_COOKIE "cxsparse"
#define VF_VHD_BATMAP_COOKIE "tdbatmap"

enum {
  VF_VHD_OLD_FOOTER_SIZE = 511, /* before Virtual PC 2004 */
  VF_VHD_N_LOCATORS = 8,
};

enum vf_vhd_type {
  VF_VHD_FIXED = 2,
  VF_VHD_DYNAMIC = 3,
  VF_VHD_DIFFERENCING = 4,
};

/* Seconds from 1970 to 2000, where VHD's time starts. */
#define VF_VHD_EPOCH 946684800

/* Footer, the last bytes of the file; a copy stands at byte 0 of a dynamic or
 * differencing disk. */
struct vf_vhd_disk_footer {
  char cookie[8];                 /* +0x00 "conectix" */
  struct vf_be32 features;        /* +0x08 */
  struct vf_be32 version;         /* +0x0c 0x00010000 */
  struct vf_be64 data_offset;     /* +0x10 of the dynamic header, bytes */
  struct vf_be32 timestamp;       /* +0x18 of creation */
  char creator[4];                /* +0x1c "win ", "vpc ", ... */
  struct vf_be32 creator_version; /* +0x20 major, minor */
  char creator_os[4];             /* +0x24 "Wi2k", "Mac " */
  struct vf_be64 original_size;   /* +0x28 bytes */
  struct vf_be64 current_size;    /* +0x30 bytes */
  struct vf_be16 cylinders;       /* +0x38 */
  uint8_t heads;                  /* +0x3a */
  uint8_t sectors;                /* +0x3b per track */
  struct vf_be32 type;            /* +0x3c */
  struct vf_be32 checksum;        /* +0x40 */
  struct vf_guid id;              /* +0x44 */
  uint8_t saved_state;            /* +0x54 */
  uint8_t hidden;                 /* +0x55 of Xen's */
  uint8_t reserved[426];          /* +0x56 */
};
VF_ASSERT_OFFSET (struct vf_vhd_disk_footer, current_size, 48);
VF_ASSERT_OFFSET (struct vf_vhd_disk_footer, checksum, 64);
VF_ASSERT_OFFSET (struct vf_vhd_disk_footer, hidden, 85);
VF_ASSERT_SIZE (struct vf_vhd_disk_footer, 512);

/* Where a parent's name stands. */
struct vf_vhd_disk_locator {
  char code[4];               /* +0x00 "W2ru", "W2ku", "MacX", ... */
  struct vf_be32 data_space;  /* +0x04 sectors, or bytes by many writers */
  struct vf_be32 data_length; /* +0x08 bytes */
  uint8_t reserved[4];        /* +0x0c */
  struct vf_be64 data_offset; /* +0x10 in the file, bytes */
};
VF_ASSERT_OFFSET (struct vf_vhd_disk_locator, data_offset, 16);
VF_ASSERT_SIZE (struct vf_vhd_disk_locator, 24);

/* Header of a dynamic or differencing disk. */
struct vf_vhd_disk_dynamic {
  char cookie[8];                  /* +0x00 "cxsparse" */
  struct vf_be64 next;             /* +0x08 all ones */
  struct vf_be64 table_offset;     /* +0x10 bytes */
  struct vf_be32 version;          /* +0x18 0x00010000 */
  struct vf_be32 n_entries;        /* +0x1c */
  struct vf_be32 block_size;       /* +0x20 bytes */
  struct vf_be32 checksum;         /* +0x24 */
  struct vf_guid parent_id;        /* +0x28 */
  struct vf_be32 parent_timestamp; /* +0x38 */
  uint8_t reserved[4];             /* +0x3c */
  uint8_t parent_name[512];        /* +0x40 UTF-16, big-endian */
  struct vf_vhd_disk_locator locators[VF_VHD_N_LOCATORS]; /* +0x240 */
  uint8_t reserved2[256];                                 /* +0x300 */
};
VF_ASSERT_OFFSET (struct vf_vhd_disk_dynamic, checksum, 36);
VF_ASSERT_OFFSET (struct vf_vhd_disk_dynamic, parent_name, 64);
VF_ASSERT_OFFSET (struct vf_vhd_disk_dynamic, locators, 576);
VF_ASSERT_SIZE (struct vf_vhd_disk_dynamic, 1024);

/* Xen's batmap header, in the first sector behind the table. */
struct vf_vhd_disk_batmap {
  char cookie[8];         /* +0x00 "tdbatmap" */
  struct vf_be64 offset;  /* +0x08 bytes */
  struct vf_be32 size;    /* +0x10 sectors */
  struct vf_be32 version; /* +0x14 */
  uint8_t checksum[4];    /* +0x18 */
  uint8_t marker;         /* +0x1c */
  uint8_t key_cookie;     /* +0x1d 1: the blocks are encrypted */
  uint8_t key_hash[64];   /* +0x1e */
};
VF_ASSERT_OFFSET (struct vf_vhd_disk_batmap, key_cookie, 29);

/* A block that is not in the file. */
#define VF_VHD_ABSENT UINT32_C (0xffffffff)

#endif
