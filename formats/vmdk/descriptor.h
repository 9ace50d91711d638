/* vmferry: the text that describes a VMDK, read into a plain struct.  Pure: no
 * file is opened here, and no name in it is believed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_DESCRIPTOR_H
#define VF_FORMATS_VMDK_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vector.h"

struct vf_error;

/* Longest text that is read: VirtualBox writes up to 10 MiB into images. */
enum { VF_VMDK_MAX_DESCRIPTOR = 10 * 1024 * 1024 };

/* In parent_cid: there is no parent. */
#define VF_VMDK_NO_PARENT UINT32_C (0xffffffff)
/* In cid: nothing was written yet that it could tell of. */
#define VF_VMDK_UNSET_CID UINT32_C (0xfffffffe)

enum vf_vmdk_extent_type {
  VF_VMDK_FLAT,
  VF_VMDK_SPARSE,
  VF_VMDK_ZERO,
  VF_VMDK_VMFS,
  VF_VMDK_VMFSSPARSE,
  VF_VMDK_SESPARSE,
  VF_VMDK_VMFSRDM,
  VF_VMDK_VMFSRAW,
  VF_VMDK_VSANSPARSE,
};

enum vf_vmdk_access { VF_VMDK_RW, VF_VMDK_RDONLY, VF_VMDK_NOACCESS };

/* One extent line. */
struct vf_vmdk_line {
  unsigned number; /* of the line, from 1 */
  enum vf_vmdk_access access;
  enum vf_vmdk_extent_type type;
  uint64_t sectors;
  uint64_t offset_sectors; /* in the file; 0 when the line has none */
  char *name;              /* the bytes of the file; NULL: none */
  char *name_utf8;         /* the same by the descriptor's encoding */
};

/* One KEY = VALUE line, in lower case and without quotes. */
struct vf_vmdk_pair {
  char *key;
  char *value; /* UTF-8 */
};

/* Start it as all zeros. */
struct vf_vmdk_descriptor {
  VF_VECTOR (struct vf_vmdk_line) lines;
  VF_VECTOR (struct vf_vmdk_pair) pairs; /* in the order of the file */
  uint32_t cid, parent_cid;
  char *parent_name; /* parentFileNameHint as bytes; NULL: none */
  char *created_by;  /* of a comment "Created by"; NULL: none */
};

/* Reads N bytes of TEXT; a NUL byte ends it.
 * Owner:   the caller frees what is in RET with vf_vmdk_descriptor_clear.
 * Errors:  CORRUPT, UNSUPPORTED, LIMIT, NOMEM; each names the line
 * Source:  VMware, Virtual Disk Format 5.0, "Disk Descriptor File" */
int vf_vmdk_descriptor_parse (const char *text, size_t n,
                              struct vf_vmdk_descriptor *ret,
                              struct vf_error *err);

/* The value of KEY (lower case, such as "createtype" or "ddb.adaptertype").
 * Returns: NULL when there is none.  Owner: the descriptor. */
const char *vf_vmdk_descriptor_get (const struct vf_vmdk_descriptor *desc,
                                    const char *key);

/* The name of an extent type in lower case: "flat", "vmfssparse".
 * Returns: a static string. */
const char *vf_vmdk_type_name (enum vf_vmdk_extent_type type);

/* Frees what DESC owns; it is empty after it. */
void vf_vmdk_descriptor_clear (struct vf_vmdk_descriptor *desc);

#endif
