/* vmferry: the report files of a conversion.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_REPORT_H
#define VF_CONVERT_VM_REPORT_H

struct vf_conversion;
struct vf_error;

/* Writes NAME.report.json and NAME.report.html into the conversion's folder,
 * over what was there.
 * Errors:  NOMEM, IO, PERMISSION */
int vf_report_write (const struct vf_conversion *conversion,
                     struct vf_error *err);

#endif
