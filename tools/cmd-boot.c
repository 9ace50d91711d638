/* vmferry boot: boots a converted VM isolated and says whether it came up.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "common/json.h"
#include "convert/vm/boot/boot.h"
#include "formats/domain.h"
#include "tools/command.h"
#include "tools/output.h"
#include "tools/vm-commands.h"

enum {
  MAX_TIMEOUT_S = 24 * 60 * 60, /* a day; more is a slip of the hand */
};

struct boot_options {
  struct vf_common_options common;
  uint64_t timeout_s;
  const char *expect;
  const char *console_log;
  bool keep;
};

static int
print_result (const struct vf_boot_result *result, bool json,
              struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *value = NULL;
  CLEANUP_FREE char *text = NULL;

  if (json) {
    value = vf_boot_result_to_json (result);
    return vf_output_json (value, err);
  }
  text = vf_boot_result_text (result);
  if (!text)
    return vf_error_nomem (err, "the result of a boot");
  fputs (text, stdout);
  return 0;
}

/* Leaves the guest running until it ends or we are told to. */
static int
hold (struct vf_boot *boot, struct vf_tool *tool, struct vf_error *err)
{
  vf_job_log (&tool->job, VF_LOG_WARNING,
              "the guest goes on running; its serial console is at %s; "
              "Ctrl-C ends it",
              vf_boot_console_socket (boot));
  fflush (stdout);
  return vf_boot_hold (boot, err);
}

static int
run_boot (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct boot_options *options = values;
  const struct vf_boot_options how = {
    .timeout_ms = options->timeout_s * 1000,
    .expect = options->expect,
    .console_path = options->console_log,
  };
  __attribute__ ((cleanup (vf_boot_result_clear))) struct vf_boot_result result
      = { 0 };
  CLEANUP_DOMAIN struct vf_domain *domain = NULL;
  CLEANUP_BOOT struct vf_boot *boot = NULL;

  if (options->timeout_s > MAX_TIMEOUT_S) {
    vf_error_set (err, VF_ERROR_USAGE, "--timeout: at most %d seconds",
                  MAX_TIMEOUT_S);
    return VF_EXIT_USAGE;
  }
  domain = vf_domain_open (options->common.operands[0], err);
  if (!domain)
    return VF_EXIT_FAILED;
  boot = vf_boot_start (domain, &how, &tool->job, err);
  if (!boot || vf_boot_watch (boot, &result, err)
      || print_result (&result, options->common.json, err)
      || (options->keep && hold (boot, tool, err)))
    return err->code == VF_ERROR_USAGE ? VF_EXIT_USAGE : VF_EXIT_FAILED;
  return result.is_up ? VF_EXIT_OK : VF_EXIT_FAILED;
}

#define ROW(member) offsetof (struct boot_options, member)

static const struct vf_option boot_options[] = {
  { "timeout", 0, VF_OPTION_COUNT, "SECONDS", ROW (timeout_s),
    "give up after this long [180; without KVM 600]", NULL, false },
  { "expect", 0, VF_OPTION_TEXT, "REGEX", ROW (expect),
    "up is when a line of console matches, not a login", NULL, false },
  { "console-log", 0, VF_OPTION_TEXT, "FILE", ROW (console_log),
    "write the serial console's output there", NULL, false },
  { "keep", 0, VF_OPTION_FLAG, NULL, ROW (keep),
    "leave the guest running until Ctrl-C", NULL, false },
  { NULL, 0, VF_OPTION_FLAG, NULL, 0, NULL, NULL, false },
};

const struct vf_command vf_cmd_boot = {
  .name = "boot",
  .operands = "DOMAIN.xml",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "Boot a converted VM isolated and say whether it came up",
  .options = boot_options,
  .options_size = sizeof (struct boot_options),
  .run = run_boot,
};
