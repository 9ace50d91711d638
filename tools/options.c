/* vmferry: parsing options by table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/text.h"
#include "common/vector.h"
#include "tools/command.h"
#include "tools/option-table.h"

/* More options than any command has; keeps the getopt tables on the stack. */
enum { MAX_OPTIONS = 64 };

/* getopt's view of a table: long options answer with FIRST_INDEX + their place
 * in the merged table, short ones with their letter. */
enum { FIRST_INDEX = 256 };

struct getopt_tables {
  const struct vf_option *merged[MAX_OPTIONS];
  struct option longs[MAX_OPTIONS + 1];
  char shorts[3 * MAX_OPTIONS + 3];
  size_t count;
};

static int
argument_kind (const struct vf_option *option)
{
  if (option->kind == VF_OPTION_FLAG)
    return no_argument;
  return option->is_argument_optional ? optional_argument : required_argument;
}

static void
add_option (const struct vf_option *option, void *data)
{
  struct getopt_tables *tables = data;
  size_t i = tables->count;
  int kind = argument_kind (option);
  char *s = tables->shorts + strlen (tables->shorts);

  if (i == MAX_OPTIONS)
    abort ();
  tables->merged[i] = option;
  tables->longs[i]
      = (struct option){ option->name, kind, NULL, FIRST_INDEX + (int)i };
  if (option->letter) {
    *s++ = option->letter;
    if (kind != no_argument)
      *s++ = ':';
    if (kind == optional_argument)
      *s++ = ':';
    *s = '\0';
  }
  tables->count++;
}

static const struct vf_option *
find_option (const struct getopt_tables *tables, int answer)
{
  size_t i;

  if (answer >= FIRST_INDEX)
    return tables->merged[answer - FIRST_INDEX];
  for (i = 0; i < tables->count; i++)
    if (tables->merged[i]->letter == answer)
      return tables->merged[i];
  return NULL;
}

static int
set_choice (const struct vf_option *option, const char *text,
            const char **value, struct vf_error *err)
{
  const char *const *choice;
  char all[256] = "";

  for (choice = option->choices; *choice; choice++) {
    if (!text || strcmp (text, *choice) == 0) {
      *value = *choice;
      return 0;
    }
    strncat (all, *choice == *option->choices ? "" : ", ",
             sizeof all - strlen (all) - 1);
    strncat (all, *choice, sizeof all - strlen (all) - 1);
  }
  return vf_error_set (err, VF_ERROR_USAGE, "\"%s\" is none of %s", text, all);
}

unsigned
vf_option_choice (const char *const *names, const char *name)
{
  unsigned i = 0;

  while (name && names[i] && strcmp (names[i], name) != 0)
    i++;
  return i;
}

static int
set_size (const char *text, uint64_t *value, struct vf_error *err)
{
  if (vf_text_parse_size (text, value, err))
    return -1;
  if (*value)
    return 0;
  return vf_error_set (err, VF_ERROR_USAGE, "must be more than 0");
}

static int
set_value (const struct vf_option *option, const char *text, void *value,
           struct vf_error *err)
{
  switch (option->kind) {
  case VF_OPTION_FLAG:
    *(bool *)value = true;
    return 0;
  case VF_OPTION_TEXT:
    *(const char **)value = text;
    return 0;
  case VF_OPTION_CHOICE:
    return set_choice (option, text, value, err);
  case VF_OPTION_NUMBER:
    return vf_text_parse_u64 (text, 0, UINT32_MAX, value, err);
  case VF_OPTION_COUNT:
    return vf_text_parse_u64 (text, 1, UINT32_MAX, value, err);
  case VF_OPTION_SIZE:
    return set_size (text, value, err);
  case VF_OPTION_LIST:
    if (vf_vector_push ((struct vf_option_list *)value, text))
      return vf_error_nomem (err, "options");
    return 0;
  }
  return 0;
}

/* Names the options that WORD, of N bytes and with its dashes, may have begun,
 * when there are several.
 * Returns: how many there are. */
static size_t
find_candidates (const struct getopt_tables *tables, const char *word,
                 size_t n, char *names, size_t size)
{
  size_t i, used = 0, count = 0;

  for (i = 0; i < tables->count && used < size; i++) {
    if (n < 2 || strncmp (tables->merged[i]->name, word + 2, n - 2))
      continue;
    used += snprintf (names + used, size - used, "%s--%s",
                      count ? " or " : "", tables->merged[i]->name);
    count++;
  }
  return count;
}

