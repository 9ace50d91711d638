/* vmferry: serial and parallel ports of a libvirt domain, and channels.
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

/* As seen from <serial>, <parallel>, <console> or <channel>. */
const struct vf_libvirt_row vf_libvirt_rows_port[] = {
  TAKEN_ROW ("@type"),
  VOID_ROW ("@tty", "where the port was on the source's host"),
  TAKEN_ROW ("source@path"),
  TAKEN_ROW ("source@mode"),
  TAKEN_ROW ("source@host"),
  TAKEN_ROW ("source@service"),
  LOST_ROW ("source/reconnect*", "a connection that ends is not made again"),
  VOID_ROW ("source*", "where the port was on the source's host"),
  LOST_ROW ("log@*", "the port's output is not kept in a file"),
  LOST_ROW ("protocol@type", "the target's port speaks no telnet or TLS"),
  VOID_ROW ("target@port", "ports keep their order"),
  TAKEN_ROW ("target@type"),
  TAKEN_ROW ("target@name"),
  LOST_ROW ("target@address", "nothing is forwarded"),
  VOID_ROW ("target/model@name", "the target has its own port"),
  VOID_ROW ("target*", "the state of the channel"),
  VOID_ROW ("alias@name", "libvirt's own name for the device"),
  VOID_ROW ("address*", "the target has its own layout"),
  VOID_ROW ("acpi@index", "the target has its own layout"),
  END_ROW,
};

/* What stands behind a port, by its type. */
static const struct {
  const char *type;
  enum vf_backing_kind kind;
} backings[] = {
  { "null", VF_BACKING_NONE },         { "file", VF_BACKING_FILE },
  { "pipe", VF_BACKING_PIPE },         { "unix", VF_BACKING_PIPE },
  { "tcp", VF_BACKING_NETWORK },       { "udp", VF_BACKING_NETWORK },
  { "dev", VF_BACKING_HOST_DEVICE },   { "pty", VF_BACKING_CONSOLE },
  { "stdio", VF_BACKING_CONSOLE },     { "vc", VF_BACKING_CONSOLE },
  { "spiceport", VF_BACKING_CONSOLE }, { "dbus", VF_BACKING_CONSOLE },
  { "nmdm", VF_BACKING_PIPE },
};

static enum vf_backing_kind
find_backing (const char *type)
{
  size_t i;

  for (i = 0; type && i < sizeof backings / sizeof *backings; i++)
    if (strcmp (backings[i].type, type) == 0)
      return backings[i].kind;
  return VF_BACKING_UNKNOWN;
}

/* The path, or "host:service". */
static int
set_backing (const struct vf_libvirt_tree *tree,
             const struct vf_libvirt_element *element,
             struct vf_machine_device *device, struct vf_error *err)
{
  const char *host = vf_libvirt_get (tree, element, "source@host");
  const char *service = vf_libvirt_get (tree, element, "source@service");
  const char *mode = vf_libvirt_get (tree, element, "source@mode");

  if (mode)
    device->is_server = strcmp (mode, "bind") == 0 ? VF_YES : VF_NO;
  if (device->backing_kind == VF_BACKING_CONSOLE)
    return 0; /* a pseudo terminal has a new name at each start */
  if (!service)
    return vf_libvirt_set_text (
        &device->backing, vf_libvirt_get (tree, element, "source@path"), err);
  device->backing = vf_text_printf ("%s:%s", host ? host : "", service);
  return device->backing ? 0 : vf_error_nomem (err, "a port");
}

static int
add_port (struct vf_libvirt_tree *tree,
          const struct vf_libvirt_element *element, enum vf_device_kind kind,
          unsigned number, struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_device *device;
  char key[32];

  snprintf (key, sizeof key, "%s%u", element->name, number);
  device = vf_machine_add_device (machine, kind, key, err);
  if (!device)
    return -1;
  device->backing_kind
      = find_backing (vf_libvirt_get (tree, element, "@type"));
  return set_backing (tree, element, device, err)
                 || vf_libvirt_read_rows (tree, element, vf_libvirt_rows_port,
                                          NULL, err)
             ? -1
             : 0;
}

static int
read_list (struct vf_libvirt_tree *tree, const char *name,
           enum vf_device_kind kind, struct vf_machine *machine,
           struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;
  unsigned number = 0;

  while ((element = vf_libvirt_child (tree, devices, name, element)))
    if (add_port (tree, element, kind, number++, machine, err))
      return -1;
  return 0;
}

/* The first console is the first serial port once more. */
static int
read_consoles (struct vf_libvirt_tree *tree, struct vf_machine *machine,
               struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  bool has_serial = vf_libvirt_child (tree, devices, "serial", NULL) != NULL;
  const struct vf_libvirt_element *element = NULL;
  unsigned number = 0;

  while ((element = vf_libvirt_child (tree, devices, "console", element))) {
    const char *type = vf_libvirt_get (tree, element, "target@type");
    bool is_serial = !type || strcmp (type, "serial") == 0;

    if (is_serial && has_serial) {
      if (vf_libvirt_judge_rest (tree, element, VF_FATE_IRRELEVANT,
                                 "the same as the serial port", err))
        return -1;
    } else if (is_serial) {
      if (add_port (tree, element, VF_DEVICE_SERIAL, number++, machine, err))
        return -1;
    } else if (vf_libvirt_judge_rest (tree, element, VF_FATE_LOSS,
                                      "the target has no such console", err))
      return -1;
  }
  return 0;
}

/* Channels by name: the guest agent's, those that go with a screen, others. */
static int
read_channel (struct vf_libvirt_tree *tree,
              const struct vf_libvirt_element *element, unsigned *agents,
              struct vf_machine *machine, struct vf_error *err)
{
  const char *name = vf_libvirt_get (tree, element, "target@name");
  const char *type = vf_libvirt_get (tree, element, "@type");

  if (name && strcmp (name, "org.qemu.guest_agent.0") == 0)
    return add_port (tree, element, VF_DEVICE_AGENT, (*agents)++, machine,
                     err);
  if (type && strncmp (type, "spice", 5) == 0)
    return vf_libvirt_judge_rest (tree, element, VF_FATE_IRRELEVANT,
                                  "goes with the screen", err);
  return vf_libvirt_judge_rest (tree, element, VF_FATE_LOSS,
                                "the target has no such channel", err);
}

static int
read_channels (struct vf_libvirt_tree *tree, struct vf_machine *machine,
               struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;
  unsigned agents = 0;

  while ((element = vf_libvirt_child (tree, devices, "channel", element)))
    if (read_channel (tree, element, &agents, machine, err))
      return -1;
  return 0;
}

int
vf_libvirt_read_ports (struct vf_libvirt_tree *tree,
                       struct vf_machine *machine, struct vf_error *err)
{
  if (read_list (tree, "serial", VF_DEVICE_SERIAL, machine, err)
      || read_list (tree, "parallel", VF_DEVICE_PARALLEL, machine, err)
      || read_consoles (tree, machine, err))
    return -1;
  return read_channels (tree, machine, err);
}
