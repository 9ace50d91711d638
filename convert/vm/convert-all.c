/* vmferry: all VMs of a definition, one after the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/convert-all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "common/job.h"
#include "common/tempdir.h"
#include "common/text.h"
#include "convert/vm/conversion-set.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/report.h"
#include "convert/vm/target-folder.h"
#include "convert/vm/vm-list.h"

/* The name of the reports: that of the definition without its ending. */
static char *
report_name (const char *path, struct vf_error *err)
{
  CLEANUP_FREE char *real = realpath (path, NULL);
  char *last, *dot;

  if (!real) {
    vf_error_set_errno (err, errno, "%s", path);
    return NULL;
  }
  last = strrchr (real, '/') + 1;
  dot = strrchr (last, '.');
  if (dot && dot != last)
    *dot = '\0';
  return vf_safe_name (last, err);
}

/* A report that is there may be of another conversion. */
static int
check_report (const struct vf_convert_options *options,
              const struct vf_conversion_set *set, struct vf_error *err)
{
  CLEANUP_FREE char *path
      = vf_text_printf ("%s/%s.report.json", set->folder, set->name);

  if (!path)
    return vf_error_nomem (err, "paths");
  if (options->overwrite || access (path, F_OK))
    return 0;
  return vf_error_set (err, VF_ERROR_EXISTS,
                       "%s: is there already (--overwrite replaces it)", path);
}

/* Makes the folder that those of the VMs are made in, unless only plans are
 * wanted. */
static int
prepare (const struct vf_convert_options *options,
         struct vf_conversion_set *set, struct vf_tempdir **ret_made,
         struct vf_error *err)
{
  const char *folder = options->folder ? options->folder : ".";

  set->name = report_name (options->definition, err);
  if (!set->name)
    return -1;
  set->source_path = strdup (options->definition);
  if (!set->source_path)
    return vf_error_nomem (err, "paths");
  if (options->plan_only) {
    set->folder = strdup (folder);
    return set->folder ? 0 : vf_error_nomem (err, "paths");
  }
  if (vf_target_folder_make (folder, ret_made, err))
    return -1;
  set->folder = realpath (folder, NULL);
  if (!set->folder)
    return vf_error_set_errno (err, errno, "%s", folder);
  return check_report (options, set, err);
}

/* What is known of VM's conversion before its first stage. */
static struct vf_conversion *
begin (const struct vf_vm_list *list, size_t index,
       struct vf_conversion_set *set, struct vf_error *err)
{
  struct vf_conversion *conversion = calloc (1, sizeof *conversion);

  if (!conversion || vf_vector_push (&set->items, conversion)) {
    free (conversion);
    vf_error_nomem (err, "a conversion");
    return NULL;
  }
  if (vf_vm_list_lose_shared (list, index, &conversion->changes, err))
    return NULL;
  return conversion;
}

/* Makes the conversion of VM, of which nothing can be made, say so. */
static int
refuse (const struct vf_vm *vm, const char *source_path,
        struct vf_conversion *conversion, struct vf_error *err)
{
  conversion->source_path = strdup (source_path);
  conversion->vm = vm->id ? strdup (vm->id) : NULL;
  conversion->failure = strdup (vm->err.text);
  if (!conversion->source_path || !conversion->failure
      || (vm->id && !conversion->vm))
    return vf_error_nomem (err, "a conversion");
  *err = vm->err;
  return -1;
}

static int
convert_one (const struct vf_convert_options *options, struct vf_job *job,
             const struct vf_vm_list *list, size_t index,
             struct vf_conversion_set *set, struct vf_error *err)
{
  const struct vf_vm *vm = &list->vms.items[index];
  CLEANUP_FREE char *folder = vf_text_printf ("%s/%s", set->folder, vm->name);
  struct vf_convert_options one = *options;
  struct vf_conversion *conversion = begin (list, index, set, err);

  if (!folder)
    return vf_error_nomem (err, "paths");
  if (!conversion)
    return -1;
  if (vm->err.code)
    return refuse (vm, set->source_path, conversion, err);
  vf_job_log (job, VF_LOG_STAGE, "VM %zu of %zu: %s", index + 1,
              list->vms.count, vf_vm_label (vm));
  one.machine.vm = vm->id;
  one.are_maps_shared = true;
  one.folder = folder;
  return vf_convert (&one, job, conversion, err);
}

/* How the conversion of VM ended; a plan that cannot be carried out failed. */
static void
set_failure (struct vf_vm *vm, const struct vf_conversion *conversion)
{
  if (conversion->failure && !vm->err.code)
    vf_error_set (&vm->err, VF_ERROR_UNSUPPORTED, "%s", conversion->failure);
}

/* Converts one after the other, and says of each how it ended.
 * Returns: -1 when no further one can be begun */
static int
convert_each (const struct vf_convert_options *options, struct vf_job *job,
              struct vf_vm_list *list, struct vf_conversion_set *set,
              struct vf_error *err)
{
  struct vf_vm *vm;
  size_t i;

  for (i = 0; i < list->vms.count; i++) {
    vm = &list->vms.items[i];
    if (vf_job_check (job, err))
      return -1;
    if (convert_one (options, job, list, i, set, err)) {
      if (err->code == VF_ERROR_CANCELLED || set->items.count == i)
        return -1;
      vm->err = *err;
    }
    set_failure (vm, set->items.items[i]);
    vf_report_log (set->items.items[i], job);
  }
  return 0;
}

/* Writes the reports on all, if any was converted. */
static int
finish (struct vf_conversion_set *set, struct vf_error *err)
{
  if (!vf_conversion_set_has_results (set))
    return 0;
  if (vf_report_write_set (set, err))
    return -1;
  set->is_written = true;
  return 0;
}

static int
warn_of_maps (const struct vf_convert_options *options,
              const struct vf_vm_list *list, struct vf_job *job,
              struct vf_error *err)
{
  const struct vf_emit_options what = {
    .networks = options->networks,
    .n_networks = options->n_networks,
    .devices = options->devices,
  };

  return vf_vm_list_warn_of_maps (list, &what, job, err);
}

int
vf_convert_all (const struct vf_convert_options *options, struct vf_job *job,
                struct vf_conversion_set *set, struct vf_error *err)
{
  CLEANUP_TEMPDIR struct vf_tempdir *made_folder = NULL;
  CLEANUP_VM_LIST struct vf_vm_list list = { 0 };
  struct vf_error finish_err;
  int r;

  if (vf_vm_list_read (options->definition, NULL, &options->machine, &list,
                       err)
      || warn_of_maps (options, &list, job, err)
      || prepare (options, set, &made_folder, err))
    return -1;
  set->n_vms = list.vms.count;
  r = convert_each (options, job, &list, set, err);
  if (finish (set, &finish_err) && r == 0) {
    *err = finish_err;
    return -1;
  }
  return r ? r : vf_vm_list_verdict (&list, err);
}
