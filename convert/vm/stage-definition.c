/* vmferry: the definition stage: what the VM is, and what its target will be
 * called.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/job.h"
#include "common/text.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "convert/vm/define.h"
#include "convert/vm/disk-location.h"
#include "convert/vm/hardware/disk-name.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "convert/vm/hardware/map-unused.h"
#include "convert/vm/target-folder.h"
#include "convert/vm/work.h"
#include "formats/domain-caps.h"
#include "formats/machine-format.h"
#include "formats/machine.h"

/* Where the options have the disk called KEY read from; NULL: they do not. */
static const char *
chosen_location (const struct vf_work *work, const char *key)
{
  const struct vf_convert_options *options = work->options;
  size_t i;

  for (i = 0; i < options->n_locations; i++)
    if (strcmp (options->locations[i].key, key) == 0)
      return options->locations[i].location;
  return NULL;
}

static int
copy_text (char **to, const char *text, struct vf_error *err)
{
  *to = text ? strdup (text) : NULL;
  return *to || !text ? 0 : vf_error_nomem (err, "disks");
}

/* Names the definition of a disk that cannot be opened, and the way out. */
static int
refuse_path (const struct vf_work *work, struct vf_error *err)
{
  struct vf_error why = *err;

  return vf_error_set (err, why.code,
                       "%s: %s (--allow-path or, of convert, --disk says where "
                       "it is)",
                       work->conversion->source_path, why.text);
}

/* Says where SOURCE is read from: where the options say, else where it lies;
 * or that it is to be new.
 * Errors:  as vf_machine_disk_path; UNSUPPORTED for a new one of no size */
static int
set_location (const struct vf_work *work, const struct vf_machine_disk *source,
              struct vf_conversion_disk *disk, struct vf_error *err)
{
  const char *path = chosen_location (work, source->key);
  CLEANUP_FREE char *allowed = NULL;

  if (path)
    return copy_text (&disk->source_path, path, err);
  if (source->blank == VF_YES) {
    disk->blank_bytes = source->capacity_bytes;
    return disk->blank_bytes
               ? 0
               : vf_error_set (err, VF_ERROR_UNSUPPORTED,
                               "%s: %s: it is a new disk, and how large it is "
                               "to be is not said",
                               work->conversion->source_path, source->key);
  }
  if (vf_disk_location_find (work->conversion->machine, source, work->options,
                             &allowed, err))
    return -1;
  path = allowed ? allowed : vf_machine_disk_path (source, err);
  if (!path)
    return refuse_path (work, err);
  return copy_text (&disk->source_path, path, err)
                 || copy_text (&disk->member, source->member, err)
             ? -1
             : 0;
}

/* Fills in disk number INDEX of the target. */
static int
add_disk (struct vf_work *work, const struct vf_machine_disk *source,
          unsigned index, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  struct vf_conversion_disk *disk;
  CLEANUP_FREE char *file = vf_disk_file_name (conversion->name, index,
                                               conversion->disk_format, err);

  if (!file)
    return -1;
  if (vf_vector_push (&conversion->disks, (struct vf_conversion_disk){ 0 }))
    return vf_error_nomem (err, "disks");
  disk = &conversion->disks.items[conversion->disks.count - 1];
  vf_disk_target_name (index, disk->target_name);
  disk->target_path = vf_text_printf ("%s/%s", conversion->folder, file);
  if (!disk->target_path)
    return vf_error_nomem (err, "disks");
  return copy_text (&disk->key, source->key, err)
                 || set_location (work, source, disk, err)
             ? -1
             : 0;
}

/* A location for a disk that is not there is a mistake, not a wish. */
static int
check_locations (const struct vf_work *work, struct vf_error *err)
{
  const struct vf_convert_options *options = work->options;
  size_t i;

  for (i = 0; i < options->n_locations; i++)
    if (!vf_machine_find_disk (work->conversion->machine,
                               options->locations[i].key))
      return vf_error_set (err, VF_ERROR_USAGE, "%s: has no disk \"%s\"",
                           work->conversion->source_path,
                           options->locations[i].key);
  return 0;
}

/* Drives and passed-through devices have no disk that could be copied; the
 * emitter accounts for them. */
