/* vmferry: QEMU's arguments: disks and NICs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/boot-args.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "formats/domain.h"

struct model {
  const char *name;
  const char *device; /* QEMU's */
};

static const struct model nic_models[] = {
  { "virtio", "virtio-net-pci" },
  { "virtio-transitional", "virtio-net-pci" },
  { "virtio-non-transitional", "virtio-net-pci" },
  { "e1000", "e1000" },
  { "e1000e", "e1000e" },
  { "rtl8139", "rtl8139" },
  { "vmxnet3", "vmxnet3" },
  { "pcnet", "pcnet" },
  { "tulip", "tulip" },
  { NULL, NULL },
};

static const struct model scsi_models[] = {
  { "virtio-scsi", "virtio-scsi-pci" },
  { "virtio-transitional", "virtio-scsi-pci" },
  { "virtio-non-transitional", "virtio-scsi-pci" },
  { "vmpvscsi", "pvscsi" },
  { "lsilogic", "lsi53c895a" },
  { "lsisas1068", "mptsas1068" },
  { "lsisas1078", "megasas" },
  { NULL, NULL },
};

static const char *
find_model (const struct model *models, const char *name)
{
  while (models->name && strcmp (models->name, name) != 0)
    models++;
  return models->device;
}

const char *
vf_args_scsi_device (const char *model)
{
  return find_model (scsi_models, model ? model : "lsilogic");
}

const char *
vf_args_nic_device (const char *model)
{
  return find_model (nic_models, model ? model : "rtl8139");
}

/* A network that leads nowhere, with DHCP where QEMU has that: a guest that
 * waits for an address would otherwise wait for minutes. */
static void
add_network (struct vf_args *args, size_t i, bool has_user_network)
{
  if (has_user_network)
    vf_args_add_option (args, "-netdev", "user,id=net%zu,restrict=on", i);
  else
    vf_args_add_option (args, "-netdev", "hubport,id=net%zu,hubid=%zu", i, i);
}

/* A MAC as it may stand in an argument. */
static bool
is_mac (const char *mac)
{
  return strlen (mac) == 17 && strspn (mac, "0123456789abcdefABCDEF:") == 17;
}

static void
add_nic (struct vf_args *args, const struct vf_domain_nic *nic, size_t i,
         bool has_user_network)
{
  const char *device = vf_args_nic_device (nic->model);
  bool has_mac = nic->mac && is_mac (nic->mac);
  char bus[32];

  if (!device) {
    vf_args_note (args, "without NIC %zu: QEMU has no model '%s'", i + 1,
                  nic->model);
    return;
  }
  add_network (args, i, has_user_network);
  vf_args_next_bus (args, bus);
  vf_args_add_option (args, "-device", "%s,netdev=net%zu,romfile=%s%s%s",
                      device, i, bus, has_mac ? ",mac=" : "",
                      has_mac ? nic->mac : "");
}

/* Adds the SCSI controller INDEX, unless it is there. */
static int
add_scsi_controller (struct vf_args *args, const struct vf_domain *domain,
                     unsigned index, struct vf_error *err)
{
  const char *model = "lsilogic", *device;
  char bus[32];
  size_t i;

  for (i = 0; i < domain->controllers.count; i++)
    if (domain->controllers.items[i].index == index
        && domain->controllers.items[i].model)
      model = domain->controllers.items[i].model;
  device = vf_args_scsi_device (model);
  if (!device)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "SCSI controller %u: QEMU has no model '%s'", index,
                         model);
  vf_args_next_bus (args, bus);
  vf_args_add_option (args, "-device", "%s,id=scsi%u%s", device, index, bus);
  return 0;
}

static bool
is_on (const struct vf_domain_disk *disk, const char *bus)
{
  return disk->bus && strcmp (disk->bus, bus) == 0;
}

/* The controllers that disks ask for, each once, in their order. */
static int
add_controllers (struct vf_args *args, const struct vf_domain *domain,
                 struct vf_error *err)
{
  bool has_sata = args->is_q35;
  size_t i, k;

  for (i = 0; i < domain->disks.count; i++) {
    const struct vf_domain_disk *disk = &domain->disks.items[i];

    if (is_on (disk, "sata") && !has_sata) {
      vf_args_add_option (args, "-device", "ich9-ahci,id=sata");
      has_sata = true;
    }
    if (!is_on (disk, "scsi"))
      continue;
    for (k = 0; k < i; k++)
      if (is_on (&domain->disks.items[k], "scsi")
          && domain->disks.items[k].controller == disk->controller)
        break;
    if (k == i && add_scsi_controller (args, domain, disk->controller, err))
      return -1;
  }
  return 0;
}

