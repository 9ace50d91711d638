/* vmferry: what an image says of itself: a few fields that all have, rows for
 * what only one format knows, and extents.  Plain data, printed by the roof.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_INFO_H
#define VF_FORMATS_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_json;

enum vf_info_kind { VF_INFO_TEXT, VF_INFO_NUMBER, VF_INFO_SIZE, VF_INFO_BOOL };

/* One row: "block_size", "creator", ... */
struct vf_info_row {
  const char *key; /* static; lower case, underscores; the key in JSON */
  enum vf_info_kind kind;
  char *text;      /* of TEXT */
  uint64_t number; /* of the others; sizes in bytes */
};

/* One extent of a disk, in guest order. */
struct vf_info_extent {
  char *path;         /* NULL when it has no file (zero) */
  const char *kind;   /* static: "flat", "sparse", "zero", ... */
  const char *access; /* static: "rw", "rdonly" */
  uint64_t start;     /* guest offset in bytes */
  uint64_t length;    /* bytes */
  uint64_t offset;    /* where in its file the data starts, bytes; flat only */
};

/* An internal snapshot, which --snapshot can name. */
struct vf_info_snapshot {
  char *id;
  char *name;             /* may be empty */
  uint64_t size;          /* virtual size then, bytes */
  uint64_t vm_state_size; /* bytes of the guest's memory; 0: the disk only */
  uint64_t seconds;       /* when it was taken, since 1970 */
};

/* One file of a container, in the order in which they lie there. */
struct vf_info_member {
  char *name;
  uint64_t size;      /* bytes */
  unsigned disk;      /* which disk it is or begins, from 1; 0: none */
  bool is_disk_shown; /* the disk that the image is */
};

/* A disk of a container. */
struct vf_info_disk {
  char *name;        /* of its file; of a blank disk, its id */
  char *format;      /* as the container says; NULL: it does not */
  bool is_blank;     /* there is no file */
  uint64_t capacity; /* bytes that the guest sees; UINT64_MAX: not known */
  uint64_t size;     /* of its file; UINT64_MAX: not known */
};

/* Start it as all zeros. */
struct vf_info {
  const char *variant; /* static: "monolithicSparse", "dynamic"; or NULL */
  char *creator;       /* NULL when the image does not say */
  struct vf_info_row *rows;
  size_t n_rows, rows_capacity;
  struct vf_info_extent *extents;
  size_t n_extents, extents_capacity;
  struct vf_info_snapshot *snapshots;
  size_t n_snapshots, snapshots_capacity;
  struct vf_info_member *members;
  size_t n_members, members_capacity;
  bool is_list; /* of a container as such: there are disks, but no size */
  struct vf_info_disk *disks; /* of a list; by number, from 1 */
  size_t n_disks, disks_capacity;
};

/* Frees what INFO owns; it is empty after it. */
void vf_info_clear (struct vf_info *info);

/* Sets the creator, copying TEXT.
 * Errors:  NOMEM */
int vf_info_set_creator (struct vf_info *info, const char *text,
                         struct vf_error *err);

/* Appends a row; KEY must be static, TEXT is copied.
 * Errors:  NOMEM */
int vf_info_add_text (struct vf_info *info, const char *key, const char *text,
                      struct vf_error *err);

/* Appends a row of KIND NUMBER, SIZE or BOOL; KEY must be static.
 * Errors:  NOMEM */
int vf_info_add_number (struct vf_info *info, const char *key,
                        enum vf_info_kind kind, uint64_t number,
                        struct vf_error *err);

/* Appends an extent; its path is copied.
 * Errors:  NOMEM */
int vf_info_add_extent (struct vf_info *info,
                        const struct vf_info_extent *extent,
                        struct vf_error *err);

/* Appends a snapshot; its texts are copied.
 * Errors:  NOMEM */
int vf_info_add_snapshot (struct vf_info *info,
                          const struct vf_info_snapshot *snapshot,
                          struct vf_error *err);

/* The time of SNAPSHOT as "2026-11-25T15:33:06Z" in BUF, which is returned. */
const char *vf_info_snapshot_time (const struct vf_info_snapshot *snapshot,
                                   char buf[32]);

/* Removes all extents. */
void vf_info_drop_extents (struct vf_info *info);

/* Appends a member; its name is copied.
 * Errors:  NOMEM */
int vf_info_add_member (struct vf_info *info,
                        const struct vf_info_member *member,
                        struct vf_error *err);

/* Appends a disk; its texts are copied.
 * Errors:  NOMEM */
int vf_info_add_disk (struct vf_info *info, const struct vf_info_disk *disk,
                      struct vf_error *err);

/* Puts variant, creator, rows, extents and, if there are any, snapshots and
 * members into OBJECT; of a list, the disks. */
void vf_info_put_json (const struct vf_info *info, struct vf_json *object);

#endif
