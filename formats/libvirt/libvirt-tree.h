/* vmferry: a domain's XML, laid out flat: one entry for each attribute and
 * each text, in the order of the document, so that readers take what they know
 * by path and what nobody took is seen.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_LIBVIRT_LIBVIRT_TREE_H
#define VF_FORMATS_LIBVIRT_LIBVIRT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "common/vector.h"
#include "formats/account.h"

struct _xmlNode;
struct vf_error;

/* An attribute, a text, or an element without either ("<acpi/>"). */
struct vf_libvirt_entry {
  char *key;  /* "devices/disk[2]/source@file": for a person */
  char *path; /* "devices/disk/source@file": for tables */
  char *value;
  bool is_judged;
  bool is_secret;
  enum vf_fate fate;
  char *note;
};

/* An element, and what is inside of it. */
struct vf_libvirt_element {
  const char *name;              /* "disk"; the document owns it */
  size_t first_entry, end_entry; /* those of it and of its children */
  size_t end_element;            /* behind its last descendant */
  size_t path_length;            /* "devices/disk" */
};

/* In the order of the document; element 0 is the domain. */
struct vf_libvirt_tree {
  VF_VECTOR (struct vf_libvirt_entry) entries;
  VF_VECTOR (struct vf_libvirt_element) elements;
};

/* Lays out DOMAIN, which must outlive the tree, and what lies around it in its
 * document.
 * Owner:   the caller frees the tree with vf_libvirt_tree_free.
 * Errors:  LIMIT when there is too much of it, NOMEM */
struct vf_libvirt_tree *vf_libvirt_tree_new (struct _xmlNode *domain,
                                             struct vf_error *err);

/* Frees a tree; NULL is allowed. */
void vf_libvirt_tree_free (struct vf_libvirt_tree *tree);

/* The first child of PARENT called NAME (NULL: any); with AFTER, the first
 * behind that.  Returns: NULL for none. */
const struct vf_libvirt_element *
vf_libvirt_child (const struct vf_libvirt_tree *tree,
                  const struct vf_libvirt_element *parent, const char *name,
                  const struct vf_libvirt_element *after);

/* The element that a path of names leads to from the domain, the first of each
 * name: "cpu/numa".  Returns: NULL for none. */
const struct vf_libvirt_element *
vf_libvirt_descend (const struct vf_libvirt_tree *tree, const char *path);

/* The path of ENTRY as seen from ELEMENT, in which it is: "source@file",
 * "@type", "" for the text. */
const char *vf_libvirt_relative (const struct vf_libvirt_element *element,
                                 const struct vf_libvirt_entry *entry);

/* The first entry at PATH, as seen from ELEMENT, or NULL. */
struct vf_libvirt_entry *
vf_libvirt_find (const struct vf_libvirt_tree *tree,
                 const struct vf_libvirt_element *element, const char *path);

/* Its value, or NULL. */
const char *vf_libvirt_get (const struct vf_libvirt_tree *tree,
                            const struct vf_libvirt_element *element,
                            const char *path);

/* Whether that is VALUE. */
bool vf_libvirt_has (const struct vf_libvirt_tree *tree,
                     const struct vf_libvirt_element *element,
                     const char *path, const char *value);

/* Says what became of ENTRY (may be NULL); a later word replaces an earlier
 * one.  NOTE is copied.
 * Errors:  NOMEM */
int vf_libvirt_judge (struct vf_libvirt_entry *entry, enum vf_fate fate,
                      const char *note, struct vf_error *err);

/* The same for all of ELEMENT (may be NULL) that nobody has judged. */
int vf_libvirt_judge_rest (struct vf_libvirt_tree *tree,
                           const struct vf_libvirt_element *element,
                           enum vf_fate fate, const char *note,
                           struct vf_error *err);

VF_DEFINE_CLEANUP (libvirt_tree, struct vf_libvirt_tree, vf_libvirt_tree_free)
#define CLEANUP_LIBVIRT_TREE VF_CLEANUP (vf_cleanup_libvirt_tree)

#endif
