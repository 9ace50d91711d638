/* vmferry emit: a VM definition for KVM, without touching a disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "common/outfile.h"
#include "convert/vm/define.h"
#include "convert/vm/hardware/difference.h"
#include "convert/vm/emit/choices.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "convert/vm/hardware/map-unused.h"
#include "formats/domain-caps.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "tools/command.h"
#include "tools/device-options.h"
#include "tools/image-options.h"
#include "tools/machine-options.h"
#include "tools/name-option.h"
#include "tools/network-options.h"
#include "tools/options.h"
#include "tools/output.h"
#include "tools/resource-options.h"
#include "tools/vm-commands.h"

struct emit_options {
  struct vf_common_options common;
  struct vf_machine_params machine;
  struct vf_network_options networks;
  struct vf_resource_options resources;
  struct vf_device_options devices;
  const char *format;
  const char *to;
  const char *output;
  const char *name;
  const char *define;
  const char *disk_dir;
  const char *domain_type;
  bool strict;
};

static bool
is_lost (const struct vf_account_entry *entry)
{
  return entry->fate == VF_FATE_LOSS || entry->fate == VF_FATE_UNKNOWN;
}

/* What was made. */
struct emitted {
  const char *text;
  const struct vf_machine *machine;
  const struct vf_emit_options *options;
  const struct vf_account *report;
};

/* What of the source is not carried over, by its own account: the losses and
 * what is not known. */
static struct vf_json *
source_losses (const struct vf_account *account)
{
  struct vf_json *list = vf_json_array ();
  size_t i;

  for (i = 0; i < account->entries.count; i++)
    if (is_lost (&account->entries.items[i]))
      vf_json_add (list,
                   vf_account_entry_to_json (&account->entries.items[i]));
  return list;
}

/* The text and what was lost on the way to it. */
static int
print_json (const struct emitted *emitted, struct vf_error *err)
{
  __attribute__ ((
      cleanup (vf_differences_clear))) struct vf_differences hardware
      = { 0 };
  CLEANUP_JSON struct vf_json *json = vf_json_object ();

  if (vf_differences_find (emitted->machine, emitted->options,
                           emitted->report, &hardware, err))
    return -1;
  vf_json_put_text (json, "definition", emitted->text);
  vf_json_put (json, "report", vf_account_to_json (emitted->report));
  vf_json_put (json, "source", source_losses (&emitted->machine->account));
  vf_json_put (json, "hardware", vf_differences_to_json (&hardware));
  vf_json_put (json, "machine",
               vf_machine_to_json (emitted->machine, true));
  return vf_output_json (json, err);
}

/* Says what ACCOUNT has lost to the log, as warnings. */
static void
warn (struct vf_tool *tool, const struct vf_account *account)
{
  const struct vf_account_entry *entry;
  size_t i;

  for (i = 0; i < account->entries.count; i++) {
    entry = &account->entries.items[i];
    if (is_lost (entry))
      vf_job_log (&tool->job, VF_LOG_WARNING, "%s: %s", entry->key,
                  entry->note ? entry->note : "not known, and left out");
  }
}

/* Says what the source has that is not carried over, and what the target was
 * not given. */
static void
warn_of_all (struct vf_tool *tool, const struct vf_machine *machine,
             const struct vf_account *report)
{
  warn (tool, &machine->account);
  warn (tool, report);
  if (machine->power == VF_POWER_SUSPENDED)
    vf_job_log (&tool->job, VF_LOG_WARNING,
                "the VM is suspended: resume it, and shut it down, before "
                "its disks are converted");
}

static int
deliver (const struct emit_options *options, const struct emitted *emitted,
         struct vf_error *err)
{
  const char *text = emitted->text;

  if (options->output
      && vf_outfile_write_all (options->output, text, strlen (text), err))
    return -1;
  if (options->define && vf_define (options->define, text, err))
    return -1;
  if (options->common.json)
    return print_json (emitted, err);
  if (!options->output && !options->define)
    fputs (text, stdout);
  return 0;
}

/* The status where nothing may be lost. */
static int
judge (const struct vf_machine *machine, const struct vf_account *report,
       struct vf_error *err)
{
  size_t losses = vf_account_count (report, VF_FATE_LOSS)
                  + vf_account_count (&machine->account, VF_FATE_LOSS);

  if (!losses)
    return VF_EXIT_OK;
  vf_error_set (err, VF_ERROR_UNSUPPORTED,
                "--strict: %zu %s lost, as warnings or --json say", losses,
                losses == 1 ? "thing is" : "things are");
  return VF_EXIT_LOSSES;
}

/* Emits MACHINE and delivers the text.
 * Returns: an exit status. */
static int
emit (struct vf_tool *tool, const struct emit_options *options,
      const struct vf_emitter *emitter, const struct vf_machine *machine,
      const struct vf_emit_options *emit_options, struct vf_error *err)
{
  __attribute__ ((cleanup (vf_account_clear))) struct vf_account report
      = { 0 };
  CLEANUP_FREE char *text = NULL;
  struct emitted emitted;

  text = emitter->emit (machine, emit_options, &report, err);
  if (!text)
    return VF_EXIT_FAILED;
  if (!options->common.json)
    warn_of_all (tool, machine, &report);
  emitted = (struct emitted){ text, machine, emit_options, &report };
  if (deliver (options, &emitted, err))
    return VF_EXIT_FAILED;
  return options->strict ? judge (machine, &report, err) : VF_EXIT_OK;
}

