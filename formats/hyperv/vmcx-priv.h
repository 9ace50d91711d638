/* vmferry: a .vmcx while it is read: tables, then keys, then the tree.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_VMCX_PRIV_H
#define VF_FORMATS_HYPERV_VMCX_PRIV_H

#include <stddef.h>
#include <stdint.h>

#include "common/vector.h"

struct vf_error;
struct vf_hyperv_key;

/* A key table. */
struct vf_vmcx_keys {
  uint16_t index;
  uint16_t sequence;
  size_t offset; /* in the file, of the table's header */
  size_t size;
};

/* A key as it was found; names and values still lie in the file. */
struct vf_vmcx_entry {
  uint16_t table, parent_table;   /* 0: of the root */
  uint32_t offset, parent_offset; /* in their tables; 0 of the root */
  uint32_t insertion;
  uint8_t type;
  const char *name; /* ends with a NUL */
  const uint8_t *value;
  size_t size; /* of the value; of a text or bytes without their length */
};

struct vf_vmcx {
  const uint8_t *bytes; /* the whole file */
  size_t n;
  VF_VECTOR (size_t) object_tables; /* offsets of those read or to be read */
  VF_VECTOR (struct vf_vmcx_keys) tables;
  VF_VECTOR (struct vf_vmcx_entry) entries;
  size_t elsewhere; /* bytes of values outside of the tables, so far */
};

/* CRC-32 of N bytes, of which the four at CRC_AT count as zeros. */
uint32_t vf_vmcx_crc (const uint8_t *bytes, size_t n, size_t crc_at);

/* Finds the key tables: the newest of each index.
 * Errors:  CORRUPT, UNSUPPORTED, LIMIT, NOMEM */
int vf_vmcx_find_tables (struct vf_vmcx *vmcx, struct vf_error *err);

/* Finds the keys in all tables.
 * Errors:  CORRUPT, LIMIT, NOMEM */
int vf_vmcx_find_keys (struct vf_vmcx *vmcx, struct vf_error *err);

/* The tree that the keys make.
 * Errors:  CORRUPT where a key hangs nowhere, LIMIT, NOMEM */
struct vf_hyperv_key *vf_vmcx_build (struct vf_vmcx *vmcx,
                                     struct vf_error *err);

#endif
