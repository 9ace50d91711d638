/* vmferry: one line of a .vmx: where key and value lie, and the escapes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_LINE_H
#define VF_FORMATS_VMX_VMX_LINE_H

#include <stddef.h>

enum vf_vmx_line_kind {
  VF_VMX_LINE_EMPTY, /* blank or a comment */
  VF_VMX_LINE_ENTRY,
  VF_VMX_LINE_DAMAGED,
};

/* Parts of a line; they point into it. */
struct vf_vmx_line {
  const char *key;
  size_t key_length;
  const char *value;
  size_t value_length;
  const char *fault; /* static: what had to be guessed; NULL nothing */
};

/* Finds key and value in N bytes without line end.  The value may be quoted
 * or bare; a comment may follow.  A value whose closing quote is missing goes
 * to the end of the line, one with quotes inside to the last of them. */
enum vf_vmx_line_kind vf_vmx_split_line (const char *bytes, size_t n,
                                         struct vf_vmx_line *ret_line);

/* Undoes |XX (two hexadecimal digits, one byte) in N bytes, in place; a "|"
 * without them stays.
 * Returns: the new length. */
size_t vf_vmx_unescape (char *bytes, size_t n);

/* Undoes what vCenter does to names: %2f, %5c and %25, in place. */
void vf_vmx_unescape_name (char *text);

#endif
