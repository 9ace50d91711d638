/* vmferry: serial ports that VirtualBox describes; OVF's own items have none
 * of them.
 *
 * Source: VirtualBox-settings.xsd, TUARTPort
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/xml-in.h"

/* What a port has of its own; each NULL unknown. */
struct port {
  char *enabled, *mode, *path, *server;
};

static void
clear_port (struct port *port)
{
  free (port->enabled);
  free (port->mode);
  free (port->path);
  free (port->server);
}

static enum vf_backing_kind
backing_of (const char *mode)
{
  static const struct {
    const char *word;
    enum vf_backing_kind kind;
  } kinds[] = {
    { "Disconnected", VF_BACKING_NONE },
    { "HostPipe", VF_BACKING_PIPE },
    { "HostDevice", VF_BACKING_HOST_DEVICE },
    { "RawFile", VF_BACKING_FILE },
    { "TCP", VF_BACKING_NETWORK },
  };
  size_t i;

  for (i = 0; mode && i < sizeof kinds / sizeof *kinds; i++)
    if (strcasecmp (mode, kinds[i].word) == 0)
      return kinds[i].kind;
  return VF_BACKING_UNKNOWN;
}

static int
read_attributes (struct vf_ovf *ovf, xmlNode *element, struct port *port,
                 struct vf_error *err)
{
  struct {
    const char *name;
    char **text;
  } rows[] = { { "enabled", &port->enabled },
               { "hostMode", &port->mode },
               { "path", &port->path },
               { "server", &port->server } };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    if (vf_ovf_take (&ovf->fates, element, VF_OVF_NS_VBOX, rows[i].name,
                     rows[i].text, err))
      return -1;
  return vf_ovf_judge (&ovf->fates, element, VF_FATE_MAPPED, NULL, err);
}

static int
add_port (struct vf_machine *machine, struct port *port, struct vf_error *err)
{
  struct vf_machine_device *device;
  unsigned number = 0;
  char key[32];
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    number += machine->devices.items[i].kind == VF_DEVICE_SERIAL;
  snprintf (key, sizeof key, "serial%u", number);
  device = vf_machine_add_device (machine, VF_DEVICE_SERIAL, key, err);
  if (!device)
    return -1;
  device->backing_kind = backing_of (port->mode);
  if (port->path && *port->path)
    device->backing = TAKE (port->path);
  if (port->server)
    device->is_server = vf_ovf_truth (port->server);
  return 0;
}

int
vf_ovf_read_virtualbox_ports (struct vf_ovf *ovf, struct _xmlNode *hardware,
                              struct vf_machine *machine, struct vf_error *err)
{
  xmlNode *list = vf_xml_child (hardware, "UART", NULL), *element = NULL;

  while ((element = vf_xml_child (list, "Port", element))) {
    VF_CLEANUP (clear_port) struct port port = { 0 };

    if (read_attributes (ovf, element, &port, err)
        || (vf_ovf_truth (port.enabled) == VF_YES
            && add_port (machine, &port, err)))
      return -1;
  }
  return 0;
}
