/* vmferry: devices of the source's host that a libvirt domain was given.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

static const char of_host[] = "how the source's host gave the device away";

/* As seen from <hostdev>. */
const struct vf_libvirt_row vf_libvirt_rows_hostdev[] = {
  TAKEN_ROW ("@mode"),
  TAKEN_ROW ("@type"),
  TAKEN_ROW ("@model"),
  VOID_ROW ("@managed", of_host),
  VOID_ROW ("@display", of_host),
  VOID_ROW ("@ramfb", of_host),
  LOST_ROW ("@sgio", of_host),
  LOST_ROW ("@rawio", of_host),
  VOID_ROW ("driver*", of_host),
  TAKEN_ROW ("source/address@domain"),
  TAKEN_ROW ("source/address@bus"),
  TAKEN_ROW ("source/address@slot"),
  TAKEN_ROW ("source/address@function"),
  TAKEN_ROW ("source/address@device"),
  TAKEN_ROW ("source/address@uuid"),
  TAKEN_ROW ("source/vendor@id"),
  TAKEN_ROW ("source/product@id"),
  VOID_ROW ("source*", of_host),
  LOST_ROW ("rom*", "the device has its own ROM"),
  LOST_ROW ("teaming*", "the device stands alone"),
  LOST_ROW ("boot@order", "the firmware does not start from it"),
  VOID_ROW ("alias@name", "libvirt's own name for the device"),
  VOID_ROW ("address*", "the target has its own layout"),
  VOID_ROW ("acpi@index", "the target has its own layout"),
  LOST_ROW ("readonly", of_host),
  LOST_ROW ("shareable", of_host),
  END_ROW,
};

static const char *
or_zero (const char *number)
{
  if (!number)
    return "0";
  return strncmp (number, "0x", 2) == 0 ? number + 2 : number;
}

/* "0000:06:02.0" */
static char *
pci_name (const struct vf_libvirt_tree *tree,
          const struct vf_libvirt_element *element)
{
  const struct vf_libvirt_element *address = vf_libvirt_child (
      tree, vf_libvirt_child (tree, element, "source", NULL), "address", NULL);

  return vf_text_printf (
      "%s:%s:%s.%s", or_zero (vf_libvirt_get (tree, address, "@domain")),
      or_zero (vf_libvirt_get (tree, address, "@bus")),
      or_zero (vf_libvirt_get (tree, address, "@slot")),
      or_zero (vf_libvirt_get (tree, address, "@function")));
}

/* "1234:abcd", or "bus 1 device 3". */
static char *
usb_name (const struct vf_libvirt_tree *tree,
          const struct vf_libvirt_element *element)
{
  const char *vendor = vf_libvirt_get (tree, element, "source/vendor@id");
  const char *product = vf_libvirt_get (tree, element, "source/product@id");
  const char *bus = vf_libvirt_get (tree, element, "source/address@bus");
  const char *device = vf_libvirt_get (tree, element, "source/address@device");

  if (vendor)
    return vf_text_printf ("%s:%s", or_zero (vendor), or_zero (product));
  return vf_text_printf ("bus %s device %s", or_zero (bus), or_zero (device));
}

/* The identifier of a part of a GPU. */
static char *
mdev_name (const struct vf_libvirt_tree *tree,
           const struct vf_libvirt_element *element)
{
  const char *uuid = vf_libvirt_get (tree, element, "source/address@uuid");

  return strdup (uuid ? uuid : "");
}

static const struct kind {
  const char *type;
  enum vf_device_kind kind;
  char *(*name) (const struct vf_libvirt_tree *tree,
                 const struct vf_libvirt_element *element);
} kinds[] = {
  { "pci", VF_DEVICE_PCI_PASSTHROUGH, pci_name },
  { "usb", VF_DEVICE_USB_DEVICE, usb_name },
  { "mdev", VF_DEVICE_VGPU, mdev_name },
};

static int
add_hostdev (struct vf_libvirt_tree *tree,
             const struct vf_libvirt_element *element, const struct kind *kind,
             unsigned number, struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_device *device;
  char key[32];

  snprintf (key, sizeof key, "hostdev%u", number);
  device = vf_machine_add_device (machine, kind->kind, key, err);
  if (!device)
    return -1;
  device->backing_kind = VF_BACKING_HOST_DEVICE;
  device->backing = kind->name (tree, element);
  if (!device->backing)
    return vf_error_nomem (err, "a device");
  return vf_libvirt_set_text (&device->model,
                              vf_libvirt_get (tree, element, "@model"), err)
                 || vf_libvirt_read_rows (tree, element,
                                          vf_libvirt_rows_hostdev, NULL, err)
             ? -1
             : 0;
}

static int
read_hostdev (struct vf_libvirt_tree *tree,
              const struct vf_libvirt_element *element, unsigned number,
              struct vf_machine *machine, struct vf_error *err)
{
  const char *type = vf_libvirt_get (tree, element, "@type");
  size_t i;

  for (i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp (kinds[i].type, type) == 0)
      return add_hostdev (tree, element, &kinds[i], number, machine, err);
  return vf_libvirt_judge_rest (tree, element, VF_FATE_LOSS,
                                "the device is not passed through", err);
}

int
vf_libvirt_read_hostdevs (struct vf_libvirt_tree *tree,
                          struct vf_machine *machine, struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;
  unsigned number = 0;

  while ((element = vf_libvirt_child (tree, devices, "hostdev", element)))
    if (read_hostdev (tree, element, number++, machine, err))
      return -1;
  return 0;
}
