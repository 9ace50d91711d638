/* vmferry: disks and drives of a libvirt domain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

#define MEMBER(name) offsetof (struct vf_machine_disk, name)
#define ROW(path, kind, member)                                               \
  {                                                                           \
    path, kind, MEMBER (member), 0, NULL                                      \
  }

static const char of_host[] = "how the source's host did its I/O";
static const char of_file[] = "read from the disk itself";
static const char of_limits[] = "of the limits only the sum of I/O is set";

/* As seen from <disk>. */
const struct vf_libvirt_row vf_libvirt_rows_disk[] = {
  TAKEN_ROW ("@type"),
  TAKEN_ROW ("@device"),
  LOST_ROW ("@model", "the target has ordinary virtio disks"),
  LOST_ROW ("@rawio", "the guest may not command the host's device"),
  LOST_ROW ("@sgio", "the guest may not command the host's device"),
  VOID_ROW ("@snapshot", "how the source took snapshots"),
  ROW ("driver@type", VF_LIBVIRT_TEXT, format),
  ROW ("driver@cache", VF_LIBVIRT_TEXT, cache),
  VOID_ROW ("driver*", of_host),
  TAKEN_ROW ("source@file"),
  TAKEN_ROW ("source@dev"),
  TAKEN_ROW ("source@dir"),
  TAKEN_ROW ("source@protocol"),
  TAKEN_ROW ("source@name"),
  TAKEN_ROW ("source@pool"),
  TAKEN_ROW ("source@volume"),
  TAKEN_ROW ("source/host@name"),
  TAKEN_ROW ("source/host@port"),
  { "source/reservations@managed", VF_LIBVIRT_PRESENT, MEMBER (reservations),
    0, NULL },
  { "source/encryption@format", VF_LIBVIRT_PRESENT, MEMBER (encrypted),
    VF_FATE_LOSS, "it cannot be read without its key" },
  { "encryption@format", VF_LIBVIRT_PRESENT, MEMBER (encrypted), VF_FATE_LOSS,
    "it cannot be read without its key" },
  { "source/cookies/cookie", VF_LIBVIRT_SECRET, 0, VF_FATE_IRRELEVANT,
    "how the source's host found the file" },
  VOID_ROW ("source*", "how the source's host found the file"),
  VOID_ROW ("auth*", "how the source's host found the file"),
  LOST_ROW ("encryption*", "it cannot be read without its key"),
  VOID_ROW ("backingStore*", of_file),
  LOST_ROW ("mirror*", "a copy that ran is not waited for"),
  TAKEN_ROW ("target@dev"),
  TAKEN_ROW ("target@bus"),
  VOID_ROW ("target@tray", "the state of the drive's tray"),
  LOST_ROW ("target@removable", "the target's disks are fixed"),
  TAKEN_ROW ("target@rotation_rate"),
  ROW ("serial", VF_LIBVIRT_TEXT, serial),
  ROW ("wwn", VF_LIBVIRT_TEXT, wwn),
  ROW ("product", VF_LIBVIRT_TEXT, product),
  LOST_ROW ("vendor", "the disk's vendor is the target's"),
  ROW ("shareable", VF_LIBVIRT_PRESENT, multi_writer),
  ROW ("readonly", VF_LIBVIRT_PRESENT, read_only),
  TAKEN_ROW ("transient"),
  VOID_ROW ("transient@*", "how the source shared a throw-away disk"),
  ROW ("boot@order", VF_LIBVIRT_COUNT, boot_order),
  LOST_ROW ("boot@loadparm", "of another architecture"),
  ROW ("iotune/total_iops_sec", VF_LIBVIRT_LIMIT, limit_iops),
  LOST_ROW ("iotune/*", of_limits),
  LOST_ROW ("throttlefilters*", of_limits),
  ROW ("blockio@logical_block_size", VF_LIBVIRT_COUNT, logical_block),
  ROW ("blockio@physical_block_size", VF_LIBVIRT_COUNT, physical_block),
  VOID_ROW ("blockio*", of_host),
  VOID_ROW ("geometry*", "the firmware works it out"),
  VOID_ROW ("alias@name", "libvirt's own name for the device"),
  TAKEN_ROW ("address@type"),
  TAKEN_ROW ("address@controller"),
  TAKEN_ROW ("address@bus"),
  TAKEN_ROW ("address@target"),
  TAKEN_ROW ("address@unit"),
  VOID_ROW ("address*", "the target has its own layout"),
  VOID_ROW ("acpi@index", "the target has its own layout"),
  END_ROW,
};

enum { MANY = 1024 }; /* disks, on a bus without controllers */

static const struct {
  const char *name;
  enum vf_bus bus;
  unsigned per_controller; /* places, as libvirt counts them off */
} buses[] = {
  { "scsi", VF_BUS_SCSI, 7 },  { "ide", VF_BUS_IDE, 2 },
  { "sata", VF_BUS_SATA, 6 },  { "virtio", VF_BUS_VIRTIO, MANY },
  { "xen", VF_BUS_XEN, MANY }, { "usb", VF_BUS_USB, MANY },
  { "fdc", VF_BUS_FLOPPY, 2 }, { "nvme", VF_BUS_NVME, MANY },
};

/* The place of BUS in the table, by the name or, without one, by the letters
 * of the target, as libvirt guesses. */
