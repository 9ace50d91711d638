/* vmferry inspect: what is inside a VM, what a conversion would change, and
 * what stands in its way.  Nothing is written but to throw-away overlays.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/json.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "drivers/plan.h"
#include "inspect/guest.h"
#include "tools/image-options.h"
#include "tools/machine-options.h"
#include "tools/output.h"
#include "tools/vm-commands.h"

struct inspect_options {
  struct vf_common_options common;
  struct vf_option_list allowed_dirs;
  struct vf_machine_params machine;
};

/* A disk image never ends like a definition; a package is taken for its VM,
 * and so is the folder of an export. */
static bool
is_definition (const char *path)
{
  static const char *const endings[]
      = { ".vmx", ".ovf", ".ova", ".vmcx", ".xml", ".json" };
  const char *dot = strrchr (path, '.');
  struct stat st;
  size_t i;

  if (stat (path, &st) == 0 && S_ISDIR (st.st_mode))
    return true;
  for (i = 0; dot && i < sizeof endings / sizeof *endings; i++)
    if (strcasecmp (dot, endings[i]) == 0)
      return true;
  return false;
}

/* A definition among images would be taken for a small disk. */
static int
check_operands (const struct vf_common_options *common, struct vf_error *err)
{
  size_t i;

  for (i = 0; common->n_operands > 1 && i < common->n_operands; i++)
    if (is_definition (common->operands[i]))
      return vf_error_set (err, VF_ERROR_USAGE,
                           "%s: a VM definition stands alone, without images",
                           common->operands[i]);
  return 0;
}

static void
print_kernels (const struct vf_guest *guest, FILE *out)
{
  const struct vf_guest_kernel *kernel;
  size_t i;

  for (i = 0; i < guest->kernel_count; i++) {
    kernel = &guest->kernels[i];
    fprintf (out, "kernel: %s, initramfs %s\n", kernel->version,
             kernel->initramfs ? kernel->initramfs : "none");
  }
}

static void
print_filesystems (const struct vf_guest *guest, FILE *out)
{
  const struct vf_guest_filesystem *fs;
  size_t i;

  for (i = 0; i < guest->filesystem_count; i++) {
    fs = &guest->filesystems[i];
    fprintf (out, "filesystem: %s, %s%s%s\n", fs->device, fs->type,
             fs->mount_point ? ", on " : "",
             fs->mount_point ? fs->mount_point : "");
  }
}

static void
print_guest (const struct vf_guest *guest, FILE *out)
{
  size_t i;

  fprintf (out, "system: %s (%s)\n",
           guest->os.name ? guest->os.name : guest->os.id, guest->os.arch);
  if (guest->os.hostname)
    fprintf (out, "hostname: %s\n", guest->os.hostname);
  print_filesystems (guest, out);
  print_kernels (guest, out);
  for (i = 0; i < guest->boot.entry_count; i++)
    fprintf (out, "boot entry: %s%s\n", guest->boot.entries[i].title,
             guest->boot.entries[i].is_default ? " (default)" : "");
  for (i = 0; i < guest->network.interface_count; i++)
    fprintf (out, "interface: %s, %s %s\n", guest->network.interfaces[i].name,
             guest->network.interfaces[i].method,
             guest->network.interfaces[i].address
                 ? guest->network.interfaces[i].address
                 : "");
  for (i = 0; i < guest->tool_count; i++)
    fprintf (out, "hypervisor tool: %s %s\n", guest->tools[i].package,
             guest->tools[i].version);
}

static int
print_text (const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_FREE char *plan = vf_plan_text (conversion->plan);
  CLEANUP_FREE char *text = NULL;
  size_t n;
  FILE *out = open_memstream (&text, &n);

  if (!plan || !out)
    return vf_error_nomem (err, "the plan");
  print_guest (conversion->guest, out);
  fprintf (out, "\nA conversion would:\n%s", plan);
  if (fclose (out))
    return vf_error_nomem (err, "the plan");
  vf_output_lines (stdout, text);
  return 0;
}

static int
print_json (const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();

  vf_json_put (json, "guest", vf_guest_json (conversion->guest));
  vf_json_put (json, "plan", vf_plan_json (conversion->plan));
  vf_json_put_bool (json, "can_be_converted",
                    !vf_plan_obstacle (conversion->plan));
  return vf_output_json (json, err);
}

/* A program that reads our output gets an object either way. */
static void
print_failure (const char *text)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();
  struct vf_error ignored = { 0 };

  vf_json_put_text (json, "failure", text);
  vf_json_put_bool (json, "can_be_converted", false);
  vf_output_json (json, &ignored);
}

static int
run_inspect (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct inspect_options *options = values;
  const char *const *operands = options->common.operands;
  bool has_definition
      = options->common.n_operands == 1 && is_definition (operands[0]);
  struct vf_convert_options what = {
    .definition = has_definition ? operands[0] : NULL,
    .machine = options->machine,
    .images = operands,
    .n_images = options->common.n_operands,
    .allowed_dirs = options->allowed_dirs.items,
    .n_allowed_dirs = options->allowed_dirs.count,
    .disk_format = "qcow2",
    .plan_only = true,
  };
  CLEANUP_CONVERSION struct vf_conversion *conversion
      = calloc (1, sizeof *conversion);

  if (check_operands (&options->common, err))
    return VF_EXIT_USAGE;
  if (!conversion) {
    vf_error_nomem (err, "the inspection");
    return VF_EXIT_FAILED;
  }
  if (vf_convert (&what, &tool->job, conversion, err)) {
    if (options->common.json)
      print_failure (err->text);
    return VF_EXIT_FAILED;
  }
  if (options->common.json ? print_json (conversion, err)
                           : print_text (conversion, err))
    return VF_EXIT_FAILED;
  return VF_EXIT_OK;
}

static const struct vf_option inspect_options[] = {
  VF_ALLOW_PATH_ROW (struct inspect_options, allowed_dirs),
  VF_MACHINE_OPTION_ROWS (struct inspect_options, machine),
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_inspect = {
  .name = "inspect",
  .operands = "VM | IMAGE...",
  .min_operands = 1,
  .max_operands = 64,
  .summary = "Say what is inside a VM and what a conversion would change",
  .options = inspect_options,
  .options_size = sizeof (struct inspect_options),
  .run = run_inspect,
};
