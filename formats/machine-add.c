/* vmferry: devices on their way into a machine: what is not known of them, and
 * how many there may be.
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
