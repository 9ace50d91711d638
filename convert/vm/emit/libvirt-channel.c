/* vmferry: serial and parallel ports of a libvirt domain, the console, and the
 * channel of the guest's agent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/gaps.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

static void
write_serial_port (struct vf_domain_out *domain, unsigned port)
{
  vf_xml_open (domain->xml, "serial", "type", "pty", NULL);
  vf_xml_open (domain->xml, "target", "type", "isa-serial", NULL);
  vf_xml_attribute (domain->xml, "port", "%u", port);
  vf_xml_close (domain->xml);
  vf_xml_close (domain->xml);
}

/* A port of which the guest writes into nothing. */
static void
write_parallel_port (struct vf_domain_out *domain, unsigned port)
{
  vf_xml_open (domain->xml, "parallel", "type", "null", NULL);
  vf_xml_open (domain->xml, "target", NULL);
  vf_xml_attribute (domain->xml, "port", "%u", port);
  vf_xml_close (domain->xml);
  vf_xml_close (domain->xml);
}

static unsigned
count_ports (const struct vf_domain_out *domain, enum vf_device_kind kind,
             unsigned most)
{
  const struct vf_machine *machine = domain->machine;
  unsigned n = 0;
  size_t i;

  for (i = 0; i < machine->devices.count && n < most; i++)
    if (machine->devices.items[i].kind == kind)
      n++;
  return n;
}

/* The ports of the source, and at least one serial one, for a console. */
static void
write_ports (struct vf_domain_out *domain)
{
  unsigned serial
      = count_ports (domain, VF_DEVICE_SERIAL, VF_MAX_SERIAL_PORTS);
  unsigned parallel
      = count_ports (domain, VF_DEVICE_PARALLEL, VF_MAX_PARALLEL_PORTS);
  unsigned port;

  for (port = 0; port < serial || !port; port++)
    write_serial_port (domain, port);
  for (port = 0; port < parallel; port++)
    write_parallel_port (domain, port);
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

void
vf_domain_write_channels (struct vf_domain_out *domain)
{
  write_ports (domain);
  vf_xml_open (domain->xml, "console", "type", "pty", NULL);
  vf_xml_leaf (domain->xml, "target", "type", "serial", "port", "0", NULL);
  vf_xml_close (domain->xml);
  write_channel (domain, "unix", "org.qemu.guest_agent.0", "1");
  if (domain->options->devices.graphics == VF_GRAPHICS_SPICE)
    write_channel (domain, "spicevmc", "com.redhat.spice.0", "2");
}
