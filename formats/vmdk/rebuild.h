/* vmferry: the tables of a stream, made again from its markers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_REBUILD_H
#define VF_FORMATS_VMDK_REBUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "formats/range-list.h"

struct vf_error;
struct vf_io;
struct vf_job;
struct vf_vmdk_header;

struct vf_vmdk_rebuilt {
  struct vf_io *io; /* holds the tables, as a file would; reads `bytes` */
  uint8_t *bytes;
  uint64_t directory; /* sector of the directory in io */
  uint64_t n_grains;
  uint64_t n_doubles; /* grains that another one took the place of */
  /* Guest bytes for which there may have been grains that are lost: what is
   * absent there is not known.  On multiples of a grain. */
  struct vf_range_list unknown;
};

/* Walks through the stream in IO and notes where its grains are.
 * Params:  header - has_markers
 *          is_salvage - takes what there is: of two grains for one place the
 *          last, and what follows damage
 *          job - to cancel it; may be NULL
 * Owner:   the caller frees it with vf_vmdk_rebuilt_free.
 * Errors:  CORRUPT when the stream is not whole (not in a salvage), LIMIT when
 *          its tables would take more than 256 MiB, NOMEM, IO,
 *          CANCELLED */
struct vf_vmdk_rebuilt *vf_vmdk_rebuild (struct vf_io *io,
                                         const struct vf_vmdk_header *header,
                                         bool is_salvage, struct vf_job *job,
                                         struct vf_error *err);

/* Whether it is not known what GRAIN held, if it is absent, and how many from
 * it on have the same answer.
 * Params:  ret_count - grains, at most COUNT */
bool vf_vmdk_rebuilt_is_unknown (const struct vf_vmdk_rebuilt *rebuilt,
                                 uint32_t grain_bytes, uint64_t grain,
                                 uint64_t count, uint64_t *ret_count);

/* NULL is allowed. */
void vf_vmdk_rebuilt_free (struct vf_vmdk_rebuilt *rebuilt);

VF_DEFINE_CLEANUP (vmdk_rebuilt, struct vf_vmdk_rebuilt, vf_vmdk_rebuilt_free)
#define CLEANUP_VMDK_REBUILT VF_CLEANUP (vf_cleanup_vmdk_rebuilt)

#endif
