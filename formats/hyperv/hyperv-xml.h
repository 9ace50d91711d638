/* vmferry: the XML of a Hyper-V definition, up to Windows Server 2012 R2.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_HYPERV_HYPERV_XML_H
#define VF_FORMATS_HYPERV_HYPERV_XML_H

#include <stddef.h>

struct vf_error;
struct vf_hyperv_key;

/* The keys in N bytes of XML, in UTF-16 or any other encoding that it names;
 * "configuration" is the only first one.
 * Owner:   the caller frees the tree with vf_hyperv_key_free.
 * Errors:  CORRUPT, LIMIT, NOMEM */
struct vf_hyperv_key *vf_hyperv_xml_parse (const char *text, size_t n,
                                           struct vf_error *err);

#endif
