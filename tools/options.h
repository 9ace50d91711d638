/* vmferry: from a table of options to a parser, a help text and the list that
 * completion and tests use.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_OPTIONS_H
#define VF_TOOLS_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

struct vf_command;
struct vf_error;
struct vf_option;

/* What parsing found to be asked for. */
enum vf_parse_result {
  VF_PARSE_ERROR = -1,
  VF_PARSE_RUN,
  VF_PARSE_HELP,
  VF_PARSE_VERSION,
  VF_PARSE_LONG_OPTIONS,
};

/* Parses ARGV (from the command's name on) into VALUES, a zeroed struct of the
 * command's options_size.  Operands and texts point into ARGV.
 * Owner:   the caller frees lists with vf_options_clear, also on error.
 * Errors:  USAGE */
enum vf_parse_result vf_options_parse (const struct vf_command *command,
                                       int argc, char *argv[], void *values,
                                       struct vf_error *err);

/* Whether VALUES has something for OPTION that is not what goes without it: of
 * a choice its first, which is the default. */
bool vf_option_is_chosen (const struct vf_option *option, const void *values);

/* Frees the lists in VALUES. */
void vf_options_clear (const struct vf_command *command, void *values);

/* Prints synopsis, summary and options. */
void vf_options_print_help (const struct vf_command *command, FILE *out);

/* Prints each long option on a line, with dashes. */
void vf_options_print_long (const struct vf_command *command, FILE *out);

/* The place of NAME, which is one of NAMES, among them; 0 when it was not given
 * (NULL). */
unsigned vf_option_choice (const char *const *names, const char *name);

#endif
