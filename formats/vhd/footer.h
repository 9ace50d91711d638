/* vmferry: VHD: the footer, which says what kind of disk a file is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VHD_FOOTER_H
#define VF_FORMATS_VHD_FOOTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/guid.h"
#include "formats/image.h"
#include "formats/vhd/vhd-disk.h"

struct vf_error;

struct vf_vhd_footer {
  uint64_t offset;   /* where it stands, bytes */
  uint64_t data_end; /* where what may hold data ends, bytes */
  enum vf_vhd_type type;
  uint64_t dynamic_offset; /* of the dynamic header, bytes */
  uint64_t original_size, current_size;
  uint32_t cylinders, heads, sectors;
  uint32_t timestamp; /* seconds since 2000 */
  uint32_t creator_version;
  char creator[5]; /* ends with a NUL */
  char creator_os[5];
  struct vf_guid id;
  bool has_saved_state;
};

/* How much an unsound checksum matters. */
enum vf_vhd_seal {
  VF_VHD_SEAL_NEEDED,
  VF_VHD_SEAL_IGNORED, /* for what can still be saved */
};

/* The ones' complement of the sum of N bytes, without those of the checksum,
 * which stands at byte AT. */
uint32_t vf_vhd_checksum (const void *bytes, size_t n, size_t at);

/* Whether the first bytes are those of a footer. */
bool vf_vhd_footer_has_cookie (const struct vf_vhd_disk_footer *disk);

/* Decodes DISK, which stands at OFFSET; data_end becomes OFFSET.
 * Errors:  CORRUPT, UNSUPPORTED for a type or version that is not read
 * Source:  specification, "Hard Disk Footer Format"; libvhd, which at first
 *          left the byte `hidden` out of the checksum */
int vf_vhd_footer_decode (const struct vf_vhd_disk_footer *disk,
                          uint64_t offset, enum vf_vhd_seal seal,
                          struct vf_vhd_footer *ret_footer,
                          struct vf_error *err);

/* The size by geometry in bytes, 0 when there is none. */
uint64_t vf_vhd_geometry_size (const struct vf_vhd_footer *footer);

/* The size of the disk in bytes by RULE.  By the creator: Virtual PC and QEMU
 * show a guest the geometry, unless that is none, all others the current size.
 * Returns: 0 when the geometry is asked for and there is none.
 * Source:  QEMU's block/vpc.c since 10.0 */
uint64_t vf_vhd_footer_size (const struct vf_vhd_footer *footer,
                             enum vf_size_rule rule);

/* An identifier in the order of its bytes, "4b6a0d04-f946-...".
 * Params:  buf - at least 37 bytes
 * Returns: BUF. */
const char *vf_vhd_id_text (const struct vf_guid *id, char buf[37]);

#endif
