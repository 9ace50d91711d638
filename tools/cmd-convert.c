/* vmferry convert: the main job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "common/text.h"
#include "convert/vm/boot/boot.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "convert/vm/emit/emit.h"
#include "drivers/plan.h"
#include "tools/compression.h"
#include "tools/device-options.h"
#include "tools/image-options.h"
#include "tools/location-options.h"
#include "tools/machine-options.h"
#include "tools/network-options.h"
#include "tools/output.h"
#include "tools/resource-options.h"
#include "tools/vm-commands.h"

struct convert_options {
  struct vf_common_options common;
  struct vf_option_list locations;
  struct vf_option_list allowed_dirs;
  struct vf_machine_params machine;
  struct vf_network_options networks;
  struct vf_resource_options resources;
  struct vf_device_options devices;
  const char *folder;
  const char *name;
  const char *output_format;
  const char *compression;
  const char *define_uri;
  uint64_t boot_timeout;
  bool plan;
  bool boot_check;
  bool overwrite;
  bool strict;
  bool no_fsync;
  bool no_manifest;
};

static int
print_plan (const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_plan_text (conversion->plan);

  if (!text)
    return vf_error_nomem (err, "the plan");
  vf_output_lines (stdout, text);
  return 0;
}

static void
print_files (const struct vf_conversion *conversion)
{
  size_t i;

  for (i = 0; i < conversion->disks.count; i++)
    printf ("%s\n", conversion->disks.items[i].target_path);
  if (conversion->nvram_path)
    printf ("%s\n", conversion->nvram_path);
  printf ("%s\n", conversion->xml_path);
  printf ("%s/%s.report.json\n", conversion->folder, conversion->name);
  printf ("%s/%s.report.html\n", conversion->folder, conversion->name);
}

/* The result on standard output: JSON, also of a failure; else the plan, or
 * the files that were made. */
static int
print_result (const struct convert_options *options,
              const struct vf_conversion *conversion, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = NULL;

  if (options->common.json) {
    json = vf_conversion_json (conversion);
    return vf_output_json (json, err);
  }
  if (options->plan)
    return conversion->plan ? print_plan (conversion, err) : 0;
  if (conversion->is_complete)
    print_files (conversion);
  return 0;
}

/* What is said at the end of a conversion that succeeded. */
static void
log_summary (struct vf_tool *tool, const struct vf_conversion *conversion)
{
  vf_job_log (&tool->job, VF_LOG_STAGE,
              "converted %s in %.1f s%s; losses in the report: %zu",
              conversion->name, conversion->seconds,
              conversion->boot ? ", and it boots" : "",
              vf_conversion_loss_count (conversion));
}

/* A plan that cannot be carried out is a failure, though it was printed. */
static int
status_of (const struct convert_options *options,
           const struct vf_conversion *conversion, struct vf_error *err)
{
  size_t losses = vf_conversion_loss_count (conversion);

  if (conversion->failure) {
    vf_error_set (err, VF_ERROR_UNSUPPORTED, "%s", conversion->failure);
    return VF_EXIT_FAILED;
  }
  if (!options->strict || !losses)
    return VF_EXIT_OK;
  vf_error_set (err, VF_ERROR_UNSUPPORTED,
                "--strict: %zu %s lost, which the report names", losses,
                losses == 1 ? "thing is" : "things are");
  return VF_EXIT_LOSSES;
}

/* Converts as WHAT says, and reports. */
static int
convert (struct vf_tool *tool, const struct convert_options *options,
         const struct vf_convert_options *what, struct vf_error *err)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion
      = calloc (1, sizeof *conversion);
  struct vf_error print_err = { 0 };

  if (!conversion) {
    vf_error_nomem (err, "the conversion");
    return VF_EXIT_FAILED;
  }
  if (vf_convert (what, &tool->job, conversion, err)) {
    print_result (options, conversion, &print_err);
    return err->code == VF_ERROR_USAGE ? VF_EXIT_USAGE : VF_EXIT_FAILED;
  }
  if (print_result (options, conversion, err))
    return VF_EXIT_FAILED;
  if (!options->plan)
    log_summary (tool, conversion);
  return status_of (options, conversion, err);
}

/* The options as the convert wing takes them, but for lists. */
static struct vf_convert_options
plain_options (const struct convert_options *options)
{
  return (struct vf_convert_options){
    .definition = options->common.operands[0],
    .machine = options->machine,
    .allowed_dirs = options->allowed_dirs.items,
    .n_allowed_dirs = options->allowed_dirs.count,
    .no_digests = options->no_manifest,
    .folder = options->folder,
    .name = options->name,
    .disk_format = options->output_format ? options->output_format : "qcow2",
    .compression = vf_compression_by_name (options->compression),
    .plan_only = options->plan,
    .overwrite = options->overwrite,
    .boot_check = options->boot_check,
    .boot_timeout_s = options->boot_timeout,
    .define_uri = options->define_uri,
    .domain_caps = options->resources.domcapabilities,
    .no_fsync = options->no_fsync,
  };
}

