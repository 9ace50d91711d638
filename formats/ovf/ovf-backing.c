/* vmferry: what is in a disk or a drive: the <Disk> or <File> that the item's
 * HostResource means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"

static const char *
or_empty (const char *text)
{
  return text ? text : "";
}

/* What follows WORD in TEXT; NULL where it is not there. */
static const char *
behind (const char *text, const char *word)
{
  const char *found = strstr (text, word);

  return found ? found + strlen (word) : NULL;
}

/* The id of a disk that RESOURCE means: "ovf:/disk/ID", "/disk/ID",
 * "ovf://disk/ID", or as oVirt has it "DISK/VOLUME". */
static const char *
disk_id (const char *resource)
{
  const char *id = behind (resource, "/disk/");

  if (!id)
    id = strncmp (resource, "disk/", 5) == 0 ? resource + 5 : resource;
  return id;
}

/* The number of the <Disk> called ID; SIZE_MAX for none. */
static size_t
find_disk (const struct vf_ovf *ovf, const char *id)
{
  const struct vf_envelope *envelope = ovf->package.envelope;
  const char *volume = strrchr (id, '/');
  size_t i;

  for (i = 0; i < envelope->disks.count; i++) {
    const char *own = or_empty (envelope->disks.items[i].id);

    if (strcmp (own, id) == 0
        || (volume && *own && strcmp (own, volume + 1) == 0))
      return i;
  }
  return SIZE_MAX;
}

/* The number of the <Disk> in the <File> called ID; SIZE_MAX for none. */
static size_t
find_disk_in (const struct vf_ovf *ovf, const char *id)
{
  const struct vf_envelope *envelope = ovf->package.envelope;
  size_t i;

  for (i = 0; i < envelope->disks.count; i++) {
    size_t file = envelope->disks.items[i].file;

    if (file < envelope->files.count
        && strcmp (envelope->files.items[file].id, id) == 0)
      return i;
  }
  return SIZE_MAX;
}

/* The element of disk number INDEX of the envelope. */
static struct _xmlNode *
disk_element (const struct vf_ovf *ovf, size_t index)
{
  struct _xmlNode *section
      = vf_ovf_section (ovf->envelope, "DiskSection", NULL);
  struct _xmlNode *element = NULL;

  while ((element = vf_ovf_child (section, VF_OVF_NS_OVF, "Disk", element)))
    if (index-- == 0)
      break;
  return element;
}

/* Whether the N bytes at PART are KEY, or whole words of it between dots. */
static bool
has_part (const char *key, const char *part, size_t n)
{
  const char *at = key;

  for (; (at = strchr (at, part[0])); at++)
    if (strncmp (at, part, n) == 0 && (at == key || at[-1] == '.')
        && (!at[n] || at[n] == '.'))
      return true;
  return false;
}

/* The value of the property that "${NAME}" means, by its whole key or by the
 * part between class and instance; NULL for none. */
static const char *
property_value (const struct vf_machine *machine, const char *text)
{
  size_t i, n = strlen (text);

  if (n < 4 || strncmp (text, "${", 2) != 0 || text[n - 1] != '}')
    return NULL;
  text += 2;
  n -= 3;
  for (i = 0; i < machine->properties.count; i++) {
    const char *key = machine->properties.items[i].key;

    if (key && has_part (key, text, n))
      return machine->properties.items[i].value;
  }
  return NULL;
}

/* TEXT times the unit that UNIT_TEXT means; false when that is no size. */
static bool
parse_capacity (const char *text, const char *unit_text,
                uint64_t *ret_capacity)
{
  struct vf_ovf_unit unit = { .base = VF_OVF_BASE_BYTE, .factor = 1 };
  struct vf_error ignored;
  uint64_t number;

  if (unit_text && *unit_text
      && (!vf_ovf_unit_parse (unit_text, &unit)
          || unit.base != VF_OVF_BASE_BYTE))
    return false;
  if (!text || vf_text_parse_u64 (text, 0, INT64_MAX, &number, &ignored)
      || !vf_mul_u64 (number, unit.factor, &number) || number > INT64_MAX)
    return false;
  *ret_capacity = number;
  return true;
}

/* Sets the capacity of ELEMENT in bytes, or says that it is lost.
 * Errors:  NOMEM */
static int
read_capacity (struct vf_ovf *ovf, const struct vf_machine *machine,
               struct _xmlNode *element, uint64_t *capacity,
               struct vf_error *err)
{
  struct _xmlNode *attribute
      = vf_ovf_attribute (element, VF_OVF_NS_OVF, "capacity");
  CLEANUP_FREE char *text = NULL;
  CLEANUP_FREE char *unit = NULL;
  const char *value;

  if (vf_ovf_text (attribute, &text, err)
      || vf_ovf_text (
          vf_ovf_attribute (element, VF_OVF_NS_OVF, "capacityAllocationUnits"),
          &unit, err))
    return -1;
  value = text && *text == '$' ? property_value (machine, text) : text;
  if (!attribute || parse_capacity (value, unit, capacity))
    return 0;
  return vf_ovf_judge (&ovf->fates, attribute, VF_FATE_LOSS,
                       "not a size that a disk can have", err);
}

static int
copy (char **to, const char *text, struct vf_error *err)
{
  free (*to);
  *to = strdup (text);
  return *to ? 0 : vf_error_nomem (err, "a name");
}