/* The target's host, and what it can give, where a file or its libvirt tells.
 * Owner:   the caller frees RET_CAPS, to which HOST points. */
static int
set_host (const struct emit_options *options, struct vf_host *host,
          struct vf_domain_caps **ret_caps, struct vf_error *err)
{
  const char *path = options->resources.domcapabilities;

  vf_host_init (host, false);
  if (options->domain_type)
    host->has_kvm = strcmp (options->domain_type, "kvm") == 0;
  if (path) {
    *ret_caps = vf_domain_caps_open (path, err);
    if (!*ret_caps)
      return vf_error_prefix (err, "--domcapabilities");
  } else if (options->define
             && vf_define_ask (options->define, host->has_kvm, ret_caps, err))
    return -1;
  host->caps = *ret_caps;
  return 0;
}

/* The target that OPTIONS name.
 * Errors:  USAGE, also for an option that it does not take */
static const struct vf_emitter *
find_target (const struct emit_options *options, struct vf_error *err)
{
  const struct vf_emitter *emitter
      = vf_emitter_find (options->to ? options->to : "libvirt", err);
  const struct vf_option *row;

  for (row = vf_cmd_emit.options; emitter && row->name; row++)
    if (vf_option_is_chosen (row, options)
        && vf_choice_check (row->name, emitter->name, err))
      return NULL;
  return emitter;
}

/* The script for QEMU and the commands for others may be run anywhere; libvirt
 * knows no folder that it is in. */
static int
check_folder (const struct emit_options *options,
              const struct vf_emitter *emitter, struct vf_error *err)
{
  const char *folder = options->disk_dir;

  if (!folder || *folder == '/'
      || (*folder && strcmp (emitter->name, "libvirt") != 0))
    return 0;
  return vf_error_set (err, VF_ERROR_USAGE,
                       "--disk-dir: \"%s\" must be an absolute path", folder);
}

static int
run_emit (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct emit_options *options = values;
  const struct vf_machine_format *format = NULL;
  const struct vf_emitter *emitter = find_target (options, err);
  CLEANUP_MACHINE struct vf_machine *machine = NULL;
  CLEANUP_NETWORK_MAPS struct vf_network_maps networks = { 0 };
  CLEANUP_RESOURCE_CHOICES struct vf_resource_choices resources = { 0 };
  CLEANUP_DEVICE_OPTIONS struct vf_device_options_result devices = { 0 };
  struct vf_emit_options what = { 0 };
  CLEANUP_DOMAIN_CAPS struct vf_domain_caps *caps = NULL;
  struct vf_host host;

  if (!emitter || check_folder (options, emitter, err))
    return VF_EXIT_USAGE;
  if (options->format
      && !(format = vf_machine_format_find (options->format, err)))
    return VF_EXIT_USAGE;
  if (vf_name_option_check (options->name, err)
      || vf_network_options_parse (&options->networks, &networks, err)
      || vf_resource_options_parse (&options->resources, &resources, err)
      || vf_device_options_parse (&options->devices, &devices, err))
    return VF_EXIT_FAILED; /* or wrong usage, as the error says */
  machine = vf_machine_read_file (options->common.operands[0], format,
                                  &options->machine, err);
  if (!machine)
    return err->code == VF_ERROR_USAGE ? VF_EXIT_USAGE : VF_EXIT_FAILED;
  if (set_host (options, &host, &caps, err))
    return VF_EXIT_FAILED;
  what.target = &host;
  what.name = options->name;
  what.output_dir = options->disk_dir;
  what.networks = networks.items;
  what.n_networks = networks.count;
  what.resources = resources;
  what.devices = devices.choices;
  vf_warn_unused_maps (&tool->job, machine, &what);
  return emit (tool, options, emitter, machine, &what, err);
}

static const char *const domain_types[] = { "kvm", "qemu", NULL };

#define ROW(name, letter, metavar, member, help)                              \
  {                                                                           \
    name, letter, VF_OPTION_TEXT, metavar,                                    \
        offsetof (struct emit_options, member), help, NULL, false             \
  }

static const struct vf_option emit_options[] = {
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
    offsetof (struct emit_options, domain_type),
    "hardware virtualization or emulation; kvm without this", domain_types,
    false },
  VF_MACHINE_OPTION_ROWS (struct emit_options, machine),
  VF_NETWORK_OPTION_ROWS (struct emit_options, networks),
  VF_RESOURCE_OPTION_ROWS (struct emit_options, resources),
  VF_DEVICE_OPTION_ROWS (struct emit_options, devices),
  { "strict", 0, VF_OPTION_FLAG, NULL, offsetof (struct emit_options, strict),
    "exit with status 3 when anything is lost", NULL, false },
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_emit = {
  .name = "emit",
  .operands = "VM",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "Write a VM definition for KVM, without touching disks",
  .options = emit_options,
  .options_size = sizeof (struct emit_options),
  .run = run_emit,
};
