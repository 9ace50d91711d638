/* vmferry: the report of a conversion as files, and as a line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_REPORT_H
#define VF_CONVERT_VM_REPORT_H

struct vf_conversion;
struct vf_conversion_set;
struct vf_error;
struct vf_job;

/* Writes NAME.report.json and NAME.report.html into the conversion's folder,
 * over what was there.
 * Errors:  NOMEM, IO, PERMISSION */
int vf_report_write (const struct vf_conversion *conversion,
                     struct vf_error *err);

/* The same of several, with the set's folder and name. */
int vf_report_write_set (const struct vf_conversion_set *set,
                         struct vf_error *err);

/* Says in a line of the log how a conversion ended; nothing of a plan. */
void vf_report_log (const struct vf_conversion *conversion,
                    struct vf_job *job);

#endif
