/* vmferry: controllers of a libvirt domain, each with its place: of disks, of
 * channels, and of USB.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

enum {
  DISKS_PER_THREAD = 4, /* that are busy at the same time */
  MAX_THREADS = 4,
  MAX_QUEUES = 8,
};

const char *
vf_domain_scsi_model (const struct vf_domain_out *domain,
                      const struct vf_hardware_disk *disk)
{
  const struct vf_hardware *hardware = domain->hardware;
  size_t i;

  for (i = 0; i < hardware->controllers.count; i++)
    if (disk->bus == VF_BUS_SCSI
        && hardware->controllers.items[i].bus == VF_BUS_SCSI
        && hardware->controllers.items[i].index == disk->controller)
      return hardware->controllers.items[i].model;
  return NULL;
}

static bool
is_virtio_scsi (const struct vf_hardware_controller *controller)
{
  return controller->bus == VF_BUS_SCSI
         && strcmp (controller->model, "virtio-scsi") == 0;
}

unsigned
vf_domain_iothreads (const struct vf_domain_out *domain)
{
  const struct vf_hardware *hardware = domain->hardware;
  unsigned disks = 0, threads;
  size_t i;

  if (domain->options->devices.profile != VF_PROFILE_FAST)
    return 0;
  for (i = 0; i < hardware->disks.count; i++)
    disks += hardware->disks.items[i].bus == VF_BUS_VIRTIO;
  for (i = 0; i < hardware->controllers.count; i++)
    disks += is_virtio_scsi (&hardware->controllers.items[i]);
  threads = (disks + DISKS_PER_THREAD - 1) / DISKS_PER_THREAD;
  return threads > MAX_THREADS ? MAX_THREADS : threads;
}

void
vf_domain_write_iothreads (struct vf_domain_out *domain)
{
  unsigned threads = vf_domain_iothreads (domain);
  char text[16];

  if (!threads)
    return;
  snprintf (text, sizeof text, "%u", threads);
  vf_xml_text (domain->xml, "iothreads", text);
}

unsigned
vf_domain_queues (const struct vf_domain_out *domain)
{
  unsigned vcpus = domain->machine->cpu.vcpus;

  return vcpus > MAX_QUEUES ? MAX_QUEUES : vcpus;
}

/* Where the board has it soldered. */
static void
write_board_address (struct vf_domain_out *domain, unsigned slot,
                     unsigned function)
{
  vf_xml_open (domain->xml, "address", "type", "pci", "domain", "0x0000",
               "bus", "0x00", NULL);
  vf_xml_attribute (domain->xml, "slot", "0x%02x", slot);
  vf_xml_attribute (domain->xml, "function", "0x%x", function);
  vf_xml_close (domain->xml);
}

static void
write_scsi_driver (struct vf_domain_out *domain,
                   const struct vf_hardware_controller *controller)
{
  unsigned threads = vf_domain_iothreads (domain);

  if (!is_virtio_scsi (controller) || !threads)
    return;
  vf_xml_open (domain->xml, "driver", NULL);
  vf_xml_attribute (domain->xml, "queues", "%u", vf_domain_queues (domain));
  vf_xml_attribute (domain->xml, "iothread", "%u",
                    controller->index % threads + 1);
  vf_xml_close (domain->xml);
}

static void
write_disk_controller (struct vf_domain_out *domain,
                       const struct vf_hardware_controller *controller)
{
  bool is_q35 = domain->hardware->is_q35;

  vf_xml_open (domain->xml, "controller", "type",
               vf_bus_name (controller->bus), NULL);
  vf_xml_attribute (domain->xml, "index", "%u", controller->index);
  if (controller->model)
    vf_xml_attribute (domain->xml, "model", "%s", controller->model);
  if (controller->bus == VF_BUS_IDE)
    write_board_address (domain, 1, 1);
  else if (controller->bus == VF_BUS_SATA && is_q35 && !controller->index)
    write_board_address (domain, 0x1f, 2);
  else {
    write_scsi_driver (domain, controller);
    vf_domain_write_pci_address (domain);
  }
  vf_xml_close (domain->xml);
}

