/* vmferry emit: a definition that was made, and what was lost on the way.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_EMITTED_H
#define VF_TOOLS_EMITTED_H

#include "common/cleanup.h"
#include "formats/account.h"

struct vf_emit_options;
struct vf_emitter;
struct vf_error;
struct vf_job;
struct vf_json;
struct vf_machine;

struct vf_emitted {
  char *text;                            /* owned */
  struct vf_account report;              /* of the emitter; owned */
  const struct vf_machine *machine;      /* that it is of */
  const struct vf_emit_options *options; /* by which it was made */
};

/* Makes the text of EMITTED, and adds to its report.
 * Errors:  those of EMITTER */
int vf_emitted_make (struct vf_emitted *emitted,
                     const struct vf_emitter *emitter, struct vf_error *err);

/* Writes the text to PATH, and defines it in the libvirt at URI; NULL: not.
 * Errors:  EXISTS for the source's own file; those of vf_outfile_write_all and
 *          vf_define */
int vf_emitted_deliver (const struct vf_emitted *emitted, const char *path,
                        const char *uri, struct vf_error *err);

/* The text and what was lost on the way to it, as a JSON object.
 * Returns: NULL with NOMEM */
struct vf_json *vf_emitted_json (const struct vf_emitted *emitted,
                                 struct vf_error *err);

/* Says in warnings what the source has that is not carried over, and what the
 * target was not given. */
void vf_emitted_warn (const struct vf_emitted *emitted, struct vf_job *job);

/* How many things were lost. */
size_t vf_emitted_loss_count (const struct vf_emitted *emitted);

/* Frees what EMITTED owns. */
void vf_emitted_clear (struct vf_emitted *emitted);

#define CLEANUP_EMITTED VF_CLEANUP (vf_emitted_clear)

#endif
