/* vmferry: what Linux calls the NICs of a target, which it does by their
 * places unless the firmware gives it a better number: ens192 by a slot,
 * eno192 by an index, else enp3s0.
 * Source: systemd 252, systemd.net-naming-scheme; what Debian 12 made of it is
 *         in tests/guest/nic-names.txt
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "common/error.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware-priv.h"
#include "formats/account.h"
#include "formats/machine.h"

enum {
  MAX_SLOT = 8191,   /* 13 bits in a root port's capabilities */
  MAX_INDEX = 16383, /* that systemd and libvirt take */
};

/* Whether the old slot of NIC number I is known and no NIC before it has the
 * same: two with one number would confuse the guest. */
static bool
has_own_slot (const struct vf_hardware *hardware, size_t i)
{
  unsigned slot = hardware->nics.items[i].old_slot;
  size_t k;

  for (k = 0; k < i; k++)
    if (hardware->nics.items[k].old_slot == slot)
      return false;
  return slot;
}

/* Nobody has to choose for a guest that names its NICs by their slots, unless
 * its own files have the names. */
static enum vf_nic_names
choice_of (const struct vf_hardware *hardware,
           const struct vf_emit_options *options)
{
  if (options->devices.nic_names != VF_NIC_NAMES_AUTO)
    return options->devices.nic_names;
  return hardware->machine->os.family == VF_OS_LINUX
                 && options->guest.keeps_nic_names != VF_YES
             ? VF_NIC_NAMES_SLOT
             : VF_NIC_NAMES_BOARD;
}

int
vf_hardware_number_nics (struct vf_hardware *hardware,
                         const struct vf_emit_options *options,
                         struct vf_account *report, struct vf_error *err)
{
  enum vf_nic_names choice = choice_of (hardware, options);
  size_t i;

  if (choice == VF_NIC_NAMES_BOARD)
    return 0;
  if (choice == VF_NIC_NAMES_SLOT && !hardware->is_q35)
    return options->devices.nic_names == VF_NIC_NAMES_AUTO
               ? 0
               : vf_account_lose (report, err, "nic-names",
                                  "the slots of an i440fx board cannot be "
                                  "chosen");
  for (i = 0; i < hardware->nics.count; i++) {
    struct vf_hardware_nic *nic = &hardware->nics.items[i];

    if (!has_own_slot (hardware, i))
      continue;
    if (choice == VF_NIC_NAMES_SLOT && nic->old_slot <= MAX_SLOT)
      nic->slot = nic->old_slot;
    if (choice == VF_NIC_NAMES_INDEX && nic->old_slot <= MAX_INDEX)
      nic->index = nic->old_slot;
  }
  return 0;
}

/* What Linux calls NIC, whose place on the board is PLACE; "": not known. */
static void
name_of (const struct vf_hardware *hardware, const struct vf_hardware_nic *nic,
         unsigned place, char name[32])
{
  *name = '\0';
  if (nic->index)
    snprintf (name, 32, "eno%u", nic->index);
  else if (nic->slot)
    snprintf (name, 32, "ens%u", nic->slot);
  else if (place && hardware->is_q35)
    snprintf (name, 32, "enp%us0", place);
  else if (place)
    snprintf (name, 32, "ens%u", place);
}

int
vf_hardware_report_nic_name (const struct vf_hardware *hardware,
                             const struct vf_hardware_nic *nic, unsigned place,
                             const struct vf_emit_options *options,
                             struct vf_account *report, struct vf_error *err)
{
  char name[32];

  if (hardware->machine->os.family != VF_OS_LINUX || !nic->old_slot
      || options->guest.keeps_nic_names == VF_YES)
    return 0;
  name_of (hardware, nic, place, name);
  if (nic->slot || (!nic->index && nic->old_slot == place && !hardware->is_q35))
    return 0;
  return vf_account_lose (report, err, nic->source->key,
                          "Linux that calls it ens%u there calls it %s here",
                          nic->old_slot, *name ? name : "something else");
}
