/* vmferry: all VMs of a definition, and what they would be in each other's way
 * with.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/vm-list.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/map-unused.h"
#include "convert/vm/target-folder.h"
#include "formats/account.h"
#include "formats/machine-format.h"
#include "formats/machine.h"

static bool
is_same (const char *a, const char *b)
{
  return a == b || (a && b && strcmp (a, b) == 0);
}

/* Reads the VM that ENTRY tells of.
 * Returns: -1 when that is the fault of PARAMS, or without memory; any other
 *          is the VM's own. */
static int
read_vm (const char *path, const struct vf_machine_format *format,
         const struct vf_machine_params *params,
         const struct vf_machine_name *entry, struct vf_vm *vm,
         struct vf_error *err)
{
  struct vf_machine_params one = *params;
  const char *name = entry->name ? entry->name : entry->id;

  one.vm = entry->id;
  if (entry->id && !(vm->id = strdup (entry->id)))
    return vf_error_nomem (err, "the VMs of a definition");
  vm->machine = vf_machine_read_file (path, format, &one, &vm->err);
  if (vm->machine) {
    name = vm->machine->identity.name;
    vm->err = (struct vf_error){ 0 };
  } else if (vm->err.code == VF_ERROR_USAGE
             || vm->err.code == VF_ERROR_NOMEM) {
    *err = vm->err;
    return -1;
  }
  vm->name = vf_safe_name (name ? name : "", err);
  return vm->name ? 0 : -1;
}

static void
refuse_same_name (const char *path, struct vf_vm *vm,
                  const struct vf_vm *other)
{
  bool is_equal = is_same (vm->name, other->name);

  vf_error_set (&vm->err, VF_ERROR_EXISTS,
                "%s: the VM \"%s\" would be called \"%s\", as \"%s\" would%s: "
                "take each by itself, with --vm and --name",
                path, vf_vm_label (vm), vm->name, vf_vm_label (other),
                is_equal ? "" : " but for upper and lower case");
}

/* Refuses VM where it is in the way of OTHER, or OTHER of it.  Shares of
 * Windows, and names in KubeVirt, do not tell upper case from lower. */
static void
check_pair (const char *path, struct vf_vm *vm, const struct vf_vm *other)
{
  if (vm->machine && other->machine
      && strcasecmp (vm->name, other->name) == 0)
    refuse_same_name (path, vm, other);
}

static void
check_pairs (const char *path, struct vf_vm_list *list)
{
  struct vf_vm *vms = list->vms.items;
  size_t i, j;

  for (i = 0; i < list->vms.count; i++)
    for (j = 0; j < list->vms.count && !vms[i].err.code; j++)
      if (i != j)
        check_pair (path, &vms[i], &vms[j]);
}

int
vf_vm_list_read (const char *path, const struct vf_machine_format *format,
                 const struct vf_machine_params *params,
                 struct vf_vm_list *list, struct vf_error *err)
{
  CLEANUP_MACHINE_NAMES struct vf_machine_names names = { 0 };
  size_t i;

  if (vf_machine_list_file (path, format, &names, err))
    return -1;
  for (i = 0; i < names.list.count; i++) {
    if (vf_vector_push (&list->vms, (struct vf_vm){ 0 }))
      return vf_error_nomem (err, "the VMs of a definition");
    if (read_vm (path, format, params, &names.list.items[i],
                 &list->vms.items[i], err))
      return -1;
  }
  check_pairs (path, list);
  return 0;
}

/* Refuses VM where NAME_OF calls it as it calls OTHER. */
static int
refuse_pair (struct vf_vm *vm, const struct vf_vm *other,
             char *(*name_of) (const char *, struct vf_error *),
             struct vf_error *err)
{
  CLEANUP_FREE char *name = name_of (vm->name, err);
  CLEANUP_FREE char *same = name ? name_of (other->name, err) : NULL;

  if (!same)
    return -1;
  if (strcmp (name, same) == 0)
    vf_error_set (&vm->err, VF_ERROR_EXISTS,
                  "it would be called \"%s\" there, as \"%s\" would: take each "
                  "by itself, with --vm and --name",
                  name, vf_vm_label (other));
  return 0;
}

int
vf_vm_list_refuse_same (struct vf_vm_list *list,
                        char *(*name_of) (const char *, struct vf_error *),
                        struct vf_error *err)
{
  struct vf_vm *vms = list->vms.items;
  size_t i, j;

