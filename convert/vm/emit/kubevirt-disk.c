/* vmferry: disks of a KubeVirt manifest.  Each is a volume claim of its own;
 * comments at the manifest's head say how to fill it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "common/text.h"
#include "convert/vm/emit/kubevirt.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"

/* KubeVirt's word for a bus.  What it has not goes on SATA, which most guests
 * can drive. */
static const char *
bus_name (enum vf_bus bus)
{
  switch (bus) {
  case VF_BUS_VIRTIO:
    return "virtio";
  case VF_BUS_SCSI:
    return "scsi";
  case VF_BUS_USB:
    return "usb";
  default:
    return "sata";
  }
}

/* Whether KubeVirt's own check lets a serial number pass. */
static bool
is_serial (const char *text)
{
  return *text
         && !text[strspn (text, "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-")];
}

static struct vf_json *
disk_json (const struct vf_hardware_disk *disk)
{
  const struct vf_machine_disk *source = disk->source;
  struct vf_json *object = vf_json_object (), *device = vf_json_object ();
  struct vf_json *size, *blocks;

  vf_json_put_text (object, "name", disk->name);
  vf_json_put_text (device, "bus", bus_name (disk->bus));
  if (disk->is_read_only)
    vf_json_put_bool (device, "readonly", true);
  vf_json_put (object, "disk", device);
  if (disk->boot_order)
    vf_json_put_u64 (object, "bootOrder", disk->boot_order);
  if (is_serial (disk->serial))
    vf_json_put_text (object, "serial", disk->serial);
  vf_json_put_text (object, "cache",
                    source->write_through == VF_YES ? "writethrough" : "none");
  if (source->multi_writer == VF_YES)
    vf_json_put_bool (object, "shareable", true);
  if (source->logical_block > 512) {
    size = vf_json_object ();
    blocks = vf_json_object ();
    vf_json_put_u64 (size, "logical", source->logical_block);
    vf_json_put_u64 (size, "physical",
                     source->physical_block > source->logical_block
                         ? source->physical_block
                         : source->logical_block);
    vf_json_put (blocks, "custom", size);
    vf_json_put (object, "blockSize", blocks);
  }
  return object;
}

static void
add_volume (const struct vf_kubevirt_out *out, struct vf_json *volumes,
            const struct vf_hardware_disk *disk)
{
  bool is_transient
      = disk->source->mode == VF_DISK_MODE_INDEPENDENT_NONPERSISTENT;
  struct vf_json *volume = vf_json_object (), *claim = vf_json_object ();
  struct vf_json *to = is_transient ? vf_json_object () : volume;
  CLEANUP_FREE char *name = vf_text_printf ("%s-%s", out->name, disk->name);

  vf_json_put_text (volume, "name", disk->name);
  vf_json_put_text (claim, "claimName", name);
  vf_json_put (to, "persistentVolumeClaim", claim);
  if (is_transient)
    vf_json_put (volume, "ephemeral", to);
  vf_json_add (volumes, name ? volume : NULL);
  if (!name)
    vf_json_free (volume);
}

/* Each disk needs a volume: a drive with nothing in it cannot be. */
static int
add_disk (struct vf_kubevirt_out *out, const struct vf_hardware_disk *disk,
          struct vf_json *disks, struct vf_json *volumes, struct vf_error *err)
{
  const char *key = disk->source->key;

  if (!disk->path)
    return vf_account_lose (out->report, err, key,
                            "KubeVirt has no drives that are empty: it "
                            "is left out");
  vf_json_add (disks, disk_json (disk));
  add_volume (out, volumes, disk);
  if (*disk->serial && !is_serial (disk->serial)
      && vf_account_lose (out->report, err, key,
                          "serial number \"%s\": KubeVirt takes letters, "
                          "digits and _.+- only",
                          disk->serial))
    return -1;
  if (disk->bus == VF_BUS_SCSI
      && !vf_hardware_disk_is_virtio (out->hardware, disk))
    return vf_account_lose (out->report, err, key,
                            "KubeVirt's SCSI controller is a virtio-scsi, for "
                            "which the guest needs a driver");
  if (strcmp (bus_name (disk->bus), vf_bus_name (disk->bus)) != 0)
    return vf_account_lose (out->report, err, key,
                            "KubeVirt has no %s: it is on SATA",
                            vf_bus_name (disk->bus));
  return 0;
}

int
vf_kubevirt_put_disks (struct vf_kubevirt_out *out, struct vf_json *devices,
                       struct vf_json *spec, struct vf_error *err)
{
  struct vf_json *disks = vf_json_array (), *volumes = vf_json_array ();
  int result = 0;
  size_t i;

  for (i = 0; i < out->hardware->disks.count && !result; i++)
    result
        = add_disk (out, &out->hardware->disks.items[i], disks, volumes, err);
  vf_json_put (devices, "disks", disks);
  vf_json_put (spec, "volumes", volumes);
  return result;
}
