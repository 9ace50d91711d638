/* vmferry: XML out.  Elements are written from the outside in and calls never
 * fail half way: what went wrong is told by vf_xml_finish, so that only one
 * call has to be checked.  Texts are made what XML 1.0 allows: bytes that are
 * no UTF-8 become U+FFFD, control characters go.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_XML_OUT_H
#define VF_FORMATS_XML_OUT_H

#include "common/cleanup.h"

struct vf_error;
struct vf_xml;

/* A writer with nothing in it.
 * Owner:   the caller frees it with vf_xml_free.
 * Errors:  NOMEM */
struct vf_xml *vf_xml_new (struct vf_error *err);

/* Frees a writer; NULL is allowed. */
void vf_xml_free (struct vf_xml *xml);

/* Starts an element with attributes: names and values in turn, NULL at the
 * end.  An attribute with the value NULL would end the list. */
void vf_xml_open (struct vf_xml *xml, const char *name, ...)
    __attribute__ ((sentinel));

/* Ends the innermost element. */
void vf_xml_close (struct vf_xml *xml);

/* An element with attributes and nothing in it, as vf_xml_open. */
void vf_xml_leaf (struct vf_xml *xml, const char *name, ...)
    __attribute__ ((sentinel));

/* Adds an attribute with a formatted value to the element that was opened
 * last, before anything is put into it. */
void vf_xml_attribute (struct vf_xml *xml, const char *name, const char *fmt,
                       ...) __attribute__ ((format (printf, 3, 4)));

/* An element with TEXT in it; nothing when TEXT is NULL. */
void vf_xml_text (struct vf_xml *xml, const char *name, const char *text);

/* Puts TEXT into the element that is open. */
void vf_xml_content (struct vf_xml *xml, const char *text);

/* The whole text, with a newline at the end.
 * Returns: a malloc'd string, or NULL with NOMEM. */
char *vf_xml_finish (struct vf_xml *xml, struct vf_error *err);

VF_DEFINE_CLEANUP (xml, struct vf_xml, vf_xml_free)
#define CLEANUP_XML VF_CLEANUP (vf_cleanup_xml)

#endif