/* The number of a drive without an address: that of its name, "sdc" is 2. */
static unsigned
unit_of (const struct vf_domain_disk *disk)
{
  if (disk->has_address)
    return disk->unit;
  if (!disk->target || strlen (disk->target) != 3 || disk->target[2] < 'a'
      || disk->target[2] > 'z')
    return 0;
  return (unsigned)(disk->target[2] - 'a');
}

/* The device and its place, without its drive.
 * Returns: a malloc'd string, or NULL with UNSUPPORTED or NOMEM. */
static char *
place (struct vf_args *args, const struct vf_domain_disk *disk,
       struct vf_error *err)
{
  const char *kind = disk->device == VF_DOMAIN_CDROM ? "cd" : "hd";
  unsigned unit = unit_of (disk);
  char *text = NULL;
  char bus[32];

  if (is_on (disk, "virtio"))
    text = vf_text_printf ("virtio-blk-pci%s", vf_args_next_bus (args, bus));
  else if (is_on (disk, "scsi") && disk->has_address)
    text = vf_text_printf ("scsi-%s,bus=scsi%u.0,scsi-id=%u,lun=%u", kind,
                           disk->controller,
                           disk->scsi_target ? disk->scsi_target : unit,
                           disk->scsi_target ? unit : 0);
  else if (is_on (disk, "scsi"))
    text = vf_text_printf ("scsi-%s,bus=scsi%u.0,scsi-id=%u,lun=0", kind,
                           disk->controller, unit);
  else if (is_on (disk, "sata"))
    text = vf_text_printf ("ide-%s,bus=%s.%u", kind,
                           args->is_q35 ? "ide" : "sata", unit);
  else if (is_on (disk, "ide"))
    text = vf_text_printf ("ide-%s,bus=ide.%u,unit=%u", kind,
                           disk->has_address ? disk->controller : unit / 2,
                           unit % 2);
  else {
    vf_error_set (err, VF_ERROR_UNSUPPORTED, "disk %s: on bus '%s'",
                  disk->target ? disk->target : "?",
                  disk->bus ? disk->bus : "");
    return NULL;
  }
  if (!text)
    vf_error_nomem (err, "QEMU's arguments");
  return text;
}

static int
add_disk (struct vf_args *args, const struct vf_domain_disk *disk, size_t i,
          const struct vf_boot_plan *plan, unsigned boot_index,
          struct vf_error *err)
{
  CLEANUP_FREE char *device = place (args, disk, err);
  CLEANUP_FREE char *folder = vf_args_quote (plan->folder);
  CLEANUP_FREE char *serial = vf_args_quote (disk->serial ? disk->serial : "");
  char drive[32] = "", boot[32] = "";

  if (!device)
    return -1;
  if (!folder || !serial)
    return vf_error_nomem (err, "QEMU's arguments");
  if (disk->path) {
    vf_args_add_option (args, "-drive",
                        "if=none,id=disk%zu,file=%s/disk-%zu.qcow2,"
                        "format=qcow2,cache=unsafe%s",
                        i, folder, i,
                        disk->device == VF_DOMAIN_CDROM ? ",readonly=on" : "");
    snprintf (drive, sizeof drive, ",drive=disk%zu", i);
    snprintf (boot, sizeof boot, ",bootindex=%u", boot_index);
  }
  vf_args_add_option (args, "-device", "%s%s%s%s%s", device, drive, boot,
                      *serial ? ",serial=" : "", serial);
  return 0;
}

/* Where the definition orders no disk, they follow one another. */
static unsigned
boot_index_of (const struct vf_domain *domain, size_t i)
{
  size_t k;

  for (k = 0; k < domain->disks.count; k++)
    if (domain->disks.items[k].boot_order > 0)
      break;
  if (k == domain->disks.count)
    return (unsigned)i + 1;
  if (domain->disks.items[i].boot_order > 0)
    return domain->disks.items[i].boot_order;
  return 65536 + (unsigned)i; /* after all that are ordered */
}

int
vf_args_add_devices (struct vf_args *args, const struct vf_domain *domain,
                     const struct vf_boot_plan *plan, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < domain->nics.count; i++)
    add_nic (args, &domain->nics.items[i], i, plan->has_user_network);
  if (add_controllers (args, domain, err))
    return -1;
  for (i = 0; i < domain->disks.count; i++) {
    if (domain->disks.items[i].device == VF_DOMAIN_FLOPPY)
      vf_args_note (args, "without the floppy drive");
    else if (add_disk (args, &domain->disks.items[i], i, plan,
                       boot_index_of (domain, i), err))
      return -1;
  }
  return 0;
}
