/* vmferry convert: its options, and what they ask of the convert wing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/convert-options.h"

#include <string.h>

#include "convert/vm/emit/emit.h"
#include "tools/compression.h"
#include "tools/image-options.h"
#include "tools/location-options.h"
#include "tools/machine-options.h"
#include "tools/name-option.h"

#define OPTION(member) offsetof (struct vf_convert_values, member)

const struct vf_option vf_convert_option_rows[] = {
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
  VF_ALLOW_PATH_ROW (struct vf_convert_values, allowed_dirs),
  { "no-manifest", 0, VF_OPTION_FLAG, NULL, OPTION (no_manifest),
    "do not compare an OVA with the digests of its manifest", NULL, false },
  VF_MACHINE_OPTION_ROWS (struct vf_convert_values, machine),
  VF_ALL_VMS_ROW (struct vf_convert_values, all_vms),
  VF_NETWORK_OPTION_ROWS (struct vf_convert_values, networks),
  VF_RESOURCE_OPTION_ROWS (struct vf_convert_values, resources),
  VF_DEVICE_OPTION_ROWS (struct vf_convert_values, devices),
  { "plan", 0, VF_OPTION_FLAG, NULL, OPTION (plan),
    "print what would be done, and stop before the first write", NULL,
    false },
  { "boot-check", 0, VF_OPTION_FLAG, NULL, OPTION (boot_check),
    "boot the result isolated, and fail when it does not come up", NULL,
    false },
  { "boot-timeout", 0, VF_OPTION_COUNT, "S", OPTION (boot_timeout),
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

/* The options as the convert wing takes them, but for lists. */
static struct vf_convert_options
plain_options (const struct vf_convert_values *values)
{
  return (struct vf_convert_options){
    .definition = values->common.operands[0],
    .machine = values->machine,
    .allowed_dirs = values->allowed_dirs.items,
    .n_allowed_dirs = values->allowed_dirs.count,
    .no_digests = values->no_manifest,
    .folder = values->folder,
    .name = values->name,
    .disk_format = values->output_format ? values->output_format : "qcow2",
    .compression = vf_compression_by_name (values->compression),
    .plan_only = values->plan,
    .overwrite = values->overwrite,
    .boot_check = values->boot_check,
    .boot_timeout_s = values->boot_timeout,
    .define_uri = values->define_uri,
    .domain_caps = values->resources.domcapabilities,
    .no_fsync = values->no_fsync,
  };
}

static int
check (const struct vf_convert_values *values, struct vf_error *err)
{
  const char *format = values->output_format;

  if (!values->folder && !values->plan)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "say where the converted VM goes: -o DIR");
  if (values->compression && format && strcmp (format, "raw") == 0)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--compress: the raw format has no compression");
  if (values->all_vms
      && vf_all_vms_check (vf_convert_option_rows, values, err))
    return -1;
  return vf_name_option_check (values->name, err);
}

int
vf_convert_options_parse (const struct vf_convert_values *values,
                          struct vf_convert_wish *wish, struct vf_error *err)
{
  struct vf_convert_options *options = &wish->options;

  if (check (values, err))
    return -1;
  *options = plain_options (values);
  wish->locations = vf_location_options_parse (&values->locations, err);
  if (!wish->locations)
    return -1;
  options->locations = wish->locations;
  options->n_locations = values->locations.count;
  if (vf_network_options_parse (&values->networks, &wish->maps, err)
      || vf_resource_options_parse (&values->resources, &options->resources,
                                    err)
      || vf_device_options_parse (&values->devices, &wish->devices, err))
    return -1;
  options->devices = wish->devices.choices;
  options->networks = wish->maps.items;
  options->n_networks = wish->maps.count;
  return 0;
}

void
vf_convert_wish_clear (struct vf_convert_wish *wish)
{
  vf_network_maps_clear (&wish->maps);
  vf_resource_choices_clear (&wish->options.resources);
  vf_device_options_clear (&wish->devices);
  vf_locations_free (wish->locations, wish->options.n_locations);
}