/* The error for a long option that is none, or more than one. */
static void
bad_name (const struct getopt_tables *tables, const char *word,
          struct vf_error *err)
{
  int n = (int)strcspn (word, "=");
  char names[256] = "";

  if (find_candidates (tables, word, n, names, sizeof names) > 1)
    vf_error_set (err, VF_ERROR_USAGE, "%.*s could be %s", n, word, names);
  else
    vf_error_set (err, VF_ERROR_USAGE, "%.*s is not an option", n, word);
}

/* The error for what getopt did not understand.  Its optopt is a letter, what
 * add_option gave a long option, or 0 for a name that it does not know. */
static enum vf_parse_result
bad_option (const struct getopt_tables *tables, int answer, char *argv[],
            struct vf_error *err)
{
  const char *word = argv[optind - 1];

  if (optopt == 0)
    bad_name (tables, word, err);
  else if (answer == ':' && optopt < FIRST_INDEX)
    vf_error_set (err, VF_ERROR_USAGE, "-%c needs an argument", optopt);
  else if (answer == ':')
    vf_error_set (err, VF_ERROR_USAGE, "%s needs an argument", word);
  else if (optopt < FIRST_INDEX)
    vf_error_set (err, VF_ERROR_USAGE, "-%c is not an option", optopt);
  else
    vf_error_set (err, VF_ERROR_USAGE, "--%s takes no argument",
                  tables->merged[optopt - FIRST_INDEX]->name);
  return VF_PARSE_ERROR;
}

static enum vf_parse_result
take_operands (const struct vf_command *command, int argc, char *argv[],
               void *values, struct vf_error *err)
{
  struct vf_common_options *common = values;
  size_t i;

  common->operands = (const char *const *)argv + optind;
  common->n_operands = argc - optind;
  for (i = 0; i < common->n_operands; i++) {
    if (*common->operands[i])
      continue;
    vf_error_set (err, VF_ERROR_USAGE, "an operand is empty");
    return VF_PARSE_ERROR;
  }
  if (common->n_operands >= command->min_operands
      && common->n_operands <= command->max_operands)
    return VF_PARSE_RUN;
  vf_error_set (err, VF_ERROR_USAGE, "%s (usage: vmferry %s [OPTION]... %s)",
                common->n_operands < command->min_operands
                    ? "an operand is missing"
                    : "there are too many operands",
                command->name, command->operands);
  return VF_PARSE_ERROR;
}

enum vf_parse_result
vf_options_parse (const struct vf_command *command, int argc, char *argv[],
                  void *values, struct vf_error *err)
{
  struct getopt_tables tables = { .shorts = ":" };
  const struct vf_option *option;
  int answer;

  vf_option_table_walk (command, add_option, &tables);
  optind = 0; /* makes glibc forget where it was in an earlier argv */
  opterr = 0;
  while ((answer = getopt_long (argc, argv, tables.shorts, tables.longs, NULL))
         != -1) {
    option = find_option (&tables, answer);
    if (answer == '?' || answer == ':' || !option)
      return bad_option (&tables, answer, argv, err);
    if (option == &vf_help_option)
      return VF_PARSE_HELP;
    if (option == &vf_version_option)
      return VF_PARSE_VERSION;
    if (option == &vf_long_options_option)
      return VF_PARSE_LONG_OPTIONS;
    if (set_value (option, optarg, (char *)values + option->offset, err)) {
      vf_error_prefix (err, "--%s", option->name);
      return VF_PARSE_ERROR;
    }
  }
  return take_operands (command, argc, argv, values, err);
}

bool
vf_option_is_chosen (const struct vf_option *option, const void *values)
{
  const void *value = (const char *)values + option->offset;
  const char *text;

  switch (option->kind) {
  case VF_OPTION_FLAG:
    return *(const bool *)value;
  case VF_OPTION_TEXT:
    return *(const char *const *)value;
  case VF_OPTION_CHOICE:
    text = *(const char *const *)value;
    return text && text != option->choices[0];
  case VF_OPTION_NUMBER:
  case VF_OPTION_COUNT:
  case VF_OPTION_SIZE:
    return *(const uint64_t *)value;
  case VF_OPTION_LIST:
    return ((const struct vf_option_list *)value)->count;
  }
  return false;
}

static void
clear_option (const struct vf_option *option, void *data)
{
  if (option->kind == VF_OPTION_LIST)
    free (((struct vf_option_list *)((char *)data + option->offset))->items);
}

void
vf_options_clear (const struct vf_command *command, void *values)
{
  vf_option_table_walk (command, clear_option, values);
}
