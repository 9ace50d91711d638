/* vmferry: serial and parallel ports of a libvirt domain, the console, and the
 * channel of the guest's agent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

enum {
  MAX_SERIAL_PORTS = 4, /* a PC has four */
  MAX_PARALLEL_PORTS = 3,
};

static void
write_serial_port (struct vf_domain_out *domain, unsigned port)
{
  vf_xml_open (domain->xml, "serial", "type", "pty", NULL);
  vf_xml_open (domain->xml, "target", "type", "isa-serial", NULL);
  vf_xml_attribute (domain->xml, "port", "%u", port);
  vf_xml_close (domain->xml);
  vf_xml_close (domain->xml);
}

/* The file, pipe or socket behind a port is the source's host's. */
static int
report_port (struct vf_domain_out *domain,
             const struct vf_machine_device *device, const char *behind,
             struct vf_error *err)
{
  if (!device->backing)
    return vf_account_add (domain->report, VF_FATE_MAPPED, device->key, NULL,
                           behind, err);
  return vf_account_lose (domain->report, err, device->key,
                          "\"%s\" is not behind it: %s", device->backing,
                          behind);
}

/* The ports of the source, and at least one, for a console. */
static int
write_serial_ports (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine *machine = domain->machine;
  unsigned port = 0;
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    const struct vf_machine_device *device = &machine->devices.items[i];

    if (device->kind != VF_DEVICE_SERIAL)
      continue;
    if (port == MAX_SERIAL_PORTS) {
      if (vf_account_lose (domain->report, err, device->key,
                           "a PC has four serial ports"))
        return -1;
      continue;
    }
    write_serial_port (domain, port++);
    if (report_port (domain, device, "a terminal of the host", err))
      return -1;
  }
  if (!port)
    write_serial_port (domain, 0);
  return 0;
}

/* The port is there, and nothing prints. */
static int
write_parallel_ports (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine *machine = domain->machine;
  unsigned port = 0;
  size_t i;

  for (i = 0; i < machine->devices.count && port < MAX_PARALLEL_PORTS; i++) {
    const struct vf_machine_device *device = &machine->devices.items[i];

    if (device->kind != VF_DEVICE_PARALLEL)
      continue;
    vf_xml_open (domain->xml, "parallel", "type", "null", NULL);
    vf_xml_open (domain->xml, "target", NULL);
    vf_xml_attribute (domain->xml, "port", "%u", port++);
    vf_xml_close (domain->xml);
    vf_xml_close (domain->xml);
    if (report_port (domain, device, "nothing", err))
      return -1;
  }
  return 0;
}

static void
write_channel (struct vf_domain_out *domain, const char *type,
               const char *name, const char *port)
{
  vf_xml_open (domain->xml, "channel", "type", type, NULL);
  vf_xml_leaf (domain->xml, "target", "type", "virtio", "name", name, NULL);
  vf_xml_leaf (domain->xml, "address", "type", "virtio-serial", "controller",
               "0", "bus", "0", "port", port, NULL);
  vf_xml_close (domain->xml);
}

int
vf_domain_write_channels (struct vf_domain_out *domain, struct vf_error *err)
{
  if (write_serial_ports (domain, err) || write_parallel_ports (domain, err))
    return -1;
  vf_xml_open (domain->xml, "console", "type", "pty", NULL);
  vf_xml_leaf (domain->xml, "target", "type", "serial", "port", "0", NULL);
  vf_xml_close (domain->xml);
  write_channel (domain, "unix", "org.qemu.guest_agent.0", "1");
  if (domain->options->devices.graphics == VF_GRAPHICS_SPICE)
    write_channel (domain, "spicevmc", "com.redhat.spice.0", "2");
  return 0;
}
