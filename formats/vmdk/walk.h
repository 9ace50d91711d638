/* vmferry: a walk through a stream from its first marker to its end.  It needs
 * no table, and so finds what there is when the tables are damaged or were cut
 * off.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_WALK_H
#define VF_FORMATS_VMDK_WALK_H

#include <stdbool.h>
#include <stdint.h>

struct vf_error;
struct vf_io;
struct vf_job;
struct vf_vmdk_header;
struct vf_vmdk_item;

struct vf_vmdk_walk {
  struct vf_io *io;
  const struct vf_vmdk_header *header; /* has_markers */
  /* Goes on behind damage, at the next marker that makes sense. */
  bool is_salvage;
  uint64_t max_grains; /* ends after so many; 0: never */
  struct vf_job *job;  /* to cancel it; NULL: nobody will */
  /* Called for each thing that lies in the file as a whole; after_damage says
   * that something may have been left out before it.  NULL: nobody asks. */
  int (*visit) (struct vf_vmdk_walk *walk, const struct vf_vmdk_item *item,
                bool after_damage, struct vf_error *err);
  void *data; /* of visit */

  /* What was found; start it as zeros. */
  uint64_t n_grains;
  uint64_t end;    /* guest byte behind the last of them */
  uint64_t footer; /* where the last one is in the file; 0: none */
  bool has_end;    /* the end marker; else the file ended first */
};

/* Walks.  A file that ends too early is no error.
 * Errors:  CORRUPT at a marker that cannot be (not in a salvage), IO,
 *          CANCELLED, those of visit */
int vf_vmdk_walk (struct vf_vmdk_walk *walk, struct vf_error *err);

#endif
