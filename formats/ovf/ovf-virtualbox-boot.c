/* vmferry: in which order a machine of VirtualBox's boots.
 *
 * Source: VirtualBox-settings.xsd, TBoot
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <strings.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/xml-in.h"

enum { N_POSITIONS = 4 };

/* Gives the first device that the WORD means the next place. */
static void
place_device (struct vf_machine *machine, const char *word, unsigned *place)
{
  size_t i;

  for (i = 0; i < machine->disks.count; i++) {
    struct vf_machine_disk *disk = &machine->disks.items[i];
    const char *kind = disk->device == VF_DISK_CDROM    ? "DVD"
                       : disk->device == VF_DISK_FLOPPY ? "Floppy"
                                                        : "HardDisk";

    if (strcasecmp (word, kind) != 0)
      continue;
    disk->boot_order = disk->boot_order ? disk->boot_order : ++*place;
    return;
  }
  if (strcasecmp (word, "Network") == 0 && machine->nics.count
      && !machine->nics.items[0].boot_order)
    machine->nics.items[0].boot_order = ++*place;
}

/* The device at each position of BOOT, from 1 on, as the document has it; NULL
 * for none. */
static int
read_positions (struct vf_ovf *ovf, xmlNode *boot,
                const char *devices[N_POSITIONS + 1], struct vf_error *err)
{
  struct vf_error ignored;
  xmlNode *order = NULL;
  uint64_t position;

  while ((order = vf_xml_child (boot, "Order", order))) {
    if (vf_text_parse_u64 (vf_ovf_peek (order, VF_OVF_NS_VBOX, "position"), 1,
                           N_POSITIONS, &position, &ignored)) {
      if (vf_ovf_judge (&ovf->fates, order, VF_FATE_LOSS,
                        "no position from 1 to 4", err))
        return -1;
      continue;
    }
    devices[position] = vf_ovf_peek (order, VF_OVF_NS_VBOX, "device");
    if (vf_ovf_judge (&ovf->fates, order, VF_FATE_MAPPED, NULL, err))
      return -1;
  }
  return 0;
}

int
vf_ovf_read_virtualbox_boot (struct vf_ovf *ovf, struct _xmlNode *hardware,
                             struct vf_machine *machine, struct vf_error *err)
{
  const char *devices[N_POSITIONS + 1] = { NULL };
  unsigned place = 0;
  size_t i;

  if (read_positions (ovf, vf_xml_child (hardware, "Boot", NULL), devices,
                      err))
    return -1;
  for (i = 1; i <= N_POSITIONS; i++)
    if (devices[i])
      place_device (machine, devices[i], &place);
  return 0;
}
