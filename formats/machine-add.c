/* vmferry: devices on their way into a machine: what is not known of them, how
 * many there may be, and their order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "formats/machine.h"

/* More than any hypervisor gives a VM. */
enum { MAX_DISKS = 1024, MAX_OTHERS = 256 };

/* Appends BLANK with a copy of KEY to a vector of MACHINE.
 * Returns: where it is, or NULL after return from the macro's function. */
#define ADD(VECTOR, MAX, WHAT, BLANK)                                         \
  do {                                                                        \
    if ((VECTOR)->count == (MAX)) {                                           \
      vf_error_set (err, VF_ERROR_LIMIT, "%s: more than %d " WHAT "s", key,   \
                    (MAX));                                                   \
      return NULL;                                                            \
    }                                                                         \
    if (vf_vector_push (VECTOR, BLANK)) {                                     \
      vf_error_nomem (err, WHAT "s");                                         \
      return NULL;                                                            \
    }                                                                         \
    item = &(VECTOR)->items[(VECTOR)->count - 1];                             \
    item->key = strdup (key);                                                 \
    if (!item->key) {                                                         \
      vf_error_nomem (err, "a " WHAT);                                        \
      return NULL;                                                            \
    }                                                                         \
  } while (0)

struct vf_machine_controller *
vf_machine_add_controller (struct vf_machine *machine, const char *key,
                           struct vf_error *err)
{
  static const struct vf_machine_controller blank = { .pci_slot = -1 };
  struct vf_machine_controller *item;

  ADD (&machine->controllers, MAX_OTHERS, "controller", blank);
  return item;
}

struct vf_machine_disk *
vf_machine_add_disk (struct vf_machine *machine, const char *key,
                     struct vf_error *err)
{
  static const struct vf_machine_disk blank = {
    .shares = -1,
    .limit_iops = -1,
    .reservation_iops = -1,
  };
  struct vf_machine_disk *item;

  ADD (&machine->disks, MAX_DISKS, "disk", blank);
  return item;
}

struct vf_machine_nic *
vf_machine_add_nic (struct vf_machine *machine, const char *key,
                    struct vf_error *err)
{
  static const struct vf_machine_nic blank = {
    .pci_slot = -1,
    .vlan = -1,
    .limit_bps = -1,
    .reservation_bps = -1,
  };
  struct vf_machine_nic *item;

  ADD (&machine->nics, MAX_OTHERS, "NIC", blank);
  return item;
}

struct vf_machine_device *
vf_machine_add_device (struct vf_machine *machine, enum vf_device_kind kind,
                       const char *key, struct vf_error *err)
{
  static const struct vf_machine_device blank = { .pci_slot = -1 };
  struct vf_machine_device *item;

  ADD (&machine->devices, MAX_OTHERS, "device", blank);
  item->kind = kind;
  return item;
}

static int
compare (unsigned x, unsigned y)
{
  return x < y ? -1 : x > y;
}

static int
compare_controllers (const void *a, const void *b)
{
  const struct vf_machine_controller *x = a, *y = b;

  return x->bus != y->bus ? compare (x->bus, y->bus)
                          : compare (x->index, y->index);
}

void
vf_machine_sort_controllers (struct vf_machine *machine)
{
  if (machine->controllers.count)
    qsort (machine->controllers.items, machine->controllers.count,
           sizeof *machine->controllers.items, compare_controllers);
}

static int
compare_disks (const void *a, const void *b)
{
  const struct vf_machine_disk *x = a, *y = b;

  if (x->bus != y->bus)
    return compare (x->bus, y->bus);
  return x->controller != y->controller
             ? compare (x->controller, y->controller)
             : compare (x->unit, y->unit);
}

void
vf_machine_sort_disks (struct vf_machine *machine)
{
  if (machine->disks.count)
    qsort (machine->disks.items, machine->disks.count,
           sizeof *machine->disks.items, compare_disks);
}
