/* vmferry inspect: what is inside a VM, what a conversion would change, and
 * what stands in its way.  Nothing is written but to throw-away overlays.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "drivers/plan.h"
#include "inspect/guest.h"
#include "tools/image-options.h"
#include "tools/output.h"
#include "tools/vm-commands.h"

struct inspect_options {
  struct vf_common_options common;
  struct vf_option_list allowed_dirs;
};

/* The one operand may be a definition; a disk image never ends like one. */
static bool
is_definition (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot && strcmp (dot, ".vmx") == 0;
}

static void
print_kernels (const struct vf_guest *guest)
{
  const struct vf_guest_kernel *kernel;
  size_t i;

  for (i = 0; i < guest->kernel_count; i++) {
    kernel = &guest->kernels[i];
    printf ("kernel: %s, initramfs %s\n", kernel->version,
            kernel->initramfs ? kernel->initramfs : "none");
  }
}

static void
print_filesystems (const struct vf_guest *guest)
{
  const struct vf_guest_filesystem *fs;
  size_t i;

  for (i = 0; i < guest->filesystem_count; i++) {
    fs = &guest->filesystems[i];
    printf ("filesystem: %s, %s%s%s\n", fs->device, fs->type,
            fs->mount_point ? ", on " : "",
            fs->mount_point ? fs->mount_point : "");
  }
}

static void
print_guest (const struct vf_guest *guest)
{
  size_t i;

  printf ("system: %s (%s)\n", guest->os.name, guest->os.arch);
  if (guest->os.hostname)
    printf ("hostname: %s\n", guest->os.hostname);
  print_filesystems (guest);
  print_kernels (guest);
  for (i = 0; i < guest->boot.entry_count; i++)
    printf ("boot entry: %s%s\n", guest->boot.entries[i].title,
            guest->boot.entries[i].is_default ? " (default)" : "");
  for (i = 0; i < guest->network.interface_count; i++)
    printf ("interface: %s, %s %s\n", guest->network.interfaces[i].name,
            guest->network.interfaces[i].method,
            guest->network.interfaces[i].address
                ? guest->network.interfaces[i].address
                : "");
  for (i = 0; i < guest->tool_count; i++)
    printf ("hypervisor tool: %s %s\n", guest->tools[i].package,
            guest->tools[i].version);
}

static int
print_text (const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_FREE char *plan = vf_plan_text (conversion->plan);

  if (!plan)
    return vf_error_nomem (err, "the plan");
  print_guest (conversion->guest);
  printf ("\nA conversion would:\n%s", plan);
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

static int
run_inspect (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct inspect_options *options = values;
  const char *const *operands = options->common.operands;
  bool has_definition
      = options->common.n_operands == 1 && is_definition (operands[0]);
  struct vf_convert_options what = {
    .definition = has_definition ? operands[0] : NULL,
    .images = operands,
    .n_images = options->common.n_operands,
    .allowed_dirs = options->allowed_dirs.items,
    .n_allowed_dirs = options->allowed_dirs.count,
    .disk_format = "qcow2",
    .plan_only = true,
  };
  CLEANUP_CONVERSION struct vf_conversion *conversion
      = calloc (1, sizeof *conversion);

  if (!conversion) {
    vf_error_nomem (err, "the inspection");
    return VF_EXIT_FAILED;
  }
  if (vf_convert (&what, &tool->job, conversion, err))
    return VF_EXIT_FAILED;
  if (options->common.json ? print_json (conversion, err)
                           : print_text (conversion, err))
    return VF_EXIT_FAILED;
  return VF_EXIT_OK;
}

static const struct vf_option inspect_options[] = {
  VF_ALLOW_PATH_ROW (struct inspect_options, allowed_dirs),
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
