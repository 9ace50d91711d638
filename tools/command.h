/* vmferry: what a subcommand is: one table of options that makes the parser,
 * the help and the completion, and one function that runs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_COMMAND_H
#define VF_TOOLS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/job.h"

/* Exit statuses; the first three as DESIGN and the manual have them. */
enum {
  VF_EXIT_OK = 0,
  VF_EXIT_FAILED = 1,
  VF_EXIT_USAGE = 2,
  VF_EXIT_LOSSES = 3, /* done, with losses: --strict forbids them, or a
                       * salvage lists them */
};

enum vf_option_kind {
  VF_OPTION_FLAG,   /* bool */
  VF_OPTION_TEXT,   /* const char * */
  VF_OPTION_CHOICE, /* const char *, one of `choices` */
  VF_OPTION_NUMBER, /* uint64_t */
  VF_OPTION_COUNT,  /* uint64_t, at least 1: 0 is "not given" */
  VF_OPTION_SIZE,   /* likewise, bytes, with suffixes */
  VF_OPTION_LIST,   /* struct vf_option_list: may be given several times */
};

struct vf_option {
  const char *name; /* long, without the dashes */
  char letter;      /* short, or 0 */
  enum vf_option_kind kind;
  const char *metavar; /* what --help calls its argument; NULL for a flag */
  size_t offset;       /* of its value in the command's options struct */
  const char *help;    /* one line */
  const char *const *choices; /* NULL-terminated; of CHOICE */
  bool is_argument_optional;  /* CHOICE: without argument the first choice */
};

/* The values of a LIST option; points into argv. */
struct vf_option_list {
  const char **items;
  size_t count;
  size_t capacity;
};

/* What all commands have; each command's options struct starts with it. */
struct vf_common_options {
  bool json;
  bool verbose;
  bool quiet;
  const char *progress; /* NULL: a bar on a terminal; "bar", "json" */
  uint64_t progress_fd;
  const char *const *operands; /* points into argv */
  size_t n_operands;
};

/* What a running command is given beside its options. */
struct vf_tool {
  const char *name; /* "vmferry" */
  struct vf_job job;
};

struct vf_command {
  const char *name;     /* "info" */
  const char *operands; /* as the synopsis shows them: "IMAGE" */
  size_t min_operands, max_operands;
  const char *summary;             /* one line */
  const struct vf_option *options; /* ends with a NULL name */
  size_t options_size;             /* of its struct */
  /* Runs with the parsed options, all its output on stdout, and no word on
   * stderr but through the job; the caller prints the error.
   * Returns: an exit status; ERR is set exactly when it is FAILED or USAGE, or
   * LOSSES of a command with --strict, and there is something to say. */
  int (*run) (struct vf_tool *tool, const void *options,
              struct vf_error *err);
};

/* Parses what follows the command's name, and runs it.
 * Returns: an exit status. */
int vf_command_main (struct vf_tool *tool, const struct vf_command *command,
                     int argc, char *argv[]);

#endif
