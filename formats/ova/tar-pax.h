/* vmferry: the records of a pax extended header ("LENGTH KEY=VALUE\n", POSIX.1
 * -2001) that change how a tar member is read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVA_TAR_PAX_H
#define VF_FORMATS_OVA_TAR_PAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/vector.h"

struct vf_error;

/* A run of data of a sparse file. */
struct vf_tar_run {
  uint64_t offset; /* in the file */
  uint64_t length;
};

/* How many of them are read; memory for them is bounded so. */
enum { VF_TAR_MAX_RUNS = 256 * 1024 };

struct vf_tar_pax {
  char *path; /* NULL: not said; N bytes and a NUL */
  size_t path_length;
  bool has_size, has_real_size;
  uint64_t size;      /* of what is stored */
  uint64_t real_size; /* of a sparse file with its holes */
  bool is_sparse;
  uint64_t sparse_major, sparse_minor;
  VF_VECTOR (struct vf_tar_run) runs; /* of GNU's sparse formats 0.0, 0.1 */
};

/* Reads the N bytes of an extended header into PAX, all zeros before; a later
 * record replaces an earlier one.
 * Params:  is_global - of all members: must say nothing that we heed
 * Owner:   the caller clears PAX, on failure too.
 * Errors:  CORRUPT, UNSUPPORTED, LIMIT for too many runs, NOMEM */
int vf_tar_pax_read (struct vf_tar_pax *pax, const char *text, size_t n,
                     bool is_global, struct vf_error *err);

/* Frees what PAX owns; it is all zeros after it. */
void vf_tar_pax_clear (struct vf_tar_pax *pax);

#endif
