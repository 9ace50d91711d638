/* vmferry: tables of keys: which key of a .vmx goes into which member of a
 * struct, in which unit, and what is lost on the way.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_ROW_H
#define VF_FORMATS_VMX_VMX_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/vmx/vmx-dict.h"
#include "formats/vmx/vmx-value.h"

struct vf_vmx_row {
  const char *key; /* lower case; what follows the prefix; NULL ends a table */
  enum vf_vmx_kind kind;
  size_t offset; /* of the member */
  enum vf_fate fate;
  const char *note;
};

/* Reads what ROWS say into TARGET and judges the entries.  A value that is not
 * of its kind is noted as a loss and read as absent.
 * Errors:  NOMEM */
int vf_vmx_read_rows (struct vf_vmx *vmx, const char *prefix,
                      const struct vf_vmx_row *rows, void *target,
                      struct vf_error *err);

/* A device, as the keys name it. */
struct vf_vmx_device {
  unsigned index;  /* 1 of scsi1:10 */
  int unit;        /* 10 of it; -1 when there is none */
  char key[32];    /* "scsi1:10" */
  char prefix[34]; /* "scsi1:10." */
};

/* The next device whose keys start with WORD and a number, in no useful order.
 * Params:  cursor - 0 to start
 * Returns: false when there are no more. */
bool vf_vmx_next_device (const struct vf_vmx *vmx, const char *word,
                         size_t *cursor, struct vf_vmx_device *ret_device);

/* Whether "PREFIXpresent" is true; when not, judges all keys of the device as
 * dead.
 * Returns: 1 present, 0 not, -1 with NOMEM. */
int vf_vmx_check_present (struct vf_vmx *vmx, const char *prefix,
                          struct vf_error *err);

#endif
