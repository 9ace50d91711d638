/* vmferry: the header of a hosted sparse VMDK, decoded and found sound.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_HEADER_H
#define VF_FORMATS_VMDK_HEADER_H

#include <stdbool.h>
#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_vmdk_disk_header;

/* All known files have 512 entries; QEMU's limit too. */
enum { VF_VMDK_MAX_ENTRIES_PER_TABLE = 512 };

/* Offsets and sizes in sectors, as the file has them. */
struct vf_vmdk_header {
  uint32_t version;
  uint64_t capacity; /* 0: a wrapper around a descriptor, nothing else set */
  uint32_t grain;
  uint64_t descriptor_offset; /* 0: none */
  uint64_t descriptor_size;
  uint32_t entries_per_table;
  uint64_t gd_offset;  /* or VF_VMDK_GD_AT_END */
  uint64_t rgd_offset; /* 0: none */
  uint64_t overhead;
  bool has_zero_grains;
  bool is_compressed;
  bool has_markers;
  bool is_unclean;
};

/* Decodes DISK, and holds every field to its rule.
 * Errors:  CORRUPT, UNSUPPORTED, LIMIT */
int vf_vmdk_header_decode (const struct vf_vmdk_disk_header *disk,
                           struct vf_vmdk_header *ret_header,
                           struct vf_error *err);

/* Reads the header at OFFSET of IO and decodes it.
 * Errors:  as vf_vmdk_header_decode, and IO */
int vf_vmdk_header_read (struct vf_io *io, uint64_t offset,
                         struct vf_vmdk_header *ret_header,
                         struct vf_error *err);

#endif
