/* vmferry: writing HTML: text is escaped by default.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HTML_H
#define VF_CONVERT_VM_HTML_H

#include <stdio.h>

/* Writes TEXT with &, <, > and quotes escaped, and with a question mark for
 * each control character but tabs and newlines; NULL writes nothing. */
void vf_html_text (FILE *out, const char *text);

/* Writes <TAG>TEXT</TAG>, TEXT escaped. */
void vf_html_element (FILE *out, const char *tag, const char *text);

/* Writes a table row of N cells, each escaped. */
void vf_html_row (FILE *out, const char *const cells[], size_t n);

/* Writes NAME, of one file or folder, as a part of a link's address. */
void vf_html_path (FILE *out, const char *name);

/* Opens a page that needs no other file, with TITLE as its heading. */
void vf_html_page_open (FILE *out, const char *title);

/* Closes it. */
void vf_html_page_close (FILE *out);

/* Opens a table with N column heads. */
void vf_html_table_open (FILE *out, const char *const heads[], size_t n);

/* Closes it. */
void vf_html_table_close (FILE *out);

#endif
