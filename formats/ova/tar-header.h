/* vmferry: the 512-byte header of a tar member: v7, ustar (POSIX.1-1988) and
 * old GNU, which differ behind byte 257 only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_TAR_HEADER_H
#define VF_FORMATS_OVA_TAR_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/endian.h"

struct vf_error;

enum { VF_TAR_BLOCK = 512 };

/* One run of data of an old GNU sparse file. */
struct vf_tar_gnu_run {
  char offset[12];
  char length[12];
};
VF_ASSERT_SIZE (struct vf_tar_gnu_run, 24);

struct vf_tar_header {
  char name[100];
  char mode[8];
  char uid[8];
  char gid[8];
  char size[12];
  char mtime[12];
  char checksum[8];
  char type;
  char link_name[100];
  char magic[8]; /* "ustar\0" "00"; "ustar  \0" of old GNU; v7: anything */
  char user[32];
  char group[32];
  char device_major[8];
  char device_minor[8];
  union {
    struct {
      char prefix[155];
      char padding[12];
    } ustar;
    struct {
      char times[24];
      char volume_offset[12];
      char long_names[4];
      char unused;
      struct vf_tar_gnu_run runs[4];
      char is_extended; /* blocks with more runs follow */
      char real_size[12];
      char padding[17];
    } gnu;
  } u;
};
VF_ASSERT_OFFSET (struct vf_tar_header, size, 124);
VF_ASSERT_OFFSET (struct vf_tar_header, checksum, 148);
VF_ASSERT_OFFSET (struct vf_tar_header, type, 156);
VF_ASSERT_OFFSET (struct vf_tar_header, magic, 257);
VF_ASSERT_OFFSET (struct vf_tar_header, u.ustar.prefix, 345);
VF_ASSERT_OFFSET (struct vf_tar_header, u.gnu.runs, 386);
VF_ASSERT_OFFSET (struct vf_tar_header, u.gnu.is_extended, 482);
VF_ASSERT_OFFSET (struct vf_tar_header, u.gnu.real_size, 483);
VF_ASSERT_SIZE (struct vf_tar_header, VF_TAR_BLOCK);

/* A block of further runs behind the header of an old GNU sparse file. */
struct vf_tar_gnu_extension {
  struct vf_tar_gnu_run runs[21];
  char is_extended;
  char padding[7];
};
VF_ASSERT_OFFSET (struct vf_tar_gnu_extension, is_extended, 504);
VF_ASSERT_SIZE (struct vf_tar_gnu_extension, VF_TAR_BLOCK);

/* Whether its N bytes are zeros, as they are in the block behind the last
 * member. */
bool vf_tar_is_zero (const void *bytes, size_t n);

/* The number in a field of N bytes: octal digits between blanks and NULs, or,
 * as GNU has it for what does not fit, a byte 0x80 and the number in binary.
 * An empty field is 0.
 * Params:  what - what errors call the field
 * Errors:  CORRUPT when it is neither, negative, or beyond an off_t */
int vf_tar_number (const char *field, size_t n, const char *what,
                   uint64_t *ret_number, struct vf_error *err);

/* Whether the checksum of HEADER is right, as a sum of its bytes taken as
 * unsigned or, by some old programs, as signed. */
bool vf_tar_checksum_matches (const struct vf_tar_header *header);

/* How sure N bytes, the start of a file, are those of a tar archive, 0 to
 * 100. */
int vf_tar_probe (const uint8_t *bytes, size_t n);

#endif
