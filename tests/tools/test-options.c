/* vmferry: tests of the parser of options, over a command made up of one
 * option of each kind.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/options.h"

#include <string.h>

#include "tests/unit.h"
#include "tools/command.h"
#include "tools/image-options.h"

enum { MAX_WORDS = 20 };

struct try_options {
  struct vf_common_options common;
  bool flag;
  const char *text;
  const char *choice;
  const char *maybe;
  uint64_t number;
  uint64_t size;
  struct vf_option_list list;
};

#define OPTION(member) offsetof (struct try_options, member)

static const struct vf_option options[] = {
  { "flag", 'x', VF_OPTION_FLAG, NULL, OPTION (flag), "a flag", NULL, false },
  { "text", 't', VF_OPTION_TEXT, "TEXT", OPTION (text), "a text", NULL,
    false },
  { "choice", 'c', VF_OPTION_CHOICE, "red|green", OPTION (choice), "a choice",
    (const char *const[]){ "red", "green", NULL }, false },
  { "maybe", 'm', VF_OPTION_CHOICE, "on|off", OPTION (maybe), "it may be",
    (const char *const[]){ "on", "off", NULL }, true },
  { "number", 'n', VF_OPTION_NUMBER, "N", OPTION (number), "a number", NULL,
    false },
  { "size", 0, VF_OPTION_SIZE, "SIZE", OPTION (size), "a size", NULL, false },
  { "list", 'l', VF_OPTION_LIST, "ITEM", OPTION (list), "a list", NULL,
    false },
  VF_OPTIONS_END,
};

static const struct vf_command command = {
  .name = "try",
  .operands = "FIRST [SECOND]",
  .min_operands = 1,
  .max_operands = 2,
  .summary = "Try options",
  .options = options,
  .options_size = sizeof (struct try_options),
};

static struct vf_error err;
static struct try_options values;
static char *words[MAX_WORDS + 1];

/* Parses LINE, words with a space between; they live until the next call. */
static enum vf_parse_result
parse (const char *line)
{
  static char copy[256];
  char *word, *rest = copy;
  int n = 0;

  snprintf (copy, sizeof copy, "try %s", line);
  while ((word = strsep (&rest, " ")) && n < MAX_WORDS)
    if (*word)
      words[n++] = word;
  words[n] = NULL;
  vf_options_clear (&command, &values);
  memset (&values, 0, sizeof values);
  return vf_options_parse (&command, n, words, &values, &err);
}

#define RUNS(line) ck_assert_msg (parse (line) == VF_PARSE_RUN, "%s", err.text)

START_TEST (each_kind_has_its_value)
{
  RUNS ("--flag --text a,b --choice green --maybe=off --number 0x10 "
        "--size 64k --list 1 --list=2 file");
  ck_assert (values.flag);
  ck_assert_str_eq (values.text, "a,b");
  ck_assert_str_eq (values.choice, "green");
  ck_assert_str_eq (values.maybe, "off");
  ck_assert_uint_eq (values.number, 16);
  ck_assert_uint_eq (values.size, 65536);
  ck_assert_uint_eq (values.list.count, 2);
  ck_assert_str_eq (values.list.items[0], "1");
  ck_assert_str_eq (values.list.items[1], "2");
  ck_assert_uint_eq (values.common.n_operands, 1);
  ck_assert_str_eq (values.common.operands[0], "file");
  vf_options_clear (&command, &values);
}
END_TEST

START_TEST (letters_do_the_same)
{
  RUNS ("-xta -cred -moff -n7 -l1 -l 2 file");
  ck_assert (values.flag);
  ck_assert_str_eq (values.text, "a");
  ck_assert_str_eq (values.choice, "red");
  ck_assert_str_eq (values.maybe, "off");
  ck_assert_uint_eq (values.number, 7);
  ck_assert_uint_eq (values.list.count, 2);
  vf_options_clear (&command, &values);
}
END_TEST

START_TEST (nothing_given_is_nothing_set)
{
  RUNS ("file");
  ck_assert (!values.flag && !values.text && !values.choice && !values.maybe);
  ck_assert (!values.number && !values.size && !values.list.count);
  ck_assert (!values.common.json && !values.common.progress);
}
END_TEST

/* What follows such an option is an operand, unless it is joined to it. */
START_TEST (an_argument_can_be_optional)
{
  RUNS ("--maybe off file");
  ck_assert_str_eq (values.maybe, "on");
  ck_assert_uint_eq (values.common.n_operands, 2);
  RUNS ("-m off file");
  ck_assert_str_eq (values.maybe, "on");
  ck_assert_uint_eq (values.common.n_operands, 2);
  RUNS ("-p file");
  ck_assert_str_eq (values.common.progress, "bar");
  RUNS ("--progress=json file");
  ck_assert_str_eq (values.common.progress, "json");
}
END_TEST

START_TEST (the_last_of_two_wins)
{
  RUNS ("--text a -t b file");
  ck_assert_str_eq (values.text, "b");
}
END_TEST

START_TEST (options_may_follow_operands)
{
  RUNS ("a --flag b --json");
  ck_assert (values.flag && values.common.json);
  ck_assert_uint_eq (values.common.n_operands, 2);
  ck_assert_str_eq (values.common.operands[0], "a");
  ck_assert_str_eq (values.common.operands[1], "b");
}
END_TEST

