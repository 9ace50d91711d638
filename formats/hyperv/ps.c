/* vmferry: VMs of Hyper-V as PowerShell tells them, in JSON: what
 * hyperv-export.ps1 writes, or "Get-VM | ConvertTo-Json".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/hyperv/hyperv-account.h"
#include "formats/hyperv/hyperv-bytes.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/hyperv/hyperv-locate.h"
#include "formats/hyperv/hyperv.h"
#include "formats/hyperv/ps-json.h"
#include "formats/hyperv/ps-parts.h"
#include "formats/machine.h"

static int
probe (const char *head, size_t n, const char *path __attribute__ ((unused)))
{
  static const char *const words[] = {
    "\"hyperv-export\"",
    "\"ProcessorCount\"",
    "\"MemoryStartup\"",
    "\"VMCheckpointId\"",
  };
  size_t i, start = 0;

  while (start < n && memchr ("\xff\xfe\xef\xbb\xbf \t\r\n", head[start], 9))
    start++;
  if (start < n && head[start] == '\0')
    start++;
  if (start == n || (head[start] != '{' && head[start] != '['))
    return 0;
  for (i = 0; i < sizeof words / sizeof *words; i++)
    if (vf_hyperv_has_word (head, n, words[i]))
      return 80;
  return 0;
}

/* What holds the sections of machine INDEX, or NULL. */
static struct vf_hyperv_key *
item_of (struct vf_hyperv_key *root, size_t index)
{
  struct vf_hyperv_key *list = vf_hyperv_find (root, "VMs");

  return vf_ps_item (list ? list : root, index);
}

static struct vf_hyperv_key *
vm_of (struct vf_hyperv_key *item)
{
  struct vf_hyperv_key *vm = vf_hyperv_find (item, "VM");

  return vm ? vf_ps_item (vm, 0) : item;
}

static bool
is_called (struct vf_hyperv_key *item, const char *wanted)
{
  const char *name = vf_hyperv_get_text (vm_of (item), "Name");
  const char *id = vf_hyperv_get_text (vm_of (item), "Id");

  return (name && strcmp (name, wanted) == 0)
         || (id && strcasecmp (id, wanted) == 0);
}

/* Why no machine was chosen, with those there are. */
static void
refuse (struct vf_hyperv_key *root, const char *wanted, struct vf_error *err)
{
  struct vf_hyperv_key *item;
  char names[256] = "";
  size_t i, used = 0;

  for (i = 0; used < sizeof names && (item = item_of (root, i)); i++) {
    const char *name = vf_hyperv_get_text (vm_of (item), "Name");

    used += (size_t)snprintf (names + used, sizeof names - used, "%s%s",
                              i ? ", " : "", name ? name : "one of no name");
  }
  if (wanted)
    vf_error_set (err, VF_ERROR_USAGE,
                  "there is no VM called \"%s\"; there are: %s", wanted,
                  names);
  else
    vf_error_set (err, VF_ERROR_USAGE,
                  "there are several VMs (%s); say which one with --vm (or, "
                  "of convert and emit, --all-vms)",
                  names);
}

/* The only machine that is called WANTED, or NULL. */
static struct vf_hyperv_key *
find_called (struct vf_hyperv_key *root, const char *wanted,
             struct vf_error *err)
{
  struct vf_hyperv_key *item, *found = NULL;
  size_t i;

  for (i = 0; (item = item_of (root, i)); i++) {
    if (!is_called (item, wanted))
      continue;
    if (found) {
      vf_error_set (err, VF_ERROR_USAGE,
                    "several VMs are called \"%s\", say which with --vm and "
                    "its Id",
                    wanted);
      return NULL;
    }
    found = item;
  }
  if (!found)
    refuse (root, wanted, err);
  return found;
}

/* The machine that PARAMS mean. */
static struct vf_hyperv_key *
choose (struct vf_hyperv_key *root, const struct vf_machine_params *params,
        struct vf_error *err)
{
  if (!item_of (root, 0)) {
    vf_error_set (err, VF_ERROR_CORRUPT, "there is no VM in it");
    return NULL;
  }
  if (params->vm)
    return find_called (root, params->vm, err);
  if (!item_of (root, 1))
    return item_of (root, 0);
  refuse (root, NULL, err);
  return NULL;
}

static int
read_parts (struct vf_hyperv_key *item, struct vf_machine *machine,
            struct vf_error *err)
{
  static int (*const parts[]) (struct vf_hyperv_key *, struct vf_hyperv_key *,
                               struct vf_machine *, struct vf_error *) = {
    vf_ps_read_general, vf_ps_read_cpu,     vf_ps_read_storage,
    vf_ps_read_nics,    vf_ps_read_devices, vf_ps_read_boot_order,
  };
  size_t i;

  for (i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i](item, vm_of (item), machine, err))
      return -1;
  return vf_ps_judge_others (item, err);
}

static struct vf_hyperv_key *
parse (struct vf_io *io, struct vf_error *err)
{
  size_t n;
  CLEANUP_FREE char *bytes = vf_io_read_all (io, VF_HYPERV_MAX_BYTES, &n, err);

  return bytes ? vf_ps_json_parse (bytes, n, err) : NULL;
}

static struct vf_machine *
read_json (struct vf_io *io, const char *path,
           const struct vf_machine_params *params, struct vf_error *err)
{
  CLEANUP_HYPERV_KEY struct vf_hyperv_key *root = parse (io, err);
  CLEANUP_MACHINE struct vf_machine *machine = NULL;
  struct vf_hyperv_key *item;

  item = root ? choose (root, params, err) : NULL;
  if (!item)
    return NULL;
  machine = vf_hyperv_machine_new (path, err);
  if (!machine || read_parts (item, machine, err)
      || vf_hyperv_account (item, NULL, &machine->account, err))
    return NULL;
  return TAKE (machine);
}

static int
list_json (struct vf_io *io, const char *path __attribute__ ((unused)),
           struct vf_machine_names *names, struct vf_error *err)
{
  CLEANUP_HYPERV_KEY struct vf_hyperv_key *root = parse (io, err);
  struct vf_hyperv_key *item;
  size_t i;

  if (!root)
    return -1;
  for (i = 0; (item = item_of (root, i)); i++) {
    const char *name = vf_hyperv_get_text (vm_of (item), "Name");
    const char *id = vf_hyperv_get_text (vm_of (item), "Id");

    if (vf_machine_names_add (names, id ? id : name, name, err))
      return -1;
  }
  return 0;
}

const struct vf_machine_format vf_machine_format_hyperv_json = {
  .name = "hyperv-json",
  .summary = "what PowerShell tells of Hyper-V's VMs, in JSON",
  .probe = probe,
  .read = read_json,
  .locate = vf_hyperv_locate,
  .list = list_json,
};
