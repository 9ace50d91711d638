/* vmferry: the container of a .vmcx as it lies on disk (a .VMRS has the same).
 * All numbers are little-endian, nothing is aligned, and each checksum is
 * CRC-32 over its structure with the checksum itself as zero.
 *
 * Source: the structures that dissect.hypervisor names, held against three
 * files that Hyper-V wrote
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_VMCX_LAYOUT_H
#define VF_FORMATS_HYPERV_VMCX_LAYOUT_H

#include "common/endian.h"

enum {
  VF_VMCX_SIGNATURE = 0x01282014,
  VF_VMCX_VERSION = 0x400,
  VF_VMCX_SECOND_HEADER = 0x1000, /* the other one is at 0 */

  VF_VMCX_OBJECTS_SIGNATURE = 0x01110001,
  VF_VMCX_LOG_SIGNATURE = 0x01110003,
  VF_VMCX_TABLE_SIGNATURE = 2,
};

/* Of the two, the valid one with the higher sequence counts. */
struct vf_vmcx_header {
  struct vf_le32 signature;
  struct vf_le32 crc;
  struct vf_le16 sequence;
  struct vf_le32 version;
  struct vf_le64 unknown;
  struct vf_le32 alignment;
  struct vf_le64 log_offset;
  struct vf_le64 log_size;
  struct vf_le32 header_size; /* the object table is at twice that */
};
VF_ASSERT_OFFSET (struct vf_vmcx_header, log_offset, 26);
VF_ASSERT_SIZE (struct vf_vmcx_header, 46);

struct vf_vmcx_objects {
  struct vf_le32 signature;
  struct vf_le32 count;
};
VF_ASSERT_SIZE (struct vf_vmcx_objects, 8);

enum vf_vmcx_object_type {
  VF_VMCX_OBJECT_UNUSED = 0,
  VF_VMCX_OBJECT_OBJECTS = 1, /* a further object table */
  VF_VMCX_OBJECT_KEYS = 2,    /* a key table */
  VF_VMCX_OBJECT_FILE = 3,    /* large values */
  VF_VMCX_OBJECT_FREE = 4,
  VF_VMCX_OBJECT_LOG = 6,
  VF_VMCX_OBJECT_TRACKING = 7,
};

struct vf_vmcx_object {
  uint8_t type;
  struct vf_le32 crc;
  struct vf_le64 offset;
  struct vf_le32 size;
  uint8_t is_allocated;
};
VF_ASSERT_OFFSET (struct vf_vmcx_object, size, 13);
VF_ASSERT_SIZE (struct vf_vmcx_object, 18);

/* What it starts with; more than 0 entries wait to be written in their
 * places. */
struct vf_vmcx_log {
  struct vf_le32 signature;
  struct vf_le32 crc;
  struct vf_le32 count;
  uint8_t unknown[22];
};
VF_ASSERT_SIZE (struct vf_vmcx_log, 34);

/* Of tables with the same index, the one with the highest sequence counts. */
struct vf_vmcx_table {
  struct vf_le16 signature;
  struct vf_le16 index;
  struct vf_le16 sequence;
  struct vf_le32 crc; /* of these ten bytes alone */
};
VF_ASSERT_SIZE (struct vf_vmcx_table, 10);

enum vf_vmcx_type {
  VF_VMCX_FREE = 1,
  VF_VMCX_INT = 3,
  VF_VMCX_UINT = 4,
  VF_VMCX_DOUBLE = 5,
  VF_VMCX_STRING = 6, /* a length in bytes, UTF-16 without a NUL */
  VF_VMCX_BYTES = 7,  /* a length, bytes */
  VF_VMCX_BOOL = 8,   /* 4 bytes */
  VF_VMCX_NODE = 9,   /* 12 bytes of which nothing is needed */
};

/* The value is a vf_vmcx_reference. */
enum { VF_VMCX_FLAG_ELSEWHERE = 1 };

/* Before the name, which ends with a NUL, and the value. */
struct vf_vmcx_key {
  uint8_t type;
  uint8_t flags;
  struct vf_le32 size; /* of all; what follows the value is slack */
  struct vf_le16 parent_table; /* 0: the root */
  struct vf_le32 parent_offset;
  struct vf_le32 crc;       /* header, name and value */
  struct vf_le32 insertion; /* siblings are in this order */
  uint8_t name_length;      /* with the NUL */
};
VF_ASSERT_OFFSET (struct vf_vmcx_key, crc, 12);
VF_ASSERT_SIZE (struct vf_vmcx_key, 21);

struct vf_vmcx_reference {
  struct vf_le32 size;
  struct vf_le64 offset;
};
VF_ASSERT_SIZE (struct vf_vmcx_reference, 12);

#endif