START_TEST (two_dashes_end_the_options)
{
  RUNS ("-x -- -t --flag");
  ck_assert_uint_eq (values.common.n_operands, 2);
  ck_assert_str_eq (values.common.operands[0], "-t");
  ck_assert_str_eq (values.common.operands[1], "--flag");
  RUNS ("-");
  ck_assert_str_eq (values.common.operands[0], "-");
}
END_TEST

START_TEST (a_long_option_can_be_cut_short)
{
  RUNS ("--fl --num=3 file");
  ck_assert (values.flag);
  ck_assert_uint_eq (values.number, 3);
}
END_TEST

START_TEST (mistakes_are_named)
{
  static const struct {
    const char *line, *text;
  } rows[] = {
    { "file --nope", "--nope is not an option" },
    { "--nope=3 file", "--nope is not an option" },
    { "--nope a b c d", "--nope is not an option" },
    { "-z file", "-z is not an option" },
    { "-xz file", "-z is not an option" },
    { "--flag=yes file", "--flag takes no argument" },
    { "--fl=yes file", "--flag takes no argument" },
    { "file --text", "--text needs an argument" },
    { "file -t", "-t needs an argument" },
    { "file -xt", "-t needs an argument" },
    { "--progres file", "--progres could be --progress or --progress-fd" },
    { "--m file --t", "--t needs an argument" },
    { "--choice blue file", "--choice: \"blue\" is none of red, green" },
    { "--choice= file", "--choice: \"\" is none of red, green" },
    { "--maybe=x file", "--maybe: \"x\" is none of on, off" },
    { "--number 3x file", "--number: \"3x\" is not a number" },
    { "--number -3 file", "--number: \"-3\" is not a number" },
    { "-n 4294967296 file", "--number: 4294967296 is out of range, must be 0 "
                            "to 4294967295" },
    { "--size 3q file", "--size: \"3q\" is not a size, use a number and one "
                        "of b, k, M, G, T, P, E" },
    { "--size 99999999E file", "--size: 99999999E does not fit" },
    { "--flag", "an operand is missing (usage: vmferry try [OPTION]... FIRST "
                "[SECOND])" },
    { "", "an operand is missing (usage: vmferry try [OPTION]... FIRST "
          "[SECOND])" },
    { "a b c", "there are too many operands (usage: vmferry try [OPTION]... "
               "FIRST [SECOND])" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    ck_assert_msg (parse (rows[i].line) == VF_PARSE_ERROR, "%s was accepted",
                   rows[i].line);
    ck_assert_str_eq (err.text, rows[i].text);
    ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  }
  vf_options_clear (&command, &values);
}
END_TEST

START_TEST (help_comes_before_mistakes_that_follow)
{
  ck_assert_int_eq (parse ("--help"), VF_PARSE_HELP);
  ck_assert_int_eq (parse ("-h --nope"), VF_PARSE_HELP);
  ck_assert_int_eq (parse ("--long-options"), VF_PARSE_LONG_OPTIONS);
  ck_assert_int_eq (parse ("--nope -h"), VF_PARSE_ERROR);
}
END_TEST

/* What PRINT writes. */
static char *
printed (void (*print) (const struct vf_command *what, FILE *out))
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream (&text, &size);

  print (&command, out);
  fclose (out);
  return text;
}

START_TEST (help_shows_each_option)
{
  char *text = printed (vf_options_print_help);

  ck_assert_int_eq (strncmp (text, "usage: vmferry try [OPTION]... FIRST "
                                   "[SECOND]\n\nTry options.\n\n", 51), 0);
  ck_assert_ptr_nonnull (strstr (text, "\n  -x, --flag "));
  ck_assert_ptr_nonnull (strstr (text, "\n  -t, --text TEXT "));
  ck_assert_ptr_nonnull (strstr (text, "\n  -m, --maybe[=on|off] "));
  ck_assert_ptr_nonnull (strstr (text, "\n      --size SIZE "));
  ck_assert_ptr_nonnull (strstr (text, "\n      --json "));
  ck_assert_ptr_nonnull (strstr (text, "\n  -h, --help "));
  ck_assert_ptr_null (strstr (text, "--long-options"));
  free (text);
}
END_TEST

START_TEST (the_list_is_for_programs)
{
  char *text = printed (vf_options_print_long);

  ck_assert_str_eq (text, "--flag\n--text\n--choice\n--maybe\n--number\n"
                          "--size\n--list\n--json\n--progress\n"
                          "--progress-fd\n--quiet\n--verbose\n--help\n"
                          "--version\n");
  free (text);
}
END_TEST

UNIT_MAIN ("tools/options", each_kind_has_its_value, letters_do_the_same,
           nothing_given_is_nothing_set, an_argument_can_be_optional,
           the_last_of_two_wins, options_may_follow_operands,
           two_dashes_end_the_options, a_long_option_can_be_cut_short,
           mistakes_are_named, help_comes_before_mistakes_that_follow,
           help_shows_each_option, the_list_is_for_programs)
