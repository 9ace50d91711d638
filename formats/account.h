/* vmferry: what became of each thing a source says.  Readers put every key of
 * a definition here, emitters and plans add what they change or leave out, so
 * that nothing is lost in silence.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_ACCOUNT_H
#define VF_FORMATS_ACCOUNT_H

#include <stddef.h>

#include "common/vector.h"

struct vf_error;
struct vf_json;

enum vf_fate {
  VF_FATE_MAPPED,     /* carried over as it is */
  VF_FATE_LOSS,       /* carried over in part, or not at all */
  VF_FATE_IRRELEVANT, /* means nothing to another hypervisor */
  VF_FATE_UNKNOWN,    /* vmferry does not know this key */
};

struct vf_account_entry {
  char *key;   /* as the source spells it: "scsi0:0.fileName", "ethernet0" */
  char *value; /* NULL when there is none, or when it is a secret */
  enum vf_fate fate;
  char *note; /* LOSS: what is lost; IRRELEVANT: why; else often NULL */
};

/* In the order of the source.  Start it as all zeros. */
struct vf_account {
  VF_VECTOR (struct vf_account_entry) entries;
};

/* Appends an entry; the texts are copied, VALUE and NOTE may be NULL.
 * Errors:  NOMEM */
int vf_account_add (struct vf_account *account, enum vf_fate fate,
                    const char *key, const char *value, const char *note,
                    struct vf_error *err);

/* Appends a LOSS without a value; the note is formatted.
 * Errors:  NOMEM */
int vf_account_lose (struct vf_account *account, struct vf_error *err,
                     const char *key, const char *fmt, ...)
  __attribute__ ((format (printf, 4, 5)));

/* How many entries met FATE. */
size_t vf_account_count (const struct vf_account *account, enum vf_fate fate);

/* A fate as it stands in JSON: "mapped", "loss", "irrelevant", "unknown". */
const char *vf_fate_name (enum vf_fate fate);

/* One entry as {key, value, fate, note}. */
struct vf_json *
vf_account_entry_to_json (const struct vf_account_entry *entry);

/* The account as a list of them. */
struct vf_json *vf_account_to_json (const struct vf_account *account);

/* Frees what ACCOUNT owns; it is empty after it. */
void vf_account_clear (struct vf_account *account);

#endif
