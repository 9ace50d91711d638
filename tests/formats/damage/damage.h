/* vmferry: the damage generator: a sound image is cut at every sector of its
 * metadata, and each field of its structures gets each value that a fault may
 * leave there.  Whatever comes of it, the image is refused or a read fails
 * with a sentence, or what is read is right.
 *
 * What is wrong ("silent"): a read or a span that succeeds, differs from the
 * truth, and nobody said anything: no error on opening, none on reading, no
 * note.  Where a format has no way to know (the one place that says where a
 * block lies is changed to another place), the field's table excuses it by
 * name, with the reason.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FORMATS_DAMAGE_H
#define VF_TESTS_FORMATS_DAMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The values that a field gets, a bit each. */
enum damage_value {
  DAMAGE_ZERO = 1 << 0,
  DAMAGE_ONE = 1 << 1,
  DAMAGE_MAX = 1 << 2,          /* all bits set */
  DAMAGE_FILE_LESS = 1 << 3,    /* the file's size in bytes, less one */
  DAMAGE_FILE_MORE = 1 << 4,    /* and more one */
  DAMAGE_SECTORS_LESS = 1 << 5, /* the same in sectors */
  DAMAGE_SECTORS_MORE = 1 << 6,
  DAMAGE_OWN_LESS = 1 << 7, /* what it was, less one */
  DAMAGE_OWN_MORE = 1 << 8,
  DAMAGE_ALL = (1 << 9) - 1,
  DAMAGE_OWN = DAMAGE_OWN_LESS | DAMAGE_OWN_MORE,
  DAMAGE_FILE = DAMAGE_FILE_LESS | DAMAGE_FILE_MORE,
  DAMAGE_SECTORS = DAMAGE_SECTORS_LESS | DAMAGE_SECTORS_MORE,
};

struct damage_field {
  const char *name;
  unsigned offset; /* in its structure */
  unsigned width;  /* bytes: 1, 2, 4 or 8 */
  /* Values that may change what is read, and why no reader can know. */
  unsigned excused;
  const char *reason;
  bool is_size; /* of the disk, which it may change, but not what it holds */
};

/* A file and its content. */
struct damage_bytes {
  uint8_t *bytes;
  size_t size;
};

struct damage_structure {
  const char *name;
  /* Where it lies in FILE; DAMAGE_NOWHERE when the file has none. */
  uint64_t (*find) (const struct damage_bytes *file);
  const struct damage_field *fields;
  size_t n_fields;
};

#define DAMAGE_NOWHERE UINT64_MAX

struct damage_format {
  const struct vf_image_format *image_format;
  bool is_big_endian;
  const struct damage_structure *structures;
  size_t n_structures;
  /* Puts checksums right, so that the value is really looked at.  NULL: the
   * format has none. */
  void (*seal) (const struct damage_bytes *file);
};

/* A sound image and how to make it. */
struct damage_fixture {
  const char *name;
  const char *command; /* see fixtures.h */
  const char *victim;  /* the file that is damaged; NULL: `image` itself */
  const struct damage_format *format;
};

/* Offset and width of a member. */
#define DAMAGE_FIELD(type, member)                                            \
#member, offsetof(type, member), sizeof(((type *)NULL)->member)

/* Makes FIXTURE in the current folder and does everything to it that there
 * is.  A fixture that cannot be made, because a program is missing, is passed
 * over.
 * Returns: how many changes have a result that is wrong; they are printed. */
unsigned damage_run (const struct damage_fixture *fixture);

extern const struct damage_format damage_cowd;
extern const struct damage_format damage_ova;
extern const struct damage_format damage_qcow2;
extern const struct damage_format damage_sesparse;
extern const struct damage_format damage_text;
extern const struct damage_format damage_vdi;
extern const struct damage_format damage_vhd;
extern const struct damage_format damage_vhdx;
extern const struct damage_format damage_vmdk_front;
extern const struct damage_format damage_vmdk_single;
extern const struct damage_format damage_vmdk_sparse;
extern const struct damage_format damage_vmdk_stream;

#endif