static int
check_options (const struct convert_options *options, struct vf_error *err)
{
  const char *format = options->output_format;

  if (!options->folder && !options->plan)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "say where the converted VM goes: -o DIR");
  if (options->compression && format && strcmp (format, "raw") == 0)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--compress: the raw format has no compression");
  return 0;
}

static int
run_convert (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct convert_options *options = values;
  struct vf_convert_options what = plain_options (options);
  CLEANUP_NETWORK_MAPS struct vf_network_maps maps = { 0 };
  CLEANUP_RESOURCE_CHOICES struct vf_resource_choices resources = { 0 };
  CLEANUP_DEVICE_OPTIONS struct vf_device_options_result devices = { 0 };
  struct vf_disk_location *locations;
  int status = VF_EXIT_FAILED; /* or wrong usage, as the error says */

  if (check_options (options, err))
    return VF_EXIT_USAGE;
  locations = vf_location_options_parse (&options->locations, err);
  if (locations
      && vf_network_options_parse (&options->networks, &maps, err) == 0
      && vf_resource_options_parse (&options->resources, &resources, err)
             == 0
      && vf_device_options_parse (&options->devices, &devices, err) == 0) {
    what.resources = resources;
    what.devices = devices.choices;
    what.networks = maps.items;
    what.n_networks = maps.count;
    what.locations = locations;
    what.n_locations = options->locations.count;
    status = convert (tool, options, &what, err);
  }
  vf_locations_free (locations, options->locations.count);
  return status;
}

#define OPTION(member) offsetof (struct convert_options, member)

static const struct vf_option convert_options[] = {
  { "output", 'o', VF_OPTION_TEXT, "DIR", OPTION (folder),
    "folder for the disks, the definition and the report", NULL, false },
  { "name", 0, VF_OPTION_TEXT, "NAME", OPTION (name),
    "name of the VM; its own without it", NULL, false },
  { "output-format", 'O', VF_OPTION_CHOICE, "qcow2|raw",
    OPTION (output_format), "format of the disks; qcow2 without it",
    (const char *const[]){ "qcow2", "raw", NULL }, false },
  { "compress", 'c', VF_OPTION_CHOICE, "deflate|zstd", OPTION (compression),
    "compress the disks", vf_compression_names, false },
  { "disk", 0, VF_OPTION_LIST, "KEY=LOCATION", OPTION (locations),
    "read the disk with this key (scsi0:0) from this path or NBD URI", NULL,
    false },
  VF_ALLOW_PATH_ROW (struct convert_options, allowed_dirs),
  { "no-manifest", 0, VF_OPTION_FLAG, NULL, OPTION (no_manifest),
    "do not compare an OVA with the digests of its manifest", NULL, false },
  VF_MACHINE_OPTION_ROWS (struct convert_options, machine),
  VF_NETWORK_OPTION_ROWS (struct convert_options, networks),
  VF_RESOURCE_OPTION_ROWS (struct convert_options, resources),
  VF_DEVICE_OPTION_ROWS (struct convert_options, devices),
  { "plan", 0, VF_OPTION_FLAG, NULL, OPTION (plan),
    "print what would be done, and stop before the first write", NULL,
    false },
  { "boot-check", 0, VF_OPTION_FLAG, NULL, OPTION (boot_check),
    "boot the result isolated, and fail when it does not come up", NULL,
    false },
  { "boot-timeout", 0, VF_OPTION_NUMBER, "S", OPTION (boot_timeout),
    "seconds that the boot may take", NULL, false },
  { "define", 0, VF_OPTION_TEXT, "URI", OPTION (define_uri),
    "define the VM in the libvirt at this URI", NULL, false },
  { "overwrite", 0, VF_OPTION_FLAG, NULL, OPTION (overwrite),
    "replace files of the target that are there already", NULL, false },
  { "strict", 0, VF_OPTION_FLAG, NULL, OPTION (strict),
    "exit with status 3 when anything was lost", NULL, false },
  { "no-fsync", 0, VF_OPTION_FLAG, NULL, OPTION (no_fsync),
    "do not wait until the target is safe on its disk", NULL, false },
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_convert = {
  .name = "convert",
  .operands = "VM",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "Convert a VM: its disks, the guest in them and its definition",
  .options = convert_options,
  .options_size = sizeof (struct convert_options),
  .run = run_convert,
};
