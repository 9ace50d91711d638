/* vmferry: a text line by line, and a line word by word, without changing the
 * text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_LINES_H
#define VF_INSPECT_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a text; not terminated. */
struct vf_slice {
  const char *start;
  size_t length;
};

struct vf_lines {
  const char *next; /* set to the text's start */
  unsigned number;  /* of the line that was given last, from 1 */
};

/* The next line, without its newline or blanks at either end.
 * Returns: false at the text's end. */
bool vf_lines_next (struct vf_lines *lines, struct vf_slice *ret_line);

/* Takes the first word, up to a blank, from REST.
 * Returns: false when REST holds none. */
bool vf_slice_next_word (struct vf_slice *rest, struct vf_slice *ret_word);

/* Takes the first word as a shell would see it: quotes and backslashes are
 * removed, variables are left as they are.
 * Returns: a malloc'd string, or NULL when REST holds none (or memory is
 * out). */
char *vf_slice_next_shell_word (struct vf_slice *rest);

/* Takes "KEY=value" apart.
 * Returns: false when there is no '='. */
bool vf_slice_split (struct vf_slice line, char separator,
                     struct vf_slice *ret_key, struct vf_slice *ret_value);

/* SLICE without blanks at either end. */
struct vf_slice vf_slice_trim (struct vf_slice slice);

/* Whether SLICE is exactly TEXT. */
bool vf_slice_is (struct vf_slice slice, const char *text);

/* Whether SLICE starts with TEXT. */
bool vf_slice_starts_with (struct vf_slice slice, const char *text);

/* SLICE as a string.
 * Returns: a malloc'd string, or NULL when memory is out. */
char *vf_slice_dup (struct vf_slice slice);

/* The value of the last line "KEY=value" of a shell-like file, quotes removed.
 * Returns: a malloc'd string, or NULL when there is none. */
char *vf_lines_value (const char *text, const char *key);

#endif
