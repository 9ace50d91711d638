/* vmferry: a .vmx as the dictionary it is: ordered entries, found by key
 * without regard to case, each with what became of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_DICT_H
#define VF_FORMATS_VMX_VMX_DICT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "common/vector.h"
#include "formats/account.h"

struct vf_error;

enum {
  /* Real files have less than 64 KiB. */
  VF_VMX_MAX_BYTES = 8 << 20,
  VF_VMX_MAX_ENTRIES = 100000,
  /* The longest key seen has 60. */
  VF_VMX_MAX_KEY = 255,
  /* An annotation or an encrypted blob may be long, not this long. */
  VF_VMX_MAX_VALUE = 64 << 10,
};

struct vf_vmx_entry {
  char *key;   /* as the file spells it; NULL: a line that is no entry */
  char *lower; /* the same in lower case */
  char *value; /* UTF-8, escapes undone; the line where key is NULL */
  unsigned line;
  bool is_judged; /* fate and note hold */
  enum vf_fate fate;
  char *note;        /* NULL none */
  const char *fault; /* static: what is wrong with the line; NULL nothing */
};

struct vf_vmx {
  VF_VECTOR (struct vf_vmx_entry) entries; /* in the order of the file */
  VF_VECTOR (size_t) index; /* first entries of each key, by lower key */
};

/* The dictionary in N bytes of text.
 * Owner:   the caller frees it with vf_vmx_free.
 * Errors:  CORRUPT when no line is an entry, LIMIT, NOMEM
 * Source:  seen in files of VMware and libvirt's tests/vmx2xmldata */
struct vf_vmx *vf_vmx_parse (const char *bytes, size_t n,
                             struct vf_error *err);

/* Frees a dictionary; NULL is allowed. */
void vf_vmx_free (struct vf_vmx *vmx);

/* The first entry whose lower-case key is PREFIX followed by SUFFIX; NULL when
 * there is none. */
struct vf_vmx_entry *vf_vmx_find (const struct vf_vmx *vmx, const char *prefix,
                                  const char *suffix);

/* The value of that entry, or NULL. */
const char *vf_vmx_get (const struct vf_vmx *vmx, const char *prefix,
                        const char *suffix);

/* Whether that entry is there and true (TRUE, 1, yes, on, y; any case). */
bool vf_vmx_is_true (const struct vf_vmx *vmx, const char *prefix,
                     const char *suffix);

/* Says what became of ENTRY (NULL: nothing is done); NOTE is copied.
 * Errors:  NOMEM */
int vf_vmx_judge (struct vf_vmx_entry *entry, enum vf_fate fate,
                  const char *note, struct vf_error *err);

/* Gives all entries with keys that start with PREFIX and have no fate yet this
 * one.
 * Errors:  NOMEM */
int vf_vmx_judge_rest (struct vf_vmx *vmx, const char *prefix,
                       enum vf_fate fate, const char *note,
                       struct vf_error *err);

/* The same for all entries with such keys, whatever was said of them.
 * Errors:  NOMEM */
int vf_vmx_judge_all (struct vf_vmx *vmx, const char *prefix,
                      enum vf_fate fate, const char *note,
                      struct vf_error *err);

VF_DEFINE_CLEANUP (vmx, struct vf_vmx, vf_vmx_free)
#define CLEANUP_VMX VF_CLEANUP (vf_cleanup_vmx)

#endif
