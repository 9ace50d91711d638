/* vmferry: what the readers of a domain's parts share.  Elements are passed
 * as void pointers, since libxml2's types stay out of headers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_DOMAIN_XML_PRIV_H
#define VF_FORMATS_DOMAIN_XML_PRIV_H

#include <stdbool.h>
#include <stdint.h>

struct vf_domain;
struct vf_error;

/* A child element, and who reads it. */
struct vf_domain_rule {
  const char *name;
  /* Reads ELEMENT into DOMAIN; NULL: it is of no concern to a guest. */
  int (*read) (void *element, struct vf_domain *domain, struct vf_error *err);
};

/* Reads the children of ELEMENT by RULES, which end with a NULL name.  Those
 * without a rule are listed in DOMAIN as ignored, with PREFIX before. */
int vf_domain_apply (void *element, const struct vf_domain_rule *rules,
                     const char *prefix, struct vf_domain *domain,
                     struct vf_error *err);

/* The first child of ELEMENT called NAME, or NULL. */
void *vf_domain_child (void *element, const char *name);

/* Whether ELEMENT (may be NULL) has the attribute NAME with VALUE. */
bool vf_domain_is (void *element, const char *name, const char *value);

/* The attribute NAME of ELEMENT, or its text when NAME is NULL, replaces
 * *field; that stays as it is when ELEMENT is NULL or has none. */
int vf_domain_get_text (void *element, const char *name, char **field,
                        struct vf_error *err);

/* The same as a number of at most MAX. */
int vf_domain_get_number (void *element, const char *name, uint64_t max,
                          unsigned *field, struct vf_error *err);

/* Notes in DOMAIN that PREFIX/NAME has been passed over; once is enough. */
int vf_domain_ignore (struct vf_domain *domain, const char *prefix,
                      const char *name, struct vf_error *err);

/* Reads the element <devices>. */
int vf_domain_read_devices (void *element, struct vf_domain *domain,
                            struct vf_error *err);

#endif
