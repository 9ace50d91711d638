/* vmferry: Hyper-V's keys as the tree they are.  Its binary and its XML hold
 * the same tree, and what PowerShell tells is read into one, too; each key
 * carries what became of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_HYPERV_KEY_H
#define VF_FORMATS_HYPERV_HYPERV_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/vector.h"
#include "formats/account.h"

struct vf_error;

enum {
  /* Real files have 400 keys; each checkpoint or drive adds a dozen. */
  VF_HYPERV_MAX_KEYS = 32768,
  /* The deepest seen is 7. */
  VF_HYPERV_MAX_DEPTH = 24,
  VF_HYPERV_MAX_PATH = 1024,
  /* A text or a row of bytes; notes may be long, not this long. */
  VF_HYPERV_MAX_VALUE = 256 << 10,
  /* A whole definition; real ones have 80 KiB. */
  VF_HYPERV_MAX_BYTES = 16 << 20,
};

enum vf_hyperv_kind {
  VF_HYPERV_NODE,
  VF_HYPERV_NUMBER,
  VF_HYPERV_TRUTH,
  VF_HYPERV_TEXT,
  VF_HYPERV_BYTES,
  VF_HYPERV_OTHER, /* a double, or nothing at all */
};

struct vf_hyperv_key {
  char *name;
  enum vf_hyperv_kind kind;
  int64_t number; /* NUMBER; TRUTH: 0 or 1 */
  char *text;     /* the value for a person, whatever its kind; NODE: NULL */
  uint8_t *bytes; /* BYTES; else NULL */
  size_t n_bytes;
  VF_VECTOR (struct vf_hyperv_key *) children; /* in the order of the source */
  unsigned depth;                              /* 0 of the root */
  bool is_judged;                              /* fate and note hold */
  enum vf_fate fate;
  char *note; /* NULL none */
};

/* A root without a name.
 * Owner:   the caller frees it, and all below it, with vf_hyperv_key_free.
 * Errors:  NOMEM */
struct vf_hyperv_key *vf_hyperv_root_new (struct vf_error *err);

/* Frees KEY and all below it; NULL is allowed. */
void vf_hyperv_key_free (struct vf_hyperv_key *key);

/* Appends a node called NAME (made valid UTF-8) below PARENT.
 * Returns: the new key, which belongs to its parent.
 * Errors:  LIMIT when it is too deep, NOMEM */
struct vf_hyperv_key *vf_hyperv_key_add (struct vf_hyperv_key *parent,
                                         const char *name,
                                         struct vf_error *err);

/* Makes KEY, a fresh node, a number.
 * Errors:  NOMEM, as of the ones that follow */
int vf_hyperv_set_number (struct vf_hyperv_key *key, int64_t number,
                          struct vf_error *err);

/* Makes it a truth value. */
int vf_hyperv_set_truth (struct vf_hyperv_key *key, bool truth,
                         struct vf_error *err);

/* Makes it a text, which is copied. */
int vf_hyperv_set_text (struct vf_hyperv_key *key, const char *text,
                        struct vf_error *err);

/* Makes it a row of N bytes, which are copied. */
int vf_hyperv_set_bytes (struct vf_hyperv_key *key, const uint8_t *bytes,
                         size_t n, struct vf_error *err);

/* Makes it something else, which TEXT tells a person. */
int vf_hyperv_set_other (struct vf_hyperv_key *key, const char *text,
                         struct vf_error *err);

/* The first child of KEY (which may be NULL) at PATH ("bank/size"), whose
 * letters may be of either case.  Returns: NULL when there is none. */
struct vf_hyperv_key *vf_hyperv_find (const struct vf_hyperv_key *key,
                                      const char *path);

/* The text of that child when it has one that is not empty, else NULL. */
const char *vf_hyperv_get_text (const struct vf_hyperv_key *key,
                                const char *path);

/* Whether that child is there and true. */
bool vf_hyperv_is_true (const struct vf_hyperv_key *key, const char *path);

/* Says what became of KEY (NULL: nothing is done); NOTE is copied, and may be
 * NULL.
 * Errors:  NOMEM */
int vf_hyperv_judge (struct vf_hyperv_key *key, enum vf_fate fate,
                     const char *note, struct vf_error *err);

/* Gives KEY and all below it that has no fate yet this one.
 * Errors:  NOMEM */
int vf_hyperv_judge_rest (struct vf_hyperv_key *key, enum vf_fate fate,
                          const char *note, struct vf_error *err);

/* Says that KEY (NULL: nothing is done) is lost, and NOTE why; what is below it
 * and has no fate yet is irrelevant as a part of it.
 * Errors:  NOMEM */
int vf_hyperv_lose (struct vf_hyperv_key *key, const char *note,
                    struct vf_error *err);

VF_DEFINE_CLEANUP (hyperv_key, struct vf_hyperv_key, vf_hyperv_key_free)
#define CLEANUP_HYPERV_KEY VF_CLEANUP (vf_cleanup_hyperv_key)

#endif
