/* vmferry: tables of Hyper-V's keys: which key goes into which member of a
 * struct, in which unit, and what is lost on the way.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_HYPERV_ROW_H
#define VF_FORMATS_HYPERV_HYPERV_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "formats/hyperv/hyperv-key.h"

enum vf_hyperv_member {
  VF_HYPERV_JUDGE,    /* read by other means or not at all; the row judges */
  VF_HYPERV_LOST,     /* nothing reads it; a loss unless it has its default */
  VF_HYPERV_STRING,   /* char *; an empty one stays NULL */
  VF_HYPERV_TRISTATE, /* enum vf_tristate */
  VF_HYPERV_ONOFF,    /* the same of PowerShell's OnOffState: On is 0 */
  VF_HYPERV_COUNT,    /* unsigned, at most VF_HYPERV_MAX_COUNT */
  VF_HYPERV_SIZE,     /* uint64_t, SCALE of the key's units each */
  VF_HYPERV_LIMIT,    /* the same as int64_t; 0 is none, -1 */
  VF_HYPERV_WORD,     /* char *: a number of the key is one of WORDS */
};

enum { VF_HYPERV_MAX_COUNT = 1 << 30 };

/* What a number means; FIRST is that of the first word, as enums of .NET may
 * start anywhere.  NULL ends the words. */
struct vf_hyperv_words {
  int first;
  const char *words[8];
};

struct vf_hyperv_row {
  const char *path; /* below the node that is read; NULL ends a table */
  enum vf_hyperv_member member;
  size_t offset;
  uint64_t scale; /* 0: 1 */
  enum vf_fate fate;
  const char *note;
  const char *normal; /* LOST: what the key says by default, beside "" */
  const struct vf_hyperv_words *words;
};

/* Reads what ROWS say of the keys below KEY (which may be NULL) into TARGET,
 * and judges them.  A value that is not of its kind is noted as a loss and
 * read as absent.
 * Errors:  NOMEM */
int vf_hyperv_read_rows (struct vf_hyperv_key *key,
                         const struct vf_hyperv_row *rows, void *target,
                         struct vf_error *err);

/* The word that KEY, a number or itself a word, stands for.
 * Returns: NULL when it is none of WORDS. */
const char *vf_hyperv_word (const struct vf_hyperv_key *key,
                            const struct vf_hyperv_words *words);

#endif
