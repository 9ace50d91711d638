/* vmferry: memory modules of a libvirt domain.  Those of ordinary memory were
 * plugged in after the start or count as if they were: they become part of the
 * memory of their node.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

/* No host has a pebibyte. */
#define MAX_MODULE_BYTES ((uint64_t)1 << 50)

static const char of_host[] = "how the source's host kept its memory";

/* As seen from <memory> of <devices>. */
const struct vf_libvirt_row vf_libvirt_rows_module[] = {
  TAKEN_ROW ("@model"),
  VOID_ROW ("@access", of_host),
  VOID_ROW ("@discard", of_host),
  LOST_ROW ("uuid", "the target's module has an identifier of its own"),
  TAKEN_ROW ("source/path"),
  VOID_ROW ("source*", of_host),
  TAKEN_ROW ("target/size"),
  TAKEN_ROW ("target/size@unit"),
  TAKEN_ROW ("target/node"),
  TAKEN_ROW ("target/requested*"),
  VOID_ROW ("target/current*", "what the guest had while it ran"),
  LOST_ROW ("target*", "the module has the default layout"),
  VOID_ROW ("alias@name", "libvirt's own name for the device"),
  VOID_ROW ("address*", "the target has its own layout"),
  VOID_ROW ("acpi@index", "the target has its own layout"),
  END_ROW,
};

/* Adds BYTES to the node that the module names; without nodes to the whole. */
static void
join_node (const struct vf_libvirt_tree *tree,
           const struct vf_libvirt_element *element, uint64_t bytes,
           struct vf_machine *machine)
{
  size_t count = machine->cpu.nodes.count;
  uint64_t node;

  if (!count)
    return; /* <memory> has it already */
  if (!vf_libvirt_get_number (tree, element, "target/node", count - 1, &node))
    node = 0;
  machine->cpu.nodes.items[node].memory_bytes += bytes;
  machine->memory.size_bytes += bytes;
}

static int
add_nvdimm (const struct vf_libvirt_tree *tree,
            const struct vf_libvirt_element *element, const char *model,
            uint64_t bytes, struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_device *device;
  unsigned number = 0;
  char key[32];
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    number += machine->devices.items[i].kind == VF_DEVICE_NVDIMM;
  snprintf (key, sizeof key, "nvdimm%u", number);
  device = vf_machine_add_device (machine, VF_DEVICE_NVDIMM, key, err);
  if (!device)
    return -1;
  device->size_bytes = bytes;
  return vf_libvirt_set_text (&device->model, model, err)
                 || vf_libvirt_set_text (
                     &device->backing,
                     vf_libvirt_get (tree, element, "source/path"), err)
             ? -1
             : 0;
}

static int
read_module (struct vf_libvirt_tree *tree,
             const struct vf_libvirt_element *element,
             struct vf_machine *machine, struct vf_error *err)
{
  struct vf_libvirt_entry *size
      = vf_libvirt_find (tree, element, "target/size");
  const char *model = vf_libvirt_get (tree, element, "@model");
  uint64_t bytes;

  if (!model || !vf_libvirt_get_bytes (tree, element, "target/size", &bytes)
      || bytes > MAX_MODULE_BYTES)
    return vf_libvirt_judge (size, VF_FATE_LOSS, "not a size", err);
  if (strcmp (model, "nvdimm") == 0 || strcmp (model, "virtio-pmem") == 0)
    return add_nvdimm (tree, element, model, bytes, machine, err);
  if (strcmp (model, "sgx-epc") == 0)
    machine->security.sgx_bytes += bytes;
  else
    join_node (tree, element, bytes, machine);
  return 0;
}

int
vf_libvirt_read_modules (struct vf_libvirt_tree *tree,
                         struct vf_machine *machine, struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;
  unsigned number = 0;

  while ((element = vf_libvirt_child (tree, devices, "memory", element))) {
    enum { MAX_MODULES = 256 };

    if (number++ == MAX_MODULES)
      return vf_error_set (err, VF_ERROR_LIMIT,
                           "<devices>: more than %d memory modules",
                           MAX_MODULES);
    if (read_module (tree, element, machine, err)
        || vf_libvirt_read_rows (tree, element, vf_libvirt_rows_module, NULL,
                                 err))
      return -1;
  }
  return 0;
}
