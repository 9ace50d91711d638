/* vmferry: the order in which the firmware tries disks, drives and NICs: the
 * source's, made such that libvirt takes it, which wants each number once.  A
 * source without an order starts its first disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <limits.h>

#include "convert/vm/hardware/hardware-priv.h"
#include "formats/machine.h"

/* The device without a number that the source would try next; the first of
 * those with the same order.
 * Returns: where its number stands, or NULL. */
static unsigned *
next_device (struct vf_hardware *hardware)
{
  unsigned *next = NULL, best = UINT_MAX;
  size_t i;

  for (i = 0; i < hardware->disks.count; i++) {
    struct vf_hardware_disk *disk = &hardware->disks.items[i];
    unsigned order = disk->source->boot_order;

    if (order && !disk->boot_order && order < best) {
      best = order;
      next = &disk->boot_order;
    }
  }
  for (i = 0; i < hardware->nics.count; i++) {
    struct vf_hardware_nic *nic = &hardware->nics.items[i];
    unsigned order = nic->source->boot_order;

    if (order && !nic->boot_order && order < best) {
      best = order;
      next = &nic->boot_order;
    }
  }
  return next;
}

void
vf_hardware_set_boot_order (struct vf_hardware *hardware)
{
  unsigned order = 0, *next;
  size_t i;

  while ((next = next_device (hardware)))
    *next = ++order;
  for (i = 0; i < hardware->disks.count && !order; i++)
    if (hardware->disks.items[i].source->device == VF_DISK_DISK)
      order = hardware->disks.items[i].boot_order = 1;
}
