/* vmferry: what stands at a place of a stream: a grain, a table, the end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_MARKER_H
#define VF_FORMATS_VMDK_MARKER_H

#include <stdint.h>

struct vf_error;
struct vf_vmdk_disk_marker;
struct vf_vmdk_header;

enum vf_vmdk_item_kind {
  VF_VMDK_ITEM_GRAIN,
  VF_VMDK_ITEM_TABLE,
  VF_VMDK_ITEM_DIRECTORY,
  VF_VMDK_ITEM_FOOTER,
  VF_VMDK_ITEM_END,
  VF_VMDK_ITEM_OTHER, /* a marker that means nothing here */
};

/* A thing in a stream, with its marker. */
struct vf_vmdk_item {
  enum vf_vmdk_item_kind kind;
  uint64_t offset; /* of the marker in the stream */
  uint64_t grain;  /* GRAIN: its number in the guest's order */
  uint64_t n;      /* bytes of what follows the marker, without padding */
  uint64_t length; /* bytes of all, with marker and padding */
};

/* Decodes the marker at OFFSET of the stream that HEADER starts.
 * Errors:  CORRUPT when it can be none of such a stream */
int vf_vmdk_marker_decode (const struct vf_vmdk_header *header,
                           const struct vf_vmdk_disk_marker *disk,
                           uint64_t offset, struct vf_vmdk_item *ret_item,
                           struct vf_error *err);

/* The most bytes that a grain of GRAIN_BYTES can take in a file: data that
 * cannot be compressed grows a little; no writer goes beyond twice the
 * grain. */
uint64_t vf_vmdk_max_stored (uint32_t grain_bytes);

/* The byte at which the stream that HEADER starts has its first marker.
 * Errors:  CORRUPT when that is beyond what a file can hold */
int vf_vmdk_first_marker (const struct vf_vmdk_header *header,
                          uint64_t *ret_offset, struct vf_error *err);

#endif
