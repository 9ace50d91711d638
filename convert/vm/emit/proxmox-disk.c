/* vmferry: disks for Proxmox VE.  A disk is a volume of a storage, which the
 * commands at the head of the configuration make in the order of the disks.
 *
 * Source:  qm.conf(5) of Proxmox VE 8
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit/proxmox.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"

enum { MAX_SERIAL = 20 };

/* The kinds of places, and how many there are. */
static const struct place {
  const char *name;
  unsigned count;
} virtio = { "virtio", 16 }, scsi = { "scsi", 31 }, sata = { "sata", 6 },
  ide = { "ide", 4 };

/* Where a disk of BUS goes.  virtio disks that have no place any more go on
 * virtio-scsi, behind those that are there. */
static const struct place *
place_of (enum vf_bus bus)
{
  switch (bus) {
  case VF_BUS_VIRTIO:
    return &virtio;
  case VF_BUS_SCSI:
    return &scsi;
  case VF_BUS_IDE:
    return &ide;
  case VF_BUS_FLOPPY:
    return NULL;
  default:
    return &sata;
  }
}

/* How many of the first END disks are at PLACE. */
static unsigned
count_at (const struct vf_hardware *hardware, const struct place *place,
          size_t end)
{
  unsigned count = 0;
  size_t i;

  for (i = 0; i < end; i++)
    count += place_of (hardware->disks.items[i].bus) == place;
  return count;
}

void
vf_proxmox_disk_name (const struct vf_hardware *hardware, size_t i,
                      char name[VF_PROXMOX_NAME_SIZE])
{
  const struct place *place = place_of (hardware->disks.items[i].bus);
  unsigned number = count_at (hardware, place, i);

  if (place == &virtio && number >= virtio.count) {
    number += count_at (hardware, &scsi, hardware->disks.count) - virtio.count;
    place = &scsi;
  }
  name[0] = '\0';
  if (place && number < place->count)
    snprintf (name, VF_PROXMOX_NAME_SIZE, "%s%u", place->name, number);
}

/* A thread for each disk is virtio's alone. */
static const char virtio_scsi[] = "virtio-scsi-single";

/* The kinds of SCSI controllers. */
static const struct {
  const char *model, *word;
} scsi_words[] = { { "virtio-scsi", virtio_scsi },
                   { "vmpvscsi", "pvscsi" },
                   { "lsilogic", "lsi" },
                   { "lsisas1078", "megasas" } };

/* The word for the controller MODEL, or NULL. */
static const char *
scsi_word (const char *model)
{
  size_t i;

  for (i = 0; i < sizeof scsi_words / sizeof *scsi_words; i++)
    if (strcmp (scsi_words[i].model, model) == 0)
      return scsi_words[i].word;
  return NULL;
}

/* The controller of all SCSI disks, of which a VM has one kind: that of the
 * first which there is. */
static const char *
controller_of (const struct vf_hardware *hardware)
{
  const char *word = NULL;
  size_t i;

  for (i = 0; i < hardware->controllers.count && !word; i++)
    if (hardware->controllers.items[i].bus == VF_BUS_SCSI)
      word = scsi_word (hardware->controllers.items[i].model);
  return word ? word : virtio_scsi;
}

/* Says which of the source's controllers are another kind here: a guest
 * without a driver for that does not find its disks. */
static int
write_controller (struct vf_proxmox_out *out, struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;
  const char *word = controller_of (hardware);
  size_t i;

  fprintf (out->file, "scsihw: %s\n", word);
  for (i = 0; i < hardware->controllers.count; i++) {
    const struct vf_hardware_controller *item
        = &hardware->controllers.items[i];
    const char *own
        = item->bus == VF_BUS_SCSI ? scsi_word (item->model) : word;

    if ((!own || strcmp (own, word) != 0)
        && vf_account_lose (out->report, err, "scsihw",
                            "the disks of controller %u, a %s, are on a %s, "
                            "for which the guest needs a driver: Proxmox VE "
                            "%s",
                            item->index, item->model, word,
                            own ? "has one kind for a VM"
                                : "has none of that kind"))
      return -1;
  }
  return 0;
}

/* A serial number as it stands in an option list: its odd bytes as %XX. */
static void
write_serial (FILE *file, const char *serial)
{
  fputs (",serial=", file);
  for (; *serial; serial++)
    if (strchr (",%\\ \t\"'", *serial))
      fprintf (file, "%%%02X", (unsigned char)*serial);
    else
      putc (*serial, file);
}

