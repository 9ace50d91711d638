/* vmferry: the options that every command has, and what help and completion
 * make of the table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/option-table.h"

#include "tools/command.h"
#include "tools/options.h"

#define COMMON(member) offsetof (struct vf_common_options, member)

static const struct vf_option common_options[] = {
  { "json", 0, VF_OPTION_FLAG, NULL, COMMON (json),
    "print the result as JSON", NULL, false },
  { "progress", 'p', VF_OPTION_CHOICE, "bar|json", COMMON (progress),
    "show progress as a bar or as JSON lines",
    (const char *const[]){ "bar", "json", NULL }, true },
  { "progress-fd", 0, VF_OPTION_NUMBER, "FD", COMMON (progress_fd),
    "write progress to this descriptor instead of standard error", NULL,
    false },
  { "quiet", 'q', VF_OPTION_FLAG, NULL, COMMON (quiet),
    "print nothing but results and errors", NULL, false },
  { "verbose", 'v', VF_OPTION_FLAG, NULL, COMMON (verbose),
    "say what is decided and why", NULL, false },
  { NULL, 0, VF_OPTION_FLAG, NULL, 0, NULL, NULL, false },
};

const struct vf_option vf_help_option
    = { "help", 'h',   VF_OPTION_FLAG, NULL, 0, "show this text and end",
        NULL,   false };

const struct vf_option vf_version_option
  = { "version", 0, VF_OPTION_FLAG, NULL, 0, "print the version and end",
      NULL, false };

const struct vf_option vf_long_options_option
    = { "long-options", 0, VF_OPTION_FLAG, NULL, 0, NULL, NULL, false };

static void
walk (const struct vf_option *options,
      void (*visit) (const struct vf_option *option, void *data), void *data)
{
  for (; options->name; options++)
    visit (options, data);
}

void
vf_option_table_walk (const struct vf_command *command,
                      void (*visit) (const struct vf_option *option,
                                     void *data),
                      void *data)
{
  walk (command->options, visit, data);
  walk (common_options, visit, data);
  visit (&vf_help_option, data);
  visit (&vf_version_option, data);
  visit (&vf_long_options_option, data);
}

static void
print_option_help (const struct vf_option *option, void *data)
{
  char left[80];
  const char *metavar = option->metavar ? option->metavar : "";
  const char *joint = !option->metavar               ? ""
                      : option->is_argument_optional ? "[="
                                                     : " ";
  const char *end = option->is_argument_optional ? "]" : "";

  if (!option->help)
    return;
  if (option->letter)
    snprintf (left, sizeof left, "-%c, --%s%s%s%s", option->letter,
              option->name, joint, metavar, end);
  else
    snprintf (left, sizeof left, "    --%s%s%s%s", option->name, joint,
              metavar, end);
  fprintf (data, "  %-28s  %s\n", left, option->help);
}

void
vf_options_print_help (const struct vf_command *command, FILE *out)
{
  fprintf (out, "usage: vmferry %s [OPTION]... %s\n\n%s.\n\n", command->name,
           command->operands, command->summary);
  vf_option_table_walk (command, print_option_help, out);
  fprintf (out, "\nThe whole story: man vmferry-%s\n", command->name);
}

static void
print_option_name (const struct vf_option *option, void *data)
{
  if (option->help)
    fprintf (data, "--%s\n", option->name);
}

void
vf_options_print_long (const struct vf_command *command, FILE *out)
{
  vf_option_table_walk (command, print_option_name, out);
}
