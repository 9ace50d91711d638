/* vmferry: the conversions of all VMs of a definition as plain data, which
 * reports print, whole or as far as they came.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_CONVERSION_SET_H
#define VF_CONVERT_VM_CONVERSION_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "common/vector.h"

struct vf_conversion;
struct vf_error;
struct vf_json;

/* Owns all it points to. */
struct vf_conversion_set {
  char *source_path; /* of the definition */
  char *name;        /* of the reports: the definition's file, made safe */
  char *folder;      /* absolute; each VM's is in it */
  size_t n_vms;      /* of the definition */
  VF_VECTOR (struct vf_conversion *) items; /* begun, in their order */
  bool is_written;                          /* the reports are there */
};

/* How many are converted and nothing failed. */
size_t vf_conversion_set_converted (const struct vf_conversion_set *set);

/* How many failed; the rest was not begun, or only planned. */
size_t vf_conversion_set_failed (const struct vf_conversion_set *set);

/* Whether any VM was converted, even if it did not boot or could not be
 * defined: then its files are there. */
bool vf_conversion_set_has_results (const struct vf_conversion_set *set);

/* The losses of all. */
size_t vf_conversion_set_loss_count (const struct vf_conversion_set *set);

/* What a person knows CONVERSION by: the VM's name, or else its id. */
const char *vf_conversion_label (const struct vf_conversion *conversion);

/* All of it as a JSON object.  Owner: the caller. */
struct vf_json *vf_conversion_set_json (const struct vf_conversion_set *set);

/* A page that says what became of each VM, and leads to its own.
 * Returns: a malloc'd string, or NULL with NOMEM. */
char *vf_conversion_set_html (const struct vf_conversion_set *set,
                              struct vf_error *err);

/* Frees what SET owns. */
void vf_conversion_set_clear (struct vf_conversion_set *set);

#define CLEANUP_CONVERSION_SET VF_CLEANUP (vf_conversion_set_clear)

#endif
