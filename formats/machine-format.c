/* vmferry: the list of kinds of VM definitions, and choosing one by content.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/hyperv/hyperv.h"
#include "formats/image-format.h"
#include "formats/libvirt/libvirt.h"
#include "formats/machine-folder.h"
#include "formats/machine.h"
#include "formats/ova/ova-machine.h"
#include "formats/ovf/ovf-machine.h"
#include "formats/vmx/vmx.h"

const struct vf_machine_format *const vf_machine_formats[] = {
  &vf_machine_format_hyperv_json,
  &vf_machine_format_hyperv_xml,
  &vf_machine_format_libvirt,
  &vf_machine_format_ova,
  &vf_machine_format_ovf,
  &vf_machine_format_vmcx,
  &vf_machine_format_vmx,
  NULL,
};

/* Enough for a comment and the first keys of a text, or for a magic. */
enum { PROBE_LENGTH = 4096 };

const struct vf_machine_format *
vf_machine_format_find (const char *name, struct vf_error *err)
{
  char names[256] = "";
  size_t i, used = 0;

  for (i = 0; vf_machine_formats[i]; i++) {
    if (strcmp (vf_machine_formats[i]->name, name) == 0)
      return vf_machine_formats[i];
    used += (size_t)snprintf (names + used, sizeof names - used, "%s%s",
                              used ? ", " : "", vf_machine_formats[i]->name);
  }
  vf_error_set (err, VF_ERROR_USAGE,
                "there is no definition format \"%s\"; there are: %s", name,
                names);
  return NULL;
}

/* Says what IO, which starts with the N bytes at HEAD, is instead of a
 * definition that is read, and what to do with it. */
static void
set_unknown (struct vf_io *io, const char *head, size_t n,
             struct vf_error *err)
{
  static const char virtualbox[] = "<VirtualBox";
  const struct vf_image_format *image;
  struct vf_error ignored;

  if (memmem (head, n, virtualbox, strlen (virtualbox))) {
    vf_error_set (err, VF_ERROR_UNSUPPORTED,
                  "%s: a definition of VirtualBox's own: export the VM as an "
                  "OVA, as `VBoxManage export` does",
                  vf_io_name (io));
    return;
  }
  if (!n) {
    vf_error_set (err, VF_ERROR_CORRUPT, "%s: is empty", vf_io_name (io));
    return;
  }
  image = vf_image_format_probe (io, &ignored);
  if (image && image->probe)
    vf_error_set (err, VF_ERROR_UNSUPPORTED,
                  "%s: a disk image (%s), not a VM definition: `vmferry info` "
                  "shows it",
                  vf_io_name (io), image->name);
  else
    vf_error_set (err, VF_ERROR_UNSUPPORTED,
                  "%s: not a VM definition that vmferry knows (.vmx, .ovf, "
                  ".ova, .vmcx, .xml, .json)",
                  vf_io_name (io));
}

/* The format that claims the content of IO most surely, or NULL.
 * Errors:  CORRUPT when it is empty, UNSUPPORTED, IO */
static const struct vf_machine_format *
probe (struct vf_io *io, const char *path, struct vf_error *err)
{
  const struct vf_machine_format *best = NULL;
  char head[PROBE_LENGTH];
  size_t i, n = vf_min_u64 (vf_io_size (io), sizeof head);
  int score, best_score = 0;

  if (vf_io_read (io, head, n, 0, err))
    return NULL;
  for (i = 0; vf_machine_formats[i]; i++) {
    score = vf_machine_formats[i]->probe (head, n, path);
    if (score > best_score) {
      best_score = score;
      best = vf_machine_formats[i];
    }
  }
  if (!best)
    set_unknown (io, head, n, err);
  return best;
}

/* A choice that a format does not have is a mistake. */
static int
check_params (const struct vf_machine_format *format,
              const struct vf_machine_params *params, struct vf_error *err)
{
  if (params->vm && !format->list)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--vm: a definition of the format %s has one VM",
                         format->name);
  if (params->configuration && !format->has_configurations)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--configuration: the format %s has none",
                         format->name);
  return 0;
}

