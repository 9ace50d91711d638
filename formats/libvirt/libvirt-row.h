/* vmferry: tables of paths: which element or attribute of a libvirt domain
 * goes into which member of a struct, and what is lost on the way.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_LIBVIRT_LIBVIRT_ROW_H
#define VF_FORMATS_LIBVIRT_LIBVIRT_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/libvirt/libvirt-tree.h"
#include "formats/libvirt/libvirt-value.h"

enum vf_libvirt_kind {
  VF_LIBVIRT_NOTHING, /* read by other means, or by none */
  VF_LIBVIRT_SECRET,  /* the same; the value is not told */
  VF_LIBVIRT_TEXT,    /* char *; an empty one stays NULL */
  VF_LIBVIRT_SWITCH,  /* enum vf_tristate: yes, on, enabled, "1", ... */
  VF_LIBVIRT_PRESENT, /* enum vf_tristate: yes, whatever is in it */
  VF_LIBVIRT_COUNT,   /* unsigned, below VF_LIBVIRT_MAX_COUNT */
  VF_LIBVIRT_LIMIT,   /* int64_t; 0 becomes -1, no limit */
  VF_LIBVIRT_KIB,     /* uint64_t or int64_t, bytes; KiB in the document unless
                         "@unit" says otherwise */
};

enum { VF_LIBVIRT_MAX_COUNT = 1 << 30 };

struct vf_libvirt_row {
  /* As seen from the element; NULL ends a table.  A "*" at the end stands for
   * anything. */
  const char *path;
  enum vf_libvirt_kind kind;
  size_t offset; /* of the member */
  enum vf_fate fate;
  const char *note;
};

/* Rows without a member: what other code reads, what nobody can carry over,
 * what means nothing elsewhere, and the end of a table. */
#define TAKEN_ROW(path)                                                       \
  {                                                                           \
    path, VF_LIBVIRT_NOTHING, 0, VF_FATE_MAPPED, NULL                         \
  }
#define LOST_ROW(path, note)                                                  \
  {                                                                           \
    path, VF_LIBVIRT_NOTHING, 0, VF_FATE_LOSS, note                           \
  }
#define VOID_ROW(path, note)                                                  \
  {                                                                           \
    path, VF_LIBVIRT_NOTHING, 0, VF_FATE_IRRELEVANT, note                     \
  }
#define END_ROW                                                               \
  {                                                                           \
    NULL, VF_LIBVIRT_NOTHING, 0, VF_FATE_MAPPED, NULL                         \
  }

/* A table, and where the paths in it begin. */
struct vf_libvirt_table {
  const char *prefix; /* "devices/disk/"; "" the domain */
  const struct vf_libvirt_row *rows;
};

/* All tables, by which the document and the account are checked; a NULL prefix
 * ends it. */
extern const struct vf_libvirt_table vf_libvirt_tables[];

/* The tables, one for each file that has some. */
extern const struct vf_libvirt_row vf_libvirt_rows_general[],
    vf_libvirt_rows_cpu[], vf_libvirt_rows_numa[], vf_libvirt_rows_memory[],
    vf_libvirt_rows_firmware[], vf_libvirt_rows_disk[],
    vf_libvirt_rows_controller[], vf_libvirt_rows_nic[],
    vf_libvirt_rows_port[], vf_libvirt_rows_hostdev[],
    vf_libvirt_rows_module[], vf_libvirt_rows_device[],
    vf_libvirt_rows_display[], vf_libvirt_rows_rest[];

/* Reads what ROWS say of ELEMENT into TARGET (may be NULL when no row has a
 * member) and judges the entries that nobody has judged.  A value that is not
 * of its kind is a loss and read as absent, as is a second one of a path.
 * Errors:  NOMEM */
int vf_libvirt_read_rows (struct vf_libvirt_tree *tree,
                          const struct vf_libvirt_element *element,
                          const struct vf_libvirt_row *rows, void *target,
                          struct vf_error *err);

/* The size at PATH of ELEMENT in bytes, by the unit beside it.
 * Returns: false when there is none or it is no size. */
bool vf_libvirt_get_bytes (const struct vf_libvirt_tree *tree,
                           const struct vf_libvirt_element *element,
                           const char *path, uint64_t *ret_bytes);

/* The number at PATH of ELEMENT, decimal or 0x hexadecimal, at most MAX.
 * Returns: false when there is none, or it is something else. */
bool vf_libvirt_get_number (const struct vf_libvirt_tree *tree,
                            const struct vf_libvirt_element *element,
                            const char *path, uint64_t max,
                            uint64_t *ret_number);

#endif
