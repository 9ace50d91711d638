/* vmferry: where a disk of libvirt's XML is on its bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

/* An <address> of the type "drive"; 0 what is not said. */
struct address {
  unsigned controller, bus, target, unit;
};

/* 0 of "sda", 26 of "sdaa"; digits behind it are a partition. */
static unsigned
target_index (const char *dev)
{
  const char *letters = strchr (dev, 'd');
  unsigned index = 0;

  if (!letters)
    return 0;
  for (letters++; *letters >= 'a' && *letters <= 'z' && index < 1 << 16;
       letters++)
    index = index * 26 + (unsigned)(*letters - 'a') + 1;
  return index ? index - 1 : 0;
}

/* Sets *ret from ELEMENT; a number that is none is told.
 * Returns: 1 read, 0 not whole, -1 with NOMEM */
static int
read_address (struct vf_libvirt_tree *tree,
              const struct vf_libvirt_element *element, struct address *ret,
              struct vf_error *err)
{
  struct {
    const char *name;
    unsigned *number;
  } parts[] = { { "@controller", &ret->controller },
                { "@bus", &ret->bus },
                { "@target", &ret->target },
                { "@unit", &ret->unit } };
  int is_whole = 1;
  uint64_t number;
  size_t i;

  *ret = (struct address){ 0 };
  for (i = 0; i < sizeof parts / sizeof *parts; i++) {
    struct vf_libvirt_entry *entry
        = vf_libvirt_find (tree, element, parts[i].name);

    if (entry
        && !vf_libvirt_parse_number (entry->value, UINT16_MAX, &number)) {
      is_whole = 0;
      if (vf_libvirt_judge (entry, VF_FATE_LOSS,
                            "no number of an address: the disk's place "
                            "follows from the name of its target",
                            err))
        return -1;
    } else if (entry)
      *parts[i].number = (unsigned)number;
  }
  return is_whole;
}

/* On SCSI it is the target that counts, or the unit where all targets are 0;
 * an IDE controller has two channels, which are controllers to others. */
static void
use_address (const struct address *address, struct vf_machine_disk *disk)
{
  disk->controller = address->controller;
  disk->unit = address->unit;
  if (disk->bus == VF_BUS_IDE)
    disk->controller = address->controller * 2 + address->bus;
  else if (disk->bus == VF_BUS_SCSI && address->target)
    disk->unit = address->target;
}

int
vf_libvirt_read_disk_place (struct vf_libvirt_tree *tree,
                            const struct vf_libvirt_element *element,
                            unsigned per_controller,
                            struct vf_machine_disk *disk, struct vf_error *err)
{
  const struct vf_libvirt_element *place
      = vf_libvirt_child (tree, element, "address", NULL);
  const char *dev = vf_libvirt_get (tree, element, "target@dev");
  unsigned index = dev ? target_index (dev) : 0;
  struct address address;
  int is_whole = 0;

  if (vf_libvirt_has (tree, place, "@type", "drive"))
    is_whole = read_address (tree, place, &address, err);
  if (is_whole < 0)
    return -1;
  disk->controller = index / per_controller;
  disk->unit = index % per_controller;
  if (is_whole)
    use_address (&address, disk);
  return 0;
}
