/* vmferry: what else a libvirt domain has: watchdog, random numbers, balloon,
 * panic device; and what is lost of the source's devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/passthrough.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

static const struct vf_machine_device *
find_device (const struct vf_domain_out *domain, enum vf_device_kind kind)
{
  size_t i;

  for (i = 0; i < domain->machine->devices.count; i++)
    if (domain->machine->devices.items[i].kind == kind)
      return &domain->machine->devices.items[i];
  return NULL;
}

/* Memory that is locked or of huge pages cannot be given back. */
static void
write_balloon (struct vf_domain_out *domain)
{
  const struct vf_machine_memory *memory = &domain->machine->memory;
  struct vf_xml *xml = domain->xml;

  if (memory->balloon == VF_NO || memory->locked == VF_YES) {
    vf_xml_leaf (xml, "memballoon", "model", "none", NULL);
    return;
  }
  vf_xml_open (xml, "memballoon", "model", "virtio", "autodeflate", "on",
               "freePageReporting", "on", NULL);
  vf_xml_leaf (xml, "stats", "period", "5", NULL);
  vf_domain_write_pci_address (domain);
  vf_xml_close (xml);
}

static void
write_rng (struct vf_domain_out *domain)
{
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "rng", "model", "virtio", NULL);
  vf_xml_open (xml, "backend", "model", "random", NULL);
  vf_xml_content (xml, "/dev/urandom");
  vf_xml_close (xml);
  vf_domain_write_pci_address (domain);
  vf_xml_close (xml);
}

/* What the watchdog of a source with libvirt did; others reset the VM. */
static const char *
watchdog_action (const struct vf_machine_device *device)
{
  static const char *const actions[]
      = { "shutdown", "poweroff", "pause", "none", "dump", "inject-nmi" };
  size_t i;

  for (i = 0; device->backing && i < sizeof actions / sizeof *actions; i++)
    if (strcmp (actions[i], device->backing) == 0)
      return actions[i];
  return "reset";
}

/* Intel's 6300ESB, since that is the one that both boards have. */
static int
write_watchdog (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_device *device
      = find_device (domain, VF_DEVICE_WATCHDOG);
  const char *action;
  char note[64];

  if (!device)
    return 0;
  action = watchdog_action (device);
  vf_xml_open (domain->xml, "watchdog", "model", "i6300esb", "action", action,
               NULL);
  vf_domain_write_pci_address (domain);
  vf_xml_close (domain->xml);
  snprintf (note, sizeof note, "i6300esb, whose action is \"%s\"", action);
  return vf_account_add (domain->report, VF_FATE_MAPPED, device->key,
                         device->model, note, err);
}

/* Only one of virtio: VMware's and Hyper-V's are spoken to in other words. */
static bool
is_kept_vsock (const struct vf_machine_device *device)
{
  return device && device->model && strncmp (device->model, "virtio", 6) == 0;
}

static int
write_vsock (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_device *device
      = find_device (domain, VF_DEVICE_VSOCK);

  if (!is_kept_vsock (device))
    return 0;
  vf_xml_open (domain->xml, "vsock", "model", "virtio", NULL);
  vf_xml_leaf (domain->xml, "cid", "auto", "yes", NULL);
  vf_domain_write_pci_address (domain);
  vf_xml_close (domain->xml);
  return vf_account_add (domain->report, VF_FATE_MAPPED, device->key, NULL,
                         "with an address that the host chooses", err);
}

static void
write_panic (struct vf_domain_out *domain)
{
  bool is_hyperv = domain->hardware->is_windows && domain->target->has_kvm;

  vf_xml_leaf (domain->xml, "panic", "model", is_hyperv ? "hyperv" : "isa",
               NULL);
}

/* Devices of the host's need to hear of its tables' changes. */
static void
write_iommu (struct vf_domain_out *domain)
{
  if (!domain->hardware->has_iommu)
    return;
  vf_xml_open (domain->xml, "iommu", "model", "intel", NULL);
  vf_xml_open (domain->xml, "driver", "intremap", "on", "eim",
               domain->hardware->has_eim ? "on" : "off", NULL);
  if (vf_passthrough_has_any (domain->machine, &domain->options->devices))
    vf_xml_attribute (domain->xml, "caching_mode", "on");
  vf_xml_close (domain->xml);
  vf_xml_close (domain->xml);
}

/* What is lost with a device, by its kind; NULL: the domain has one. */
static const char *const losses[] = {
  [VF_DEVICE_USB_DEVICE] = "a USB device of the source's host",
  [VF_DEVICE_VSOCK] = "VMCI and the like: the target's is virtio-vsock, which "
                      "the guest's programs have to be written for",
  [VF_DEVICE_NVDIMM] = "persistent memory, and what is in it",
  [VF_DEVICE_FILESYSTEM] = "a folder of the source's host",
  [VF_DEVICE_SMARTCARD] = "the target has no card reader",
  [VF_DEVICE_PRECISION_CLOCK] = "the target has no precision clock",
  [VF_DEVICE_AGENT] = NULL,
};

/* Whether the domain has DEVICE, and somewhere else says so. */
static bool
is_kept (const struct vf_domain_out *domain,
         const struct vf_machine_device *device)
{
  if (device->kind == VF_DEVICE_VSOCK)
    return is_kept_vsock (device);
  return vf_passthrough_find (&domain->options->devices, device->key);
}

/* What is lost with DEVICE; NULL nothing. */
static const char *
loss_of (const struct vf_domain_out *domain,
         const struct vf_machine_device *device)
{
  bool is_single
      = device->kind == VF_DEVICE_WATCHDOG
        || (device->kind == VF_DEVICE_VSOCK && is_kept_vsock (device));

  if (is_single && find_device (domain, device->kind) != device)
    return "the domain has one of the kind already, and gets no second";
  return is_kept (domain, device) ? NULL : losses[device->kind];
}

static int
report_devices (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine *machine = domain->machine;
  const char *loss;
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    loss = loss_of (domain, &machine->devices.items[i]);
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
  write_balloon (domain);
  write_rng (domain);
  if (write_watchdog (domain, err) || write_vsock (domain, err))
    return -1;
  write_panic (domain);
  write_iommu (domain);
  return report_devices (domain, err);
}
