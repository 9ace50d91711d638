/* vmferry: what becomes of sections and attributes that no part of the reader
 * has a use for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_SECTION_H
#define VF_FORMATS_OVF_OVF_SECTION_H

struct _xmlNode;
struct vf_ovf;
struct vf_ovf_fate;

/* The fate of a child of the envelope, of a collection or of a virtual system
 * by its name, and of a virtual system by whether it is the one that is read;
 * NULL where nothing is said. */
const struct vf_ovf_fate *vf_ovf_section_fate (const struct vf_ovf *ovf,
                                               const struct _xmlNode *element);

/* The fate of an attribute that has the same meaning everywhere; NULL for
 * others. */
const struct vf_ovf_fate *
vf_ovf_attribute_fate (const struct _xmlNode *attribute);

#endif
