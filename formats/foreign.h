/* vmferry: disk images of formats that are not read.  As raw disks they would
 * be copied without a word, and no guest would start from them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_FOREIGN_H
#define VF_FORMATS_FOREIGN_H

struct vf_probe;

/* The name of the format that is not read and that PROBE has the marks of, as
 * qemu's block drivers look for them (for DMG: Apple's trailer "koly").  To be
 * asked where no format that is read claims the content.
 * Returns: a constant, NULL when there is none */
const char *vf_foreign_format (const struct vf_probe *probe);

#endif
