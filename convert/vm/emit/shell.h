/* vmferry: writing words of a shell script.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_SHELL_H
#define VF_CONVERT_VM_EMIT_SHELL_H

#include <stdio.h>

/* Writes TEXT as one word of a POSIX shell that stands for exactly its bytes:
 * bare where it has nothing but harmless characters, else in quotes. */
void vf_shell_word (FILE *out, const char *text);

/* The same inside of a comment, which it must not end: what is not printable
 * becomes a question mark. */
void vf_shell_comment_word (FILE *out, const char *text);

/* Writes TEXT as a comment of lines that each start with "# "; what is
 * not printable becomes a question mark. */
void vf_shell_comment (FILE *out, const char *text);

#endif
