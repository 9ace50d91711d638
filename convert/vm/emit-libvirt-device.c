/* vmferry: what else a libvirt domain has: consoles, the guest agent's
 * channel, screen, input, random numbers, balloon, panic device.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "convert/vm/emit-libvirt.h"
#include "convert/vm/hardware.h"
#include "convert/vm/host.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* A PC has four. */
enum { MAX_SERIAL_PORTS = 4 };

static void
write_controllers (struct vf_domain_out *domain)
{
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "controller", "type", "virtio-serial", "index", "0", NULL);
  vf_domain_write_pci_address (domain);
  vf_xml_close (xml);
  vf_xml_open (xml, "controller", "type", "usb", "index", "0", "model",
               domain->hardware->is_q35 ? "qemu-xhci" : "piix3-uhci", NULL);
  if (domain->hardware->is_q35) {
    vf_xml_attribute (xml, "ports", "15");
    vf_domain_write_pci_address (domain);
  }
  vf_xml_close (xml);
}

/* The ports of the source, and at least one, for a console. */
static void
write_serial_ports (struct vf_domain_out *domain)
{
  unsigned ports = 0, port;
  size_t i;

  for (i = 0; i < domain->machine->devices.count; i++)
    if (domain->machine->devices.items[i].kind == VF_DEVICE_SERIAL)
      ports++;
  if (!ports)
    ports = 1;
  for (port = 0; port < ports && port < MAX_SERIAL_PORTS; port++) {
    vf_xml_open (domain->xml, "serial", "type", "pty", NULL);
    vf_xml_open (domain->xml, "target", "type", "isa-serial", NULL);
    vf_xml_attribute (domain->xml, "port", "%u", port);
    vf_xml_close (domain->xml);
    vf_xml_close (domain->xml);
  }
  vf_xml_open (domain->xml, "console", "type", "pty", NULL);
  vf_xml_leaf (domain->xml, "target", "type", "serial", "port", "0", NULL);
  vf_xml_close (domain->xml);
}

static void
write_channel (struct vf_domain_out *domain)
{
  vf_xml_open (domain->xml, "channel", "type", "unix", NULL);
  vf_xml_leaf (domain->xml, "target", "type", "virtio", "name",
               "org.qemu.guest_agent.0", NULL);
  vf_xml_leaf (domain->xml, "address", "type", "virtio-serial", "controller",
               "0", "bus", "0", "port", "1", NULL);
  vf_xml_close (domain->xml);
}

/* Whether TEXT is a keymap as QEMU names them: "de", "de-ch". */
static bool
is_keymap (const char *text)
{
  return text && *text && strlen (text) <= 5
         && strspn (text, "abcdefghijklmnopqrstuvwxyz-") == strlen (text);
}

static void
write_screen (struct vf_domain_out *domain)
{
  struct vf_xml *xml = domain->xml;
  const char *keymap = domain->machine->display.keymap;

  vf_xml_leaf (xml, "input", "type", "tablet", "bus", "usb", NULL);
  vf_xml_open (xml, "graphics", "type", "vnc", "port", "-1", "autoport", "yes",
               "listen", "127.0.0.1", NULL);
  if (is_keymap (keymap))
    vf_xml_attribute (xml, "keymap", "%s", keymap);
  vf_xml_leaf (xml, "listen", "type", "address", "address", "127.0.0.1", NULL);
  vf_xml_close (xml);
  vf_xml_open (xml, "video", NULL);
  vf_xml_leaf (xml, "model", "type", "vga", "vram", "16384", "heads", "1",
               "primary", "yes", NULL);
  vf_xml_leaf (xml, "address", "type", "pci", "domain", "0x0000", "bus",
               "0x00", "slot", domain->hardware->is_q35 ? "0x01" : "0x02",
               "function", "0x0", NULL);
  vf_xml_close (xml);
}

static void
write_balloon (struct vf_domain_out *domain)
{
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "memballoon", "model", "virtio", "autodeflate", "on",
               "freePageReporting", "on", NULL);
  vf_xml_leaf (xml, "stats", "period", "5", NULL);
  vf_domain_write_pci_address (domain);
  vf_xml_close (xml);
  vf_xml_open (xml, "rng", "model", "virtio", NULL);
  vf_xml_open (xml, "backend", "model", "random", NULL);
  vf_xml_content (xml, "/dev/urandom");
  vf_xml_close (xml);
  vf_domain_write_pci_address (domain);
  vf_xml_close (xml);
}

/* What is lost with a device, by its kind; NULL: the domain has one. */
static const char *const losses[] = {
  [VF_DEVICE_USB_DEVICE] = "a USB device of the source's host",
  [VF_DEVICE_SOUND] = "the target has no sound device",
  [VF_DEVICE_PARALLEL] = "the target has no parallel port",
  [VF_DEVICE_TPM] = "the target has no TPM; what was sealed in the old one "
                    "cannot be opened: have recovery keys at hand",
  [VF_DEVICE_PCI_PASSTHROUGH] = "a device of the source's host",
  [VF_DEVICE_VGPU] = "a device of the source's host",
  [VF_DEVICE_WATCHDOG] = "the target has no watchdog",
  [VF_DEVICE_VSOCK] = "the target has no socket to its host",
  [VF_DEVICE_NVDIMM] = "the target has no persistent memory",
  [VF_DEVICE_FILESYSTEM] = "a folder of the source's host",
  [VF_DEVICE_SMARTCARD] = "the target has no card reader",
  [VF_DEVICE_PRECISION_CLOCK] = "the target has no precision clock",
  [VF_DEVICE_AGENT] = NULL,
};

static int
report_devices (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine *machine = domain->machine;
  const char *loss;
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    loss = losses[machine->devices.items[i].kind];
    if (loss
        && vf_account_lose (domain->report, err, machine->devices.items[i].key,
                            "%s", loss))
      return -1;
  }
  return 0;
}

int
vf_domain_write_devices (struct vf_domain_out *domain, struct vf_error *err)
{
  write_controllers (domain);
  write_serial_ports (domain);
  write_channel (domain);
  write_screen (domain);
  write_balloon (domain);
  if (domain->hardware->is_windows && domain->target->has_kvm)
    vf_xml_leaf (domain->xml, "panic", "model", "hyperv", NULL);
  else
    vf_xml_leaf (domain->xml, "panic", "model", "isa", NULL);
  if (domain->hardware->has_iommu) {
    vf_xml_open (domain->xml, "iommu", "model", "intel", NULL);
    vf_xml_leaf (domain->xml, "driver", "intremap", "on", "eim", "on", NULL);
    vf_xml_close (domain->xml);
  }
  return report_devices (domain, err);
}