static int
find_bus (const char *bus, const char *dev)
{
  static const char *const by_letters[][2] = {
    { "hd", "ide" }, { "sd", "scsi" },   { "vd", "virtio" },  { "xvd", "xen" },
    { "fd", "fdc" }, { "nvme", "nvme" }, { "ubd", "virtio" },
  };
  size_t i;

  for (i = 0; !bus && dev && i < sizeof by_letters / sizeof *by_letters; i++)
    if (strncmp (dev, by_letters[i][0], strlen (by_letters[i][0])) == 0)
      bus = by_letters[i][1];
  for (i = 0; bus && i < sizeof buses / sizeof *buses; i++)
    if (strcmp (buses[i].name, bus) == 0)
      return (int)i;
  return -1;
}

static void
read_kind (const struct vf_libvirt_tree *tree,
           const struct vf_libvirt_element *element,
           struct vf_machine_disk *disk)
{
  if (vf_libvirt_has (tree, element, "@device", "cdrom"))
    disk->device = VF_DISK_CDROM;
  else if (vf_libvirt_has (tree, element, "@device", "floppy"))
    disk->device = VF_DISK_FLOPPY;
  else if (vf_libvirt_has (tree, element, "@device", "lun"))
    disk->device = VF_DISK_PASSTHROUGH;
  if (vf_libvirt_find (tree, element, "transient")
      || vf_libvirt_find (tree, element, "transient@shareBacking"))
    disk->mode = VF_DISK_MODE_INDEPENDENT_NONPERSISTENT;
  if (vf_libvirt_has (tree, element, "target@rotation_rate", "1"))
    disk->ssd = VF_YES;
  if (disk->cache)
    disk->write_through = strcmp (disk->cache, "writethrough") == 0
                                  || strcmp (disk->cache, "directsync") == 0
                              ? VF_YES
                              : VF_NO;
}

/* Names that are no bus of the model's. */
static int
judge_bus (struct vf_libvirt_tree *tree,
           const struct vf_libvirt_element *element, struct vf_error *err)
{
  struct vf_libvirt_entry *entry
      = vf_libvirt_find (tree, element, "target@bus");

  return vf_libvirt_judge (entry, VF_FATE_LOSS, "no bus that others have",
                           err);
}

/* An image that lies in a drive does not go with the VM. */
static int
judge_media (struct vf_libvirt_tree *tree,
             const struct vf_libvirt_element *element,
             const struct vf_machine_disk *disk, struct vf_error *err)
{
  bool is_drive
      = disk->device == VF_DISK_CDROM || disk->device == VF_DISK_FLOPPY;

  return is_drive
             ? vf_libvirt_judge (vf_libvirt_find (tree, element,
                                                  "source@file"),
                                 VF_FATE_LOSS,
                                 "the image is taken out of the drive", err)
             : 0;
}

static int
read_disk (struct vf_libvirt_tree *tree,
           const struct vf_libvirt_element *element, size_t number,
           struct vf_machine *machine, struct vf_error *err)
{
  const char *dev = vf_libvirt_get (tree, element, "target@dev");
  int bus = find_bus (vf_libvirt_get (tree, element, "target@bus"), dev);
  struct vf_machine_disk *disk;
  char key[32];

  snprintf (key, sizeof key, "disk%zu", number);
  disk = vf_machine_add_disk (machine, dev && *dev ? dev : key, err);
  if (!disk
      || vf_libvirt_read_rows (tree, element, vf_libvirt_rows_disk, disk, err))
    return -1;
  if (bus >= 0)
    disk->bus = buses[bus].bus;
  else if (judge_bus (tree, element, err))
    return -1;
  read_kind (tree, element, disk);
  return vf_libvirt_read_disk_place (
             tree, element, bus < 0 ? MANY : buses[bus].per_controller, disk,
             err)
                 || vf_libvirt_read_source (tree, element, machine, disk, err)
                 || judge_media (tree, element, disk, err)
             ? -1
             : 0;
}

/* Which bus comes first in the list, which second, ... */
struct ranks {
  size_t of[VF_BUS_USB + 1];
};

static struct ranks
rank_buses (const struct vf_machine *machine)
{
  struct ranks ranks = { { 0 } };
  size_t i;

  for (i = machine->disks.count; i-- > 0;)
    ranks.of[machine->disks.items[i].bus] = i;
  return ranks;
}

static int
compare_disks (const void *a, const void *b, void *data)
{
  const struct vf_machine_disk *x = a, *y = b;
  const struct ranks *ranks = data;

  if (x->bus != y->bus)
    return ranks->of[x->bus] < ranks->of[y->bus] ? -1 : 1;
  if (x->controller != y->controller)
    return x->controller < y->controller ? -1 : 1;
  return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* Buses in the order of the document, disks of a bus by their places. */
static void
sort_disks (struct vf_machine *machine)
{
  struct ranks ranks = rank_buses (machine);

  if (machine->disks.count)
    qsort_r (machine->disks.items, machine->disks.count,
             sizeof *machine->disks.items, compare_disks, &ranks);
}

int
vf_libvirt_read_disks (struct vf_libvirt_tree *tree,
                       struct vf_machine *machine, struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;
  size_t number = 0;

  while ((element = vf_libvirt_child (tree, devices, "disk", element)))
    if (read_disk (tree, element, number++, machine, err))
      return -1;
  sort_disks (machine);
  return 0;
}
