/* vmferry: values of a .vmx: what kinds there are, and reading one into a
 * member of a struct, in the struct's unit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_VALUE_H
#define VF_FORMATS_VMX_VMX_VALUE_H

#include <stdbool.h>
#include <stdint.h>

struct vf_error;

/* Of the limits, 0, "unlimited", "max", "off" and -1 are -1: none. */
enum vf_vmx_kind {
  VF_VMX_NOTHING,      /* read by other means; the row only judges */
  VF_VMX_LOST,         /* not read; a loss unless it has a default value */
  VF_VMX_TEXT,         /* char *; an empty one stays NULL */
  VF_VMX_TRISTATE,     /* enum vf_tristate */
  VF_VMX_NEGATED,      /* enum vf_tristate, the other way round */
  VF_VMX_COUNT,        /* unsigned, below VF_VMX_MAX_COUNT */
  VF_VMX_MILLISECONDS, /* unsigned, likewise */
  VF_VMX_SECONDS,      /* unsigned, milliseconds in the struct */
  VF_VMX_SLOT,         /* int; -1 where VMware has not given one yet */
  VF_VMX_BYTES,        /* uint64_t */
  VF_VMX_KIB,          /* uint64_t, bytes in the struct */
  VF_VMX_MIB,          /* uint64_t, bytes in the struct */
  VF_VMX_LIMIT_MHZ,    /* int64_t */
  VF_VMX_LIMIT_MIB,    /* int64_t, bytes in the struct */
  VF_VMX_LIMIT_MBIT,   /* int64_t, bits in a second in the struct */
  VF_VMX_LIMIT_IOPS,   /* int64_t */
  VF_VMX_SHARES,       /* int64_t; -1 for "normal"; see vf_vmx_settle_shares */
  VF_VMX_N_KINDS,
};

enum {
  VF_VMX_MAX_COUNT = 1 << 30,
  VF_VMX_MAX_SLOT = UINT16_MAX, /* an address on PCI has 16 bits */
};

/* Reads VALUE into the member at MEMBER, of which KIND says what it is.
 * Returns: 1 read, 0 not a value of its kind, -1 with NOMEM. */
int vf_vmx_read_value (enum vf_vmx_kind kind, const char *value, void *member,
                       struct vf_error *err);

/* The kind in words, with the unit of the file: "MiB or unlimited". */
const char *vf_vmx_kind_name (enum vf_vmx_kind kind);

/* Turns the levels "low" and "high", of which VF_VMX_SHARES keeps that they
 * are levels, into half and twice of NORMAL.
 * Source:  vSphere Resource Management, "Resource Allocation Shares" */
void vf_vmx_settle_shares (int64_t *shares, int64_t normal);

/* Whether TEXT is a truth value (TRUE, 1, yes, on, y; any case).
 * Returns: false, and *ret_truth untouched, when it is none. */
bool vf_vmx_parse_bool (const char *text, bool *ret_truth);

/* Whether VALUE is what VMware takes when such a key is absent: empty, 0,
 * "normal", "unlimited", FALSE, ... */
bool vf_vmx_is_default (const char *value);

#endif