static void
write_options (struct vf_proxmox_out *out, const struct vf_hardware_disk *disk)
{
  const struct vf_machine_disk *source = disk->source;
  bool is_scsi = disk->bus == VF_BUS_SCSI;
  bool has_thread
      = disk->bus == VF_BUS_VIRTIO
        || (is_scsi && controller_of (out->hardware) == virtio_scsi);

  fprintf (out->file, ",cache=%s,discard=on",
           source->write_through == VF_YES ? "writethrough" : "none");
  if (has_thread)
    fputs (",iothread=1", out->file);
  if (source->ssd == VF_YES && disk->bus != VF_BUS_VIRTIO)
    fputs (",ssd=1", out->file);
  if (*disk->serial && strlen (disk->serial) <= MAX_SERIAL)
    write_serial (out->file, disk->serial);
  if (source->wwn && disk->bus != VF_BUS_VIRTIO)
    fprintf (out->file, ",wwn=0x%.16s", source->wwn);
  if (disk->limit_iops)
    fprintf (out->file, ",iops=%" PRIu64, disk->limit_iops);
  if (disk->is_read_only)
    fputs (",ro=1", out->file);
  if (source->mode == VF_DISK_MODE_INDEPENDENT_NONPERSISTENT)
    fputs (",snapshot=1", out->file);
  if (source->multi_writer == VF_YES)
    fputs (",shared=1", out->file);
  if (source->capacity_bytes)
    fprintf (out->file, ",size=%lluK",
             (unsigned long long)(source->capacity_bytes + 1023) >> 10);
}

static int
write_disk (struct vf_proxmox_out *out, size_t i, unsigned *volume,
            struct vf_error *err)
{
  const struct vf_hardware_disk *disk = &out->hardware->disks.items[i];
  const char *key = disk->source->key;
  char name[VF_PROXMOX_NAME_SIZE];

  vf_proxmox_disk_name (out->hardware, i, name);
  if (!*name)
    return vf_account_lose (out->report, err, key, "Proxmox VE has no %s",
                            disk->bus == VF_BUS_FLOPPY ? "floppy drives"
                                                       : "more places for it");
  if (!disk->path) {
    fprintf (out->file, "%s: none,media=cdrom\n", name);
    return 0;
  }
  fprintf (out->file, "%s: %s:vm-%s-disk-%u", name, VF_PROXMOX_STORAGE,
           VF_PROXMOX_VMID, (*volume)++);
  write_options (out, disk);
  putc ('\n', out->file);
  if (disk->bus == VF_BUS_VIRTIO && strncmp (name, "scsi", 4) == 0
      && vf_account_lose (out->report, err, key,
                          "Proxmox VE has at most %u virtio disks: it is on "
                          "virtio-scsi",
                          virtio.count))
    return -1;
  if (strlen (disk->serial) > MAX_SERIAL)
    return vf_account_lose (out->report, err, key,
                            "serial number \"%s\": Proxmox VE takes at most "
                            "%d characters",
                            disk->serial, MAX_SERIAL);
  if (disk->source->logical_block > 512)
    return vf_account_lose (out->report, err, key,
                            "blocks of %u bytes: the guest sees 512",
                            disk->source->logical_block);
  return 0;
}

int
vf_proxmox_write_disks (struct vf_proxmox_out *out, struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;
  unsigned volume = 0;
  size_t i;

  if (write_controller (out, err))
    return -1;
  for (i = 0; i < hardware->disks.count; i++)
    if (write_disk (out, i, &volume, err))
      return -1;
  if (hardware->is_efi)
    fprintf (out->file,
             "efidisk0: %s:vm-%s-disk-%u,efitype=4m,pre-enrolled-keys=%d,"
             "size=4M\n",
             VF_PROXMOX_STORAGE, VF_PROXMOX_VMID, volume++,
             hardware->has_secure_boot);
  if (vf_machine_find_device (hardware->machine, VF_DEVICE_TPM))
    fprintf (out->file, "tpmstate0: %s:vm-%s-disk-%u,size=4M,version=v2.0\n",
             VF_PROXMOX_STORAGE, VF_PROXMOX_VMID, volume++);
  return 0;
}

/* The list of what is booted from. */
struct boot_list {
  FILE *file;
  bool has_any;
};

static void
add_boot (struct boot_list *list, const char *name)
{
  if (*name)
    fprintf (list->file, "%s%s", list->has_any ? ";" : "boot: order=", name);
  list->has_any = list->has_any || *name;
}

/* Appends what has the number ORDER, which is one thing at most. */
static void
add_number (struct boot_list *list, const struct vf_hardware *hardware,
            unsigned order)
{
  char name[VF_PROXMOX_NAME_SIZE];
  size_t i;

  for (i = 0; i < hardware->disks.count; i++)
    if (hardware->disks.items[i].boot_order == order) {
      vf_proxmox_disk_name (hardware, i, name);
      add_boot (list, name);
    }
  for (i = 0; i < hardware->nics.count; i++)
    if (hardware->nics.items[i].boot_order == order) {
      snprintf (name, sizeof name, "net%zu", i);
      add_boot (list, name);
    }
}

void
vf_proxmox_write_boot (struct vf_proxmox_out *out)
{
  const struct vf_hardware *hardware = out->hardware;
  size_t count = hardware->disks.count + hardware->nics.count;
  struct boot_list list = { .file = out->file };
  unsigned order;

  for (order = 1; order <= count; order++)
    add_number (&list, hardware, order);
  if (list.has_any)
    putc ('\n', out->file);
}