/* What oVirt says of a disk on its element. */
static int
read_ovirt (struct vf_ovf *ovf, struct _xmlNode *element,
            struct vf_machine_disk *disk, struct vf_error *err)
{
  static const struct {
    const char *word;
    enum vf_bus bus;
  } buses[] = {
    { "VirtIO_SCSI", VF_BUS_SCSI }, { "VirtIO", VF_BUS_VIRTIO },
    { "IDE", VF_BUS_IDE },          { "SATA", VF_BUS_SATA },
    { "SPAPR_VSCSI", VF_BUS_SCSI },
  };
  CLEANUP_FREE char *interface = NULL;
  CLEANUP_FREE char *shared = NULL;
  size_t i;

  if (vf_ovf_take (&ovf->fates, element, VF_OVF_NS_OVF, "disk-interface",
                   &interface, err)
      || vf_ovf_take (&ovf->fates, element, VF_OVF_NS_OVF, "shareable",
                      &shared, err))
    return -1;
  for (i = 0; interface && i < sizeof buses / sizeof *buses; i++)
    if (strcasecmp (interface, buses[i].word) == 0)
      disk->bus = buses[i].bus;
  if (shared)
    disk->multi_writer = strcasecmp (shared, "true") == 0 ? VF_YES : VF_NO;
  return 0;
}

/* Disk number INDEX of the package is what is in DISK. */
static int
use_disk (struct vf_ovf *ovf, size_t index, struct vf_machine *machine,
          struct vf_machine_disk *disk, struct vf_error *err)
{
  const struct vf_package_disk *member = &ovf->package.disks.items[index];
  struct _xmlNode *element = disk_element (ovf, index);

  if (element
      && (vf_ovf_judge (&ovf->fates, element, VF_FATE_MAPPED, NULL, err)
          || read_capacity (ovf, machine, element, &disk->capacity_bytes, err)
          || read_ovirt (ovf, element, disk, err)))
    return -1;
  if (member->is_blank) {
    disk->blank = VF_YES;
    return 0;
  }
  if (copy (&disk->backing_name, member->name, err)
      || copy (&disk->backing_path, machine->source_path, err))
    return -1;
  return copy (&disk->member, member->name, err);
}

/* A file of the package that is in a drive. */
static int
use_file (struct vf_ovf *ovf, const struct vf_ovf_item *item, const char *id,
          struct vf_machine_disk *disk, struct vf_error *err)
{
  const struct vf_envelope *envelope = ovf->package.envelope;
  size_t i;

  for (i = 0; i < envelope->files.count; i++) {
    if (strcmp (envelope->files.items[i].id, id) != 0)
      continue;
    if (copy (&disk->backing_name, envelope->files.items[i].href, err)
        || copy (&disk->backing_fault, "is a file of the package", err))
      return -1;
    return vf_ovf_judge (&ovf->fates, item->places[VF_OVF_HOST_RESOURCE],
                         VF_FATE_LOSS, "the image is taken out of the drive",
                         err);
  }
  return vf_ovf_judge (&ovf->fates, item->places[VF_OVF_HOST_RESOURCE],
                       VF_FATE_LOSS, "the OVF has no such file", err);
}

/* Disk number INDEX, which is the medium of a drive unless it is a disk. */
static int
use_medium (struct vf_ovf *ovf, const struct vf_ovf_item *item, size_t index,
            struct vf_machine *machine, struct vf_machine_disk *disk,
            struct vf_error *err)
{
  if (use_disk (ovf, index, machine, disk, err))
    return -1;
  return disk->device == VF_DISK_DISK
             ? 0
             : vf_ovf_judge (&ovf->fates, item->places[VF_OVF_HOST_RESOURCE],
                             VF_FATE_LOSS,
                             "the image is taken out of the drive", err);
}

/* A disk whose place in the package is not told: it is the only one there. */
static int
use_only_disk (struct vf_ovf *ovf, const struct vf_ovf_item *item,
               struct vf_machine *machine, struct vf_machine_disk *disk,
               struct vf_error *err)
{
  const char *resource = item->fields[VF_OVF_HOST_RESOURCE];

  if (!resource && ovf->package.disks.count == 1 && machine->disks.count == 1)
    return use_disk (ovf, 0, machine, disk, err);
  if (copy (&disk->backing_name, resource ? resource : "", err)
      || copy (&disk->backing_fault, "is not in the OVF's DiskSection", err))
    return -1;
  return vf_ovf_judge (
      &ovf->fates, resource ? item->places[VF_OVF_HOST_RESOURCE] : item->node,
      VF_FATE_LOSS,
      resource ? "the OVF has no such disk"
               : "it has no HostResource: what is in the "
                 "disk is not told",
      err);
}

int
vf_ovf_read_backing (struct vf_ovf *ovf, const struct vf_ovf_item *item,
                     struct vf_machine *machine, struct vf_machine_disk *disk,
                     struct vf_error *err)
{
  const char *resource = item->fields[VF_OVF_HOST_RESOURCE];
  const char *file = resource ? behind (resource, "/file/") : NULL;
  size_t index;

  if (resource && !*resource && disk->device != VF_DISK_DISK)
    return 0;
  if (file && disk->device != VF_DISK_DISK)
    return use_file (ovf, item, file, disk, err);
  index = file       ? find_disk_in (ovf, file)
          : resource ? find_disk (ovf, disk_id (resource))
                     : SIZE_MAX;
  if (index != SIZE_MAX)
    return use_medium (ovf, item, index, machine, disk, err);
  if (disk->device == VF_DISK_DISK)
    return use_only_disk (ovf, item, machine, disk, err);
  return resource
             ? vf_ovf_judge (&ovf->fates, item->places[VF_OVF_HOST_RESOURCE],
                             VF_FATE_IRRELEVANT,
                             "a drive of the source's host", err)
             : 0;
}