  for (i = 0; i < list->vms.count; i++)
    for (j = 0; j < list->vms.count && !vms[i].err.code; j++)
      if (i != j && vms[j].machine
          && refuse_pair (&vms[i], &vms[j], name_of, err))
        return -1;
  return 0;
}

/* By name, also where the file is gone; one file may have two. */
static bool
is_same_path (const char *a, const char *b)
{
  return is_same (a, b) || vf_target_is_same_file (a, b);
}

/* Whether MACHINE has the disk of OTHER. */
static bool
has_disk (const struct vf_machine *machine,
          const struct vf_machine_disk *other)
{
  const struct vf_machine_disk *disk;
  size_t i;

  for (i = 0; machine && i < machine->disks.count; i++) {
    disk = &machine->disks.items[i];
    if (disk->device == VF_DISK_DISK
        && is_same (disk->member, other->member)
        && is_same_path (disk->backing_path, other->backing_path))
      return true;
  }
  return false;
}

/* The first VM but number INDEX that has DISK; NULL for none. */
static const struct vf_vm *
find_sharer (const struct vf_vm_list *list, size_t index,
             const struct vf_machine_disk *disk)
{
  size_t i;

  if (disk->device != VF_DISK_DISK || !disk->backing_path)
    return NULL;
  for (i = 0; i < list->vms.count; i++)
    if (i != index && has_disk (list->vms.items[i].machine, disk))
      return &list->vms.items[i];
  return NULL;
}

int
vf_vm_list_lose_shared (const struct vf_vm_list *list, size_t index,
                        struct vf_account *account, struct vf_error *err)
{
  const struct vf_machine *machine = list->vms.items[index].machine;
  const struct vf_vm *other;
  size_t i;

  for (i = 0; machine && i < machine->disks.count; i++) {
    other = find_sharer (list, index, &machine->disks.items[i]);
    if (other
        && vf_account_lose (account, err, machine->disks.items[i].key,
                            "the VM \"%s\" has this disk, too: each gets a "
                            "copy, and what one writes the other does not see",
                            vf_vm_label (other)))
      return -1;
  }
  return 0;
}

int
vf_vm_list_warn_of_maps (const struct vf_vm_list *list,
                         const struct vf_emit_options *what,
                         struct vf_job *job, struct vf_error *err)
{
  CLEANUP_FREE const struct vf_machine **machines
      = calloc (list->vms.count + 1, sizeof *machines);
  size_t i, n = 0;

  if (!machines)
    return vf_error_nomem (err, "the VMs of a definition");
  for (i = 0; i < list->vms.count; i++)
    if (list->vms.items[i].machine)
      machines[n++] = list->vms.items[i].machine;
  vf_warn_unused_maps (job, machines, n, what);
  return 0;
}

const char *
vf_vm_label (const struct vf_vm *vm)
{
  return vm->id ? vm->id : vm->name;
}

/* It is no wrong usage of what worked. */
static enum vf_error_code
verdict_code (const struct vf_vm_list *list, size_t failed)
{
  const struct vf_vm *vm = list->vms.items;

  while (!vm->err.code)
    vm++;
  return vm->err.code == VF_ERROR_USAGE && failed < list->vms.count
             ? VF_ERROR_UNSUPPORTED
             : vm->err.code;
}

int
vf_vm_list_verdict (const struct vf_vm_list *list, struct vf_error *err)
{
  char text[sizeof err->text] = "";
  size_t i, used = 0, failed = 0;
  const struct vf_vm *vm;

  for (i = 0; i < list->vms.count; i++) {
    vm = &list->vms.items[i];
    if (!vm->err.code)
      continue;
    failed++;
    if (used < sizeof text) /* else it is cut */
      used
          += (size_t)snprintf (text + used, sizeof text - used, "%s\"%s\": %s",
                               used ? "; " : "", vm->name, vm->err.text);
  }
  if (!failed)
    return 0;
  return vf_error_set (err, verdict_code (list, failed),
                       "%zu of %zu VMs failed: %s", failed, list->vms.count,
                       text);
}

void
vf_vm_list_clear (struct vf_vm_list *list)
{
  size_t i;

  for (i = 0; i < list->vms.count; i++) {
    free (list->vms.items[i].id);
    free (list->vms.items[i].name);
    vf_machine_free (list->vms.items[i].machine);
  }
  free (list->vms.items);
  *list = (struct vf_vm_list){ 0 };
}
