/* vmferry: the elements of an OVF by namespace and name, whatever prefix the
 * file gives a namespace, and what became of each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_NODE_H
#define VF_FORMATS_OVF_OVF_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/vector.h"
#include "formats/account.h"

struct _xmlNode;
struct vf_error;

/* Kinds of namespaces.  All versions of one are one kind. */
enum vf_ovf_ns {
  VF_OVF_NS_OVF,  /* DSP0243 1.x and 2.x, VMware's 0.9; no namespace at all */
  VF_OVF_NS_RASD, /* CIM_ResourceAllocationSettingData and its relatives */
  VF_OVF_NS_VSSD, /* CIM_VirtualSystemSettingData */
  VF_OVF_NS_VMW,
  VF_OVF_NS_VBOX,
  VF_OVF_NS_XSI, /* XML Schema instances: xsi:type */
  VF_OVF_NS_OTHER,
};

/* What became of elements and attributes; start it as all zeros. */
struct vf_ovf_fates {
  VF_VECTOR (struct vf_ovf_fate {
    enum vf_fate fate;
    char *note; /* NULL none */
  })
  list;
};

/* The kind of ELEMENT's namespace. */
enum vf_ovf_ns vf_ovf_ns_of (const struct _xmlNode *element);

/* Whether ELEMENT is there, of that namespace and called NAME. */
bool vf_ovf_is (const struct _xmlNode *element, enum vf_ovf_ns ns,
                const char *name);

/* The first child of ELEMENT (may be NULL) that is so, or the first behind
 * AFTER; NULL for none. */
struct _xmlNode *vf_ovf_child (struct _xmlNode *element, enum vf_ovf_ns ns,
                               const char *name, struct _xmlNode *after);

/* The attribute NAME of ELEMENT, of that namespace or of none; NULL for none.
 */
struct _xmlNode *vf_ovf_attribute (const struct _xmlNode *element,
                                   enum vf_ovf_ns ns, const char *name);

/* The text of that attribute as it stands in the document, which keeps it; ""
 * without one. */
const char *vf_ovf_peek (const struct _xmlNode *element, enum vf_ovf_ns ns,
                         const char *name);

/* The text of an element or an attribute, without the blanks around it.
 * Params:  node - NULL: there is none
 * Returns: 0, and a malloc'd text or NULL for no node; -1 with NOMEM */
int vf_ovf_text (struct _xmlNode *node, char **ret_text, struct vf_error *err);

/* The text of an attribute, as vf_ovf_attribute and vf_ovf_text; it is mapped
 * with that. */
int vf_ovf_take (struct vf_ovf_fates *fates, struct _xmlNode *element,
                 enum vf_ovf_ns ns, const char *name, char **ret_text,
                 struct vf_error *err);

/* What a section is: its name, or where OVF 0.9 has <Section
 * xsi:type="ovf:DiskSection_Type"> or <Content ...>, that type without
 * "_Type".  Cut after 63 bytes. */
void vf_ovf_section_name (const struct _xmlNode *section, char name[64]);

/* The first child of PARENT that is a section called NAME, or the first behind
 * AFTER; NULL for none. */
struct _xmlNode *vf_ovf_section (struct _xmlNode *parent, const char *name,
                                 struct _xmlNode *after);

/* Says what became of NODE, and of what is in it and has no fate of its own;
 * NULL: nothing is done.  NOTE is copied, and may be NULL.
 * Errors:  NOMEM */
int vf_ovf_judge (struct vf_ovf_fates *fates, struct _xmlNode *node,
                  enum vf_fate fate, const char *note, struct vf_error *err);

/* What became of NODE itself; NULL: nothing was said. */
const struct vf_ovf_fate *vf_ovf_fate_of (const struct vf_ovf_fates *fates,
                                          const struct _xmlNode *node);

/* Frees what FATES owns. */
void vf_ovf_fates_clear (struct vf_ovf_fates *fates);

#endif