void
vf_domain_write_boot_order (struct vf_domain_out *domain, unsigned order)
{
  if (!order)
    return;
  vf_xml_open (domain->xml, "boot", NULL);
  vf_xml_attribute (domain->xml, "order", "%u", order);
  vf_xml_close (domain->xml);
}

void
vf_domain_write_disk_controllers (struct vf_domain_out *domain)
{
  const struct vf_hardware *hardware = domain->hardware;
  size_t i;

  for (i = 0; i < hardware->controllers.count; i++)
    write_disk_controller (domain, &hardware->controllers.items[i]);
}

/* Windows of these names comes without a driver for USB 3. */
static bool
lacks_xhci (const struct vf_machine *machine)
{
  static const char *const names[]
      = { "/win/7", "/win/2k8r2", "/win/2k8", "/win/vista" };
  const char *uri = machine->os.osinfo_uri;
  size_t i;

  for (i = 0; uri && i < sizeof names / sizeof *names; i++)
    if (strlen (uri) > strlen (names[i])
        && strcmp (uri + strlen (uri) - strlen (names[i]), names[i]) == 0)
      return true;
  return false;
}

static bool
had_xhci (const struct vf_machine *machine)
{
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    const struct vf_machine_device *device = &machine->devices.items[i];

    if (device->kind == VF_DEVICE_USB
        && (strstr (device->key, "xhci")
            || (device->model && strstr (device->model, "xhci"))))
      return true;
  }
  return false;
}

/* USB 2 with its companions, which take the slower devices.
 * Source: libvirt 9.0, formatdomain.html ("ich9-ehci1") */
static void
write_usb2 (struct vf_domain_out *domain)
{
  static const struct {
    const char *model;
    unsigned function, port;
    bool is_companion;
  } parts[] = { { "ich9-ehci1", 7, 0, false },
                { "ich9-uhci1", 0, 0, true },
                { "ich9-uhci2", 1, 2, true },
                { "ich9-uhci3", 2, 4, true } };
  size_t i;

  for (i = 0; i < sizeof parts / sizeof *parts; i++) {
    vf_xml_open (domain->xml, "controller", "type", "usb", "index", "0",
                 "model", parts[i].model, NULL);
    if (parts[i].is_companion) {
      vf_xml_open (domain->xml, "master", NULL);
      vf_xml_attribute (domain->xml, "startport", "%u", parts[i].port);
      vf_xml_close (domain->xml);
    }
    vf_xml_open (domain->xml, "address", "type", "pci", "domain", "0x0000",
                 "bus", "0x00", "slot", "0x1d", NULL);
    vf_xml_attribute (domain->xml, "function", "0x%x", parts[i].function);
    if (parts[i].function == 0)
      vf_xml_attribute (domain->xml, "multifunction", "on");
    vf_xml_close (domain->xml);
    vf_xml_close (domain->xml);
  }
}

/* USB 3, unless the guest is too old for it; the board of old guests has
 * USB 1. */
static void
write_usb (struct vf_domain_out *domain)
{
  struct vf_xml *xml = domain->xml;
  bool is_q35 = domain->hardware->is_q35;

  if (is_q35 && lacks_xhci (domain->machine) && !had_xhci (domain->machine)) {
    write_usb2 (domain);
    return;
  }
  vf_xml_open (xml, "controller", "type", "usb", "index", "0", "model",
               is_q35 ? "qemu-xhci" : "piix3-uhci", NULL);
  if (is_q35) {
    vf_xml_attribute (xml, "ports", "15");
    vf_domain_write_pci_address (domain);
  } else
    write_board_address (domain, 1, 2);
  vf_xml_close (xml);
}

void
vf_domain_write_controllers (struct vf_domain_out *domain)
{
  vf_xml_open (domain->xml, "controller", "type", "virtio-serial", "index",
               "0", NULL);
  vf_domain_write_pci_address (domain);
  vf_xml_close (domain->xml);
  write_usb (domain);
}
