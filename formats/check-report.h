/* vmferry: what a check of an image found.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_CHECK_REPORT_H
#define VF_FORMATS_CHECK_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_job;
struct vf_json;

enum vf_finding_severity {
  VF_FINDING_NOTE,    /* unusual, harmless */
  VF_FINDING_WARNING, /* inconsistent, but all data can be read */
  VF_FINDING_DAMAGE,  /* data is lost or cannot be trusted */
};

struct vf_finding {
  enum vf_finding_severity severity;
  char *text;           /* one sentence: structure, field, offset, rule */
  uint64_t lost_start;  /* guest range that is lost, bytes */
  uint64_t lost_length; /* 0: none in particular */
};

/* Start it as all zeros, but for the job and disk_only. */
struct vf_check_report {
  struct vf_job *job; /* to cancel the check; NULL: nobody will */
  bool disk_only; /* of a disk in a container, whose own check was before */
  struct vf_finding *findings;
  size_t count, capacity;
  uint64_t n_damages;
  uint64_t data_bytes; /* guest bytes that are data */
};

/* Appends a finding; past a thousand damages only their count goes on, past a
 * thousand others nothing does.
 * Params:  lost_length - bytes of guest data that are lost, 0 for none
 * Errors:  NOMEM */
int vf_check_report_add (struct vf_check_report *report,
                         enum vf_finding_severity severity,
                         uint64_t lost_start, uint64_t lost_length,
                         struct vf_error *err, const char *fmt, ...)
    __attribute__ ((format (printf, 6, 7)));

/* Whether to go on with the check.
 * Errors:  CANCELLED */
int vf_check_report_go_on (const struct vf_check_report *report,
                           struct vf_error *err);

/* Past so many damages in one image a check gives up, so that a forged table
 * does not keep it busy for hours. */
enum { VF_CHECK_MAX_DAMAGES = 1024 * 1024 };

/* Whether a check is to give up at guest byte OFFSET; that becomes a note.
 * Returns: 1; 0; -1
 * Errors:  NOMEM; CANCELLED, as above */
int vf_check_report_gives_up (struct vf_check_report *report, uint64_t offset,
                              struct vf_error *err);

/* Puts "damaged", counts and "findings" into OBJECT. */
void vf_check_report_put_json (const struct vf_check_report *report,
                               struct vf_json *object);

/* Frees what REPORT owns; it is empty after it. */
void vf_check_report_clear (struct vf_check_report *report);

#endif