static int
add_disks (struct vf_work *work, struct vf_error *err)
{
  const struct vf_machine *machine = work->conversion->machine;
  unsigned index = 0;
  size_t i;

  for (i = 0; i < machine->disks.count; i++) {
    if (machine->disks.items[i].device != VF_DISK_DISK)
      continue;
    if (add_disk (work, &machine->disks.items[i], index++, err))
      return -1;
  }
  if (!index)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "%s: the VM has no disk to convert",
                         work->conversion->source_path);
  return 0;
}

/* A suspended guest's memory is lost, and its file systems are not at rest. */
static int
check_power (const struct vf_work *work, struct vf_error *err)
{
  if (work->conversion->machine->power != VF_POWER_SUSPENDED)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "%s: the VM is suspended: resume it, shut it down, and "
                       "convert again",
                       work->conversion->source_path);
}

/* A VM of which only the disks are known. */
static struct vf_machine *
machine_of_images (const struct vf_convert_options *options,
                   struct vf_error *err)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (err);
  struct vf_machine_disk *disk;
  char key[32];
  size_t i;

  for (i = 0; machine && i < options->n_images; i++) {
    snprintf (key, sizeof key, "disk%zu", i);
    disk = vf_machine_add_disk (machine, key, err);
    if (!disk)
      return NULL;
    disk->unit = i;
    disk->backing_name = strdup (options->images[i]);
    disk->backing_path = strdup (options->images[i]);
    if (!disk->backing_name || !disk->backing_path) {
      vf_error_nomem (err, "disks");
      return NULL;
    }
  }
  return TAKE (machine);
}

static int
read_machine (struct vf_work *work, struct vf_error *err)
{
  const struct vf_convert_options *options = work->options;
  struct vf_conversion *conversion = work->conversion;

  conversion->source_path
      = strdup (options->definition ? options->definition
                                    : options->images[0]);
  if (!conversion->source_path)
    return vf_error_nomem (err, "paths");
  if (copy_text (&conversion->vm, options->machine.vm, err))
    return -1;
  conversion->machine
      = options->definition
            ? vf_machine_read_file (options->definition, NULL,
                                    &options->machine, err)
            : machine_of_images (options, err);
  return conversion->machine ? 0 : -1;
}

/* A name that was asked for is not changed in silence. */
static int
choose_name (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  const char *wanted = work->options->name;
  const char *own = conversion->machine->identity.name;

  conversion->name = vf_safe_name (wanted ? wanted : own ? own : "", err);
  if (!conversion->name)
    return -1;
  if (wanted && strcmp (wanted, conversion->name) != 0)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--name: \"%s\" cannot be the name of a file and of "
                         "a VM, \"%s\" could be",
                         wanted, conversion->name);
  return 0;
}

/* What would stop the last stage is asked for in the first. */
static int
check_libvirt (const struct vf_work *work, struct vf_error *err)
{
  const struct vf_convert_options *options = work->options;

  if (!options->define_uri || options->plan_only)
    return 0;
  return vf_define_check (options->define_uri, work->conversion->name, err);
}

/* What the target can give. */
static int
ask_target (struct vf_work *work, struct vf_error *err)
{
  const struct vf_convert_options *options = work->options;
  struct vf_host host;

  if (options->domain_caps) {
    work->caps = vf_domain_caps_open (options->domain_caps, err);
    return work->caps ? 0 : -1;
  }
  if (!options->define_uri)
    return 0;
  vf_host_init (&host, true);
  return vf_define_ask (options->define_uri, host.has_kvm, &work->caps, err);
}

static void
warn_of_maps (const struct vf_work *work)
{
  const struct vf_emit_options what = {
    .networks = work->options->networks,
    .n_networks = work->options->n_networks,
    .devices = work->options->devices,
  };
  const struct vf_machine *machine = work->conversion->machine;

  if (!work->options->are_maps_shared)
    vf_warn_unused_maps (work->job, &machine, 1, &what);
}

int
vf_stage_definition (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;

  conversion->disk_format = work->options->disk_format;
  if (read_machine (work, err) || check_power (work, err)
      || choose_name (work, err))
    return -1;
  warn_of_maps (work);
  if (check_libvirt (work, err) || ask_target (work, err)
      || vf_target_folder_prepare (work, err))
    return -1;
  conversion->xml_path
      = vf_text_printf ("%s/%s.xml", conversion->folder, conversion->name);
  if (!conversion->xml_path)
    return vf_error_nomem (err, "paths");
  if (check_locations (work, err) || add_disks (work, err)
      || vf_stage_nvram_plan (work, err)
      || vf_stage_definition_check (work, err))
    return -1;
  return vf_target_folder_check (work, err);
}
