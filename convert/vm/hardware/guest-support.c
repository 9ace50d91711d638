/* vmferry: what a guest has drivers for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/guest-support.h"

#include <string.h>

#include "convert/vm/conversion.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine.h"
#include "inspect/guest.h"

static bool
has_driver (const struct vf_guest_kernel *kernel, enum vf_guest_virtio driver)
{
  return kernel->virtio[VF_VIRTIO_PCI].state != VF_DRIVER_ABSENT
         && kernel->virtio[driver].state != VF_DRIVER_ABSENT;
}

static enum vf_tristate
support (const struct vf_guest *guest, enum vf_guest_virtio driver)
{
  size_t i;

  for (i = 0; i < guest->kernel_count; i++)
    if (has_driver (&guest->kernels[i], driver))
      return VF_YES;
  return guest->kernel_count ? VF_NO : VF_UNSET;
}

/* The step "network-names" ties them to MAC addresses, which a package may
 * leave to its target. */
static enum vf_tristate
keeps_nic_names (const struct vf_machine *machine)
{
  size_t i;

  for (i = 0; i < machine->nics.count; i++)
    if (!machine->nics.items[i].mac[0])
      return VF_NO;
  return VF_YES;
}

struct vf_guest_support
vf_guest_support_of (const struct vf_guest *guest,
                     const struct vf_machine *machine)
{
  return (struct vf_guest_support){
    .virtio_blk = support (guest, VF_VIRTIO_BLK),
    .virtio_scsi = support (guest, VF_VIRTIO_SCSI),
    .virtio_net = support (guest, VF_VIRTIO_NET),
    .keeps_nic_names = keeps_nic_names (machine),
  };
}

static void
name_disk (struct vf_conversion *conversion,
           const struct vf_hardware *hardware,
           const struct vf_hardware_disk *disk)
{
  size_t i;

  for (i = 0; i < conversion->disks.count; i++) {
    struct vf_conversion_disk *item = &conversion->disks.items[i];

    if (strcmp (item->key, disk->source->key) != 0)
      continue;
    strcpy (item->target_name, disk->name);
    item->is_plain = !vf_hardware_disk_is_virtio (hardware, disk);
  }
}

int
vf_guest_support_name_disks (struct vf_conversion *conversion,
                             const struct vf_device_choices *choices,
                             struct vf_error *err)
{
  struct vf_account unread = { 0 };
  struct vf_host host;
  const struct vf_emit_options options = {
    .target = &host,
    .devices = *choices,
    .guest = conversion->support,
  };
  CLEANUP_HARDWARE struct vf_hardware *hardware = NULL;
  size_t i;

  vf_host_init (&host, false);
  hardware = vf_hardware_new (conversion->machine, &options, &unread, err);
  vf_account_clear (&unread);
  if (!hardware)
    return -1;
  for (i = 0; i < hardware->disks.count; i++)
    name_disk (conversion, hardware, &hardware->disks.items[i]);
  return 0;
}
