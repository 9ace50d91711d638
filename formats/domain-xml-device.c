/* vmferry: reading libvirt's domain XML: the devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "formats/domain-xml-priv.h"
#include "formats/domain.h"

enum {
  MAX_DISKS = 1024, /* far above what a machine's buses hold */
  MAX_NICS = 256,
  MAX_CONTROLLERS = 256,
  MAX_UNIT = 16383, /* the largest LUN libvirt takes */
  MAX_ORDER = 65535,
};

static void
drop_disk (struct vf_domain_disk *disk)
{
  free (disk->path);
  free (disk->format);
  free (disk->bus);
  free (disk->target);
  free (disk->serial);
}

static enum vf_domain_device
device_of (void *element)
{
  if (vf_domain_is (element, "device", "cdrom"))
    return VF_DOMAIN_CDROM;
  if (vf_domain_is (element, "device", "floppy"))
    return VF_DOMAIN_FLOPPY;
  return VF_DOMAIN_DISK;
}

static int
read_disk_texts (void *element, struct vf_domain_disk *disk,
                 struct vf_error *err)
{
  void *source = vf_domain_child (element, "source");
  void *target = vf_domain_child (element, "target");
  const char *key = vf_domain_is (element, "type", "block") ? "dev" : "file";

  if (vf_domain_get_text (source, key, &disk->path, err)
      || vf_domain_get_text (vf_domain_child (element, "driver"), "type",
                             &disk->format, err)
      || vf_domain_get_text (target, "bus", &disk->bus, err)
      || vf_domain_get_text (target, "dev", &disk->target, err)
      || vf_domain_get_text (vf_domain_child (element, "serial"), NULL,
                             &disk->serial, err))
    return -1;
  if (!disk->format)
    disk->format = strdup ("raw");
  return disk->format ? 0 : vf_error_nomem (err, "a disk");
}

static int
read_disk_numbers (void *element, struct vf_domain_disk *disk,
                   struct vf_error *err)
{
  void *address = vf_domain_child (element, "address");

  if (!vf_domain_is (address, "type", "drive"))
    address = NULL;
  disk->has_address = address;
  disk->is_read_only = vf_domain_child (element, "readonly");
  return vf_domain_get_number (vf_domain_child (element, "boot"), "order",
                               MAX_ORDER, &disk->boot_order, err)
                 || vf_domain_get_number (address, "controller", MAX_UNIT,
                                          &disk->controller, err)
                 || vf_domain_get_number (address, "target", MAX_UNIT,
                                          &disk->scsi_target, err)
                 || vf_domain_get_number (address, "unit", MAX_UNIT,
                                          &disk->unit, err)
             ? -1
             : 0;
}

static int
read_disk (void *element, struct vf_domain *domain, struct vf_error *err)
{
  struct vf_domain_disk disk = { .device = device_of (element) };

  if (domain->disks.count >= MAX_DISKS)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d disks", MAX_DISKS);
  if (read_disk_texts (element, &disk, err)
      || read_disk_numbers (element, &disk, err)) {
    drop_disk (&disk);
    return -1;
  }
  if (!disk.path && disk.device == VF_DOMAIN_DISK) {
    vf_error_set (err, VF_ERROR_UNSUPPORTED,
                  "disk %s: it is neither a file nor a block device",
                  disk.target ? disk.target : "?");
    drop_disk (&disk);
    return -1;
  }
  if (vf_vector_push (&domain->disks, disk)) {
    drop_disk (&disk);
    return vf_error_nomem (err, "a disk");
  }
  return 0;
}

static int
read_nic (void *element, struct vf_domain *domain, struct vf_error *err)
{
  struct vf_domain_nic nic = { 0 };
  int r = 0;

  if (domain->nics.count >= MAX_NICS)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d NICs", MAX_NICS);
  if (vf_domain_get_text (vf_domain_child (element, "mac"), "address",
                          &nic.mac, err)
      || vf_domain_get_text (vf_domain_child (element, "model"), "type",
                             &nic.model, err))
    r = -1;
  else if (vf_vector_push (&domain->nics, nic))
    r = vf_error_nomem (err, "a NIC");
  if (r) {
    free (nic.mac);
    free (nic.model);
  }
  return r;
}

static int
read_controller (void *element, struct vf_domain *domain, struct vf_error *err)
{
  struct vf_domain_controller controller = { 0 };
  int r = 0;

  if (!vf_domain_is (element, "type", "scsi"))
    return 0;
  if (domain->controllers.count >= MAX_CONTROLLERS)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d SCSI controllers",
                         MAX_CONTROLLERS);
  if (vf_domain_get_number (element, "index", MAX_UNIT, &controller.index, err)
      || vf_domain_get_text (element, "model", &controller.model, err))
    r = -1;
  else if (vf_vector_push (&domain->controllers, controller))
    r = vf_error_nomem (err, "a controller");
  if (r)
    free (controller.model);
  return r;
}

static int
read_serial (void *element, struct vf_domain *domain, struct vf_error *err)
{
  (void)element;
  (void)err;
  domain->has_serial = true;
  return 0;
}

static int
read_channel (void *element, struct vf_domain *domain, struct vf_error *err)
{
  if (vf_domain_is (vf_domain_child (element, "target"), "name",
                    "org.qemu.guest_agent.0")) {
    domain->has_agent_channel = true;
    return 0;
  }
  return vf_domain_ignore (domain, "devices/", "channel", err);
}

static int
read_rng (void *element, struct vf_domain *domain, struct vf_error *err)
{
  (void)element;
  (void)err;
  domain->has_rng = true;
  return 0;
}

/* What has no reader here is replaced by something that serves as well for a
 * boot (a screen), or is not missed by a guest that boots (a balloon). */
static const struct vf_domain_rule rules[] = {
  { "disk", read_disk },
  { "interface", read_nic },
  { "controller", read_controller },
  { "serial", read_serial },
  { "console", read_serial },
  { "channel", read_channel },
  { "rng", read_rng },
  { "emulator", NULL },
  { "graphics", NULL },
  { "video", NULL },
  { "input", NULL },
  { "memballoon", NULL },
  { "panic", NULL },
  { "audio", NULL },
  { NULL, NULL },
};

int
vf_domain_read_devices (void *element, struct vf_domain *domain,
                        struct vf_error *err)
{
  return vf_domain_apply (element, rules, "devices/", domain, err);
}