struct vf_machine *
vf_machine_read (struct vf_io *io, const char *path,
                 const struct vf_machine_format *format,
                 const struct vf_machine_params *params, struct vf_error *err)
{
  static const struct vf_machine_params by_default;
  struct vf_machine *machine = NULL;

  if (!params)
    params = &by_default;
  if (!format)
    format = probe (io, path, err);
  if (!format)
    return NULL;
  if (check_params (format, params, err) == 0)
    machine = format->read (io, path, params, err);
  if (machine)
    machine->source_format = format->name;
  else
    vf_error_prefix_file (err, vf_io_name (io));
  return machine;
}

/* The file at PATH, and where it lies in truth. */
static struct vf_io *
open_file (const char *path, char **ret_real, struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = vf_io_open_file (path, err);

  if (!io)
    return NULL;
  *ret_real = realpath (path, NULL);
  if (!*ret_real) {
    vf_error_set_errno (err, errno, "%s", path);
    return NULL;
  }
  return TAKE (io);
}

struct vf_machine *
vf_machine_read_file (const char *path, const struct vf_machine_format *format,
                      const struct vf_machine_params *params,
                      struct vf_error *err)
{
  CLEANUP_MACHINE struct vf_machine *machine = NULL;
  CLEANUP_FREE char *real = NULL;
  CLEANUP_IO struct vf_io *io = NULL;

  if (vf_machine_is_folder (path))
    return vf_machine_read_folder (path, format, params, err);
  io = open_file (path, &real, err);
  if (io && !format)
    format = probe (io, real, err);
  if (io && format)
    machine = vf_machine_read (io, real, format, params, err);
  if (machine && format->locate && format->locate (io, machine, err)) {
    vf_error_prefix_file (err, vf_io_name (io));
    return NULL;
  }
  return TAKE (machine);
}

int
vf_machine_list_file (const char *path, const struct vf_machine_format *format,
                      struct vf_machine_names *names, struct vf_error *err)
{
  CLEANUP_FREE char *real = NULL;
  CLEANUP_IO struct vf_io *io = NULL;

  if (vf_machine_is_folder (path))
    return vf_machine_list_folder (path, format, names, err);
  io = open_file (path, &real, err);
  if (io && !format)
    format = probe (io, real, err);
  if (!io || !format)
    return -1;
  if (!format->list)
    return vf_machine_names_add (names, NULL, NULL, err);
  return format->list (io, real, names, err)
             ? vf_error_prefix_file (err, vf_io_name (io))
             : 0;
}

int
vf_machine_names_add (struct vf_machine_names *names, const char *id,
                      const char *name, struct vf_error *err)
{
  struct vf_machine_name item = { .id = id ? strdup (id) : NULL,
                                  .name = name ? strdup (name) : NULL };

  if ((item.id || !id) && (item.name || !name)
      && vf_vector_push (&names->list, item) == 0)
    return 0;
  free (item.id);
  free (item.name);
  return vf_error_nomem (err, "the machines of a definition");
}

void
vf_machine_names_format (const struct vf_machine_names *names, char *buf,
                         size_t size)
{
  const struct vf_machine_name *item;
  size_t i, used = 0;

  for (i = 0; i < names->list.count && used < size; i++) {
    item = &names->list.items[i];
    used += (size_t)snprintf (buf + used, size - used, "%s\"%s\"",
                              i ? ", " : "", item->id);
    if (item->name && strcmp (item->name, item->id) != 0 && used < size)
      used += (size_t)snprintf (buf + used, size - used, " (%s)", item->name);
  }
  if (used >= size)
    memcpy (buf + size - 4, "...", 4);
}

void
vf_machine_names_clear (struct vf_machine_names *names)
{
  size_t i;

  for (i = 0; i < names->list.count; i++) {
    free (names->list.items[i].id);
    free (names->list.items[i].name);
  }
  free (names->list.items);
  *names = (struct vf_machine_names){ 0 };
}
