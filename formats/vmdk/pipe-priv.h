/* vmferry: what the files of the stream that comes through a pipe share:
 * pipe-open.c, which reads what is before the grains, and pipe.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_PIPE_PRIV_H
#define VF_FORMATS_VMDK_PIPE_PRIV_H

#include "formats/vmdk/header.h"
#include "formats/vmdk/marker.h"
#include "formats/vmdk/pipe.h"

/* Grains that tables lead to, or that came: two that agree in number and sum
 * of sectors are taken to be the same. */
struct vf_vmdk_tally {
  uint64_t n;
  uint64_t sum; /* of the sectors of their markers; wraps */
};

struct vf_vmdk_pipe {
  struct vf_input *input;
  struct vf_vmdk_header header;
  uint64_t size; /* of the disk */
  uint8_t *seen; /* a bit per grain */
  struct vf_vmdk_tally came;
  struct vf_vmdk_tally listed; /* in tables; when has_tables */
  bool has_tables;
  bool has_footer;
  uint64_t end;             /* guest byte behind the last grain that came */
  struct vf_vmdk_item next; /* the grain whose bytes come next */
};

/* Reads all that is before the first marker, and sets what follows from it.
 * Errors:  as vf_vmdk_pipe_new */
int vf_vmdk_pipe_read_start (struct vf_vmdk_pipe *pipe, struct vf_error *err);

#endif
