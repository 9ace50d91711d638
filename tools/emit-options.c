/* vmferry emit: its options, and what they ask of an emitter.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/emit-options.h"

#include <string.h>

#include "convert/vm/define.h"
#include "convert/vm/emit/choices.h"
#include "formats/domain-caps.h"
#include "tools/image-options.h"
#include "tools/machine-options.h"
#include "tools/name-option.h"
#include "tools/options.h"

static const char *const domain_types[] = { "kvm", "qemu", NULL };

#define ROW(name, letter, metavar, member, help)                              \
  {                                                                           \
    name, letter, VF_OPTION_TEXT, metavar,                                    \
        offsetof (struct vf_emit_values, member), help, NULL, false           \
  }

const struct vf_option vf_emit_option_rows[] = {
  ROW ("format", 'f', "FORMAT", format,
       "format of the definition; found by content without it"),
  ROW ("to", 0, "TARGET", to,
       "what to write: libvirt (also without this), qemu, kubevirt, "
       "proxmox or openstack"),
  ROW ("output", 'o', "FILE", output, "write to FILE, not standard output"),
  ROW ("name", 0, "NAME", name, "name of the VM; its own without this"),
  ROW ("disk-dir", 0, "DIR", disk_dir,
       "where the target's disks lie; libvirt's folder without this"),
  ROW ("define", 0, "URI", define, "define it in the libvirt at URI"),
  { "domain-type", 0, VF_OPTION_CHOICE, "kvm|qemu",
    offsetof (struct vf_emit_values, domain_type),
    "hardware virtualization or emulation; kvm without this", domain_types,
    false },
  VF_MACHINE_OPTION_ROWS (struct vf_emit_values, machine),
  VF_ALL_VMS_ROW (struct vf_emit_values, all_vms),
  VF_NETWORK_OPTION_ROWS (struct vf_emit_values, networks),
  VF_RESOURCE_OPTION_ROWS (struct vf_emit_values, resources),
  VF_DEVICE_OPTION_ROWS (struct vf_emit_values, devices),
  { "strict", 0, VF_OPTION_FLAG, NULL, offsetof (struct vf_emit_values, strict),
    "exit with status 3 when anything is lost", NULL, false },
  VF_OPTIONS_END,
};

/* The target that VALUES name.
 * Errors:  USAGE, also for an option that it does not take */
static const struct vf_emitter *
find_target (const struct vf_emit_values *values, struct vf_error *err)
{
  const struct vf_emitter *emitter
      = vf_emitter_find (values->to ? values->to : "libvirt", err);
  const struct vf_option *row;

  for (row = vf_emit_option_rows; emitter && row->name; row++)
    if (vf_option_is_chosen (row, values)
        && vf_choice_check (row->name, emitter->name, err))
      return NULL;
  return emitter;
}

/* The script for QEMU and the commands for others may be run anywhere; libvirt
 * knows no folder that it is in. */
static int
check_folder (const struct vf_emit_values *values,
              const struct vf_emitter *emitter, struct vf_error *err)
{
  const char *folder = values->disk_dir;

  if (!folder || *folder == '/'
      || (*folder && strcmp (emitter->name, "libvirt") != 0))
    return 0;
  return vf_error_set (err, VF_ERROR_USAGE,
                       "--disk-dir: \"%s\" must be an absolute path", folder);
}

/* Texts of several VMs are not one text. */
static int
check_all_vms (const struct vf_emit_values *values, struct vf_error *err)
{
  if (!values->all_vms)
    return 0;
  if (vf_all_vms_check (vf_emit_option_rows, values, err))
    return -1;
  if (values->output || values->define || values->common.json)
    return 0;
  return vf_error_set (err, VF_ERROR_USAGE,
                       "--all-vms: say where the definitions go: -o DIR, "
                       "--define URI or --json");
}

/* What of VALUES is more than a text. */
static int
parse_lists (const struct vf_emit_values *values, struct vf_emit_wish *wish,
             struct vf_error *err)
{
  struct vf_emit_options *options = &wish->options;

  if (vf_name_option_check (values->name, err)
      || vf_network_options_parse (&values->networks, &wish->maps, err)
      || vf_resource_options_parse (&values->resources, &options->resources,
                                    err)
      || vf_device_options_parse (&values->devices, &wish->devices, err))
    return -1;
  options->networks = wish->maps.items;
  options->n_networks = wish->maps.count;
  options->devices = wish->devices.choices;
  return 0;
}

int
vf_emit_options_parse (const struct vf_emit_values *values,
                       struct vf_emit_wish *wish, struct vf_error *err)
{
  wish->emitter = find_target (values, err);
  if (!wish->emitter || check_folder (values, wish->emitter, err)
      || check_all_vms (values, err))
    return -1;
  if (values->format
      && !(wish->format = vf_machine_format_find (values->format, err)))
    return -1;
  wish->options.target = &wish->host;
  wish->options.has_nvme = wish->emitter->has_nvme;
  wish->options.name = values->name;
  wish->options.output_dir = values->disk_dir;
  return parse_lists (values, wish, err);
}

int
vf_emit_wish_ask_host (const struct vf_emit_values *values,
                       struct vf_emit_wish *wish, struct vf_error *err)
{
  const char *path = values->resources.domcapabilities;
  struct vf_host *host = &wish->host;

  vf_host_init (host, false);
  if (values->domain_type)
    host->has_kvm = strcmp (values->domain_type, "kvm") == 0;
  if (path) {
    wish->caps = vf_domain_caps_open (path, err);
    if (!wish->caps)
      return vf_error_prefix (err, "--domcapabilities");
  } else if (values->define
             && vf_define_ask (values->define, host->has_kvm, &wish->caps,
                               err))
    return -1;
  host->caps = wish->caps;
  return 0;
}

void
vf_emit_wish_clear (struct vf_emit_wish *wish)
{
  vf_network_maps_clear (&wish->maps);
  vf_resource_choices_clear (&wish->options.resources);
  vf_device_options_clear (&wish->devices);
  vf_domain_caps_free (wish->caps);
}
