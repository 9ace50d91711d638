/* vmferry: refusing XML that is something else than an OVF.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_ROOT_H
#define VF_FORMATS_OVF_OVF_ROOT_H

struct _xmlNode;
struct vf_error;

/* Sets ERR to what ROOT, the outermost element, is instead of an envelope,
 * where that is known.
 * Returns: -1
 * Errors:  CORRUPT */
int vf_ovf_refuse_root (const struct _xmlNode *root, struct vf_error *err);

#endif
