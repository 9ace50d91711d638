/* vmferry: an OVF as a kind of VM definition: recognising one, and the order
 * in which its parts are read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf-machine.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/ova/package.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/vmx/vmx-dict.h"
#include "formats/xml-in.h"

/* XML that speaks of an Envelope near its beginning, or is called .ovf. */
static int
probe (const char *head, size_t n, const char *path)
{
  const char *dot = path ? strrchr (path, '.') : NULL;
  size_t i = n > 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  bool is_wide = n > 4
                 && (memcmp (head, "\xff\xfe<", 3) == 0
                     || memcmp (head, "\xfe\xff\0<", 4) == 0);

  while (i < n && head[i] && strchr (" \t\r\n", head[i]))
    i++;
  if (!is_wide && (i == n || head[i] != '<'))
    return 0;
  if (memmem (head, n, "Envelope", strlen ("Envelope")))
    return 85;
  return dot && strcasecmp (dot, ".ovf") == 0 ? 60 : 0;
}

static struct _xmlDoc *
parse (struct vf_io *io, struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_package_read_text (io, VF_OVF_MAX_SIZE, err);
  CLEANUP_XML_DOCUMENT struct _xmlDoc *document = NULL;

  if (!text)
    return NULL;
  document = vf_xml_parse (text, vf_io_size (io), err);
  if (!document || vf_ovf_check_envelope (vf_xml_root (document), err))
    return NULL;
  return TAKE (document);
}

static void
clear (struct vf_ovf *ovf)
{
  size_t i;

  for (i = 0; i < ovf->items.count; i++)
    vf_ovf_item_clear (&ovf->items.items[i]);
  free (ovf->items.items);
  free (ovf->vmx_elements.items);
  free (ovf->configuration);
  vf_ovf_fates_clear (&ovf->fates);
  vf_package_clear (&ovf->package);
  vf_vmx_free (ovf->vmx);
}

/* VirtualBox's own description holds over the items, of which it is read
 * after. */
static int
read_parts (struct vf_ovf *ovf, struct vf_machine *machine,
            struct vf_error *err)
{
  static int (*const parts[]) (struct vf_ovf *, struct vf_machine *,
                               struct vf_error *)
      = {
          vf_ovf_read_hardware, vf_ovf_read_general,    vf_ovf_read_os,
          vf_ovf_read_cpu,      vf_ovf_read_properties, vf_ovf_read_storage,
          vf_ovf_read_nics,     vf_ovf_read_devices,    vf_ovf_read_vmx_keys,
          vf_ovf_read_ovirt,    vf_ovf_read_virtualbox, vf_ovf_read_boot_order,
        };
  size_t i;

  for (i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i](ovf, machine, err))
      return -1;
  return vf_ovf_judge_vmx_keys (ovf, machine, err)
                 || vf_ovf_judge_unused (ovf, err)
                 || vf_ovf_read_account (ovf, machine, err)
             ? -1
             : 0;
}

struct vf_machine *
vf_ovf_read_machine (struct vf_io *io, const char *path,
                     const struct vf_machine_params *params,
                     struct vf_error *err)
{
  CLEANUP_XML_DOCUMENT struct _xmlDoc *document = parse (io, err);
  CLEANUP_MACHINE struct vf_machine *machine = NULL;
  VF_CLEANUP (clear) struct vf_ovf ovf = { 0 };

  if (!document || vf_package_read_ovf (&ovf.package, io, err))
    return NULL;
  ovf.envelope = vf_xml_root (document);
  machine = vf_machine_new (err);
  if (!machine)
    return NULL;
  machine->source_path = strdup (path);
  if (!machine->source_path) {
    vf_error_nomem (err, "a path");
    return NULL;
  }
  if (vf_ovf_choose_system (&ovf, params->vm, err)
      || vf_ovf_choose_configuration (&ovf, params->configuration, err)
      || read_parts (&ovf, machine, err))
    return NULL;
  return TAKE (machine);
}

int
vf_ovf_list_machines (struct vf_io *io, struct vf_machine_names *names,
                      struct vf_error *err)
{
  CLEANUP_XML_DOCUMENT struct _xmlDoc *document = parse (io, err);

  return document ? vf_ovf_list_systems (vf_xml_root (document), names, err)
                  : -1;
}

static int
list_ovf (struct vf_io *io, const char *path __attribute__ ((unused)),
          struct vf_machine_names *names, struct vf_error *err)
{
  return vf_ovf_list_machines (io, names, err);
}

const struct vf_machine_format vf_machine_format_ovf = {
  .name = "ovf",
  .summary = "an OVF beside the files of its disks",
  .has_configurations = true,
  .probe = probe,
  .read = vf_ovf_read_machine,
  .list = list_ovf,
};
