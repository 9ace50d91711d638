/* vmferry: the devices of a VM of Hyper-V.  The manifest names each by what it
 * is (a device's GUID) and by which one it is (an instance's GUID, which is
 * the name of its node).  Devices that there can be only one of have one GUID
 * for both, and a node even where an old manifest does not name them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-row.h"
#include "formats/machine.h"

/* What is read: how many of a kind there are so far, too. */
struct reading {
  struct vf_machine *machine;
  struct vf_error *err;
  unsigned scsi_controllers;
};

/* A device with what the manifest and its node say. */
struct device {
  const char *name;           /* for a person; NULL unknown */
  struct vf_hyperv_key *vdev; /* in the manifest; NULL none */
  struct vf_hyperv_key *node; /* NULL none */
};

static int
read_ide (struct reading *reading, const struct device *device)
{
  return vf_hyperv_read_drives (device->node, VF_BUS_IDE, 0, reading->machine,
                                reading->err);
}

static int
read_scsi (struct reading *reading, const struct device *device)
{
  unsigned index = reading->scsi_controllers++;

  return vf_hyperv_read_drives (device->node, VF_BUS_SCSI, index,
                                reading->machine, reading->err);
}

static int
read_floppy (struct reading *reading, const struct device *device)
{
  return vf_hyperv_read_drives (device->node, VF_BUS_FLOPPY, 0,
                                reading->machine, reading->err);
}

static int
read_synthetic_nic (struct reading *reading, const struct device *device)
{
  return vf_hyperv_read_nic (device->node, "synthetic", reading->machine,
                             reading->err);
}

static int
read_legacy_nic (struct reading *reading, const struct device *device)
{
  return vf_hyperv_read_nic (device->node, "legacy", reading->machine,
                             reading->err);
}

/* Adds a device called WORD and a number. */
static struct vf_machine_device *
add (struct reading *reading, enum vf_device_kind kind, const char *word,
     const char *model)
{
  struct vf_machine_device *device;
  size_t i, n = 0;
  char key[32];

  for (i = 0; i < reading->machine->devices.count; i++)
    n += reading->machine->devices.items[i].kind == kind;
  snprintf (key, sizeof key, "%s%zu", word, n);
  device = vf_machine_add_device (reading->machine, kind, key, reading->err);
  if (!device || !model)
    return device;
  device->model = strdup (model);
  if (device->model)
    return device;
  vf_error_nomem (reading->err, "a device");
  return NULL;
}

/* A port that leads nowhere is no port to a person. */
static int
read_ports (struct reading *reading, const struct device *device)
{
  static const char *const ports[] = { "port0", "port1" };
  size_t i;

  for (i = 0; i < 2; i++) {
    struct vf_hyperv_key *port = vf_hyperv_find (device->node, ports[i]);
    const char *pipe = vf_hyperv_get_text (port, "connection");
    struct vf_machine_device *serial;

    if (!pipe)
      continue;
    serial = add (reading, VF_DEVICE_SERIAL, "serial", NULL);
    if (!serial)
      return -1;
    serial->backing = strdup (pipe);
    serial->backing_kind = VF_BACKING_PIPE;
    serial->is_server = VF_YES;
    if (!serial->backing)
      return vf_error_nomem (reading->err, "a port");
    if (vf_hyperv_judge (vf_hyperv_find (port, "connection"), VF_FATE_MAPPED,
                         NULL, reading->err))
      return -1;
  }
  return 0;
}

static int
read_tpm (struct reading *reading, const struct device *device)
{
  if (!add (reading, VF_DEVICE_TPM, "tpm", "2.0"))
    return -1;
  return vf_hyperv_judge (device->vdev, VF_FATE_LOSS,
                          "a TPM is made anew: what it had sealed "
                          "(BitLocker's key) stays behind",
                          reading->err);
}

static int
read_passthrough (struct reading *reading, const struct device *device)
{
  struct vf_machine_device *item
      = add (reading, VF_DEVICE_PCI_PASSTHROUGH, "pci", NULL);
  const char *resource = vf_hyperv_get_text (device->node, "HostResource");

  if (!item)
    return -1;
  item->backing_kind = VF_BACKING_HOST_DEVICE;
  if (resource && !(item->backing = strdup (resource)))
    return vf_error_nomem (reading->err, "a device");
  return vf_hyperv_lose (device->node ? device->node : device->vdev,
                         "a device of the source's host", reading->err);
}

static int
read_vgpu (struct reading *reading, const struct device *device)
{
  if (!add (reading, VF_DEVICE_VGPU, "vgpu", "GPU-P"))
    return -1;
  return vf_hyperv_lose (device->node ? device->node : device->vdev,
                         "a part of the source's GPU", reading->err);
}

static int
read_video (struct reading *reading, const struct device *device)
{
  static const struct vf_hyperv_row rows[] = {
    { "HorizontalResolution", VF_HYPERV_COUNT,
      offsetof (struct vf_machine_display, width), 0, 0, NULL, NULL, NULL },
    { "VerticalResolution", VF_HYPERV_COUNT,
      offsetof (struct vf_machine_display, height), 0, 0, NULL, NULL, NULL },
    { .path = NULL },
  };

  return vf_hyperv_read_rows (device->node, rows, &reading->machine->display,
                              reading->err);
}

/* The guest's side of these is in Windows and Linux already, and QEMU's agent
 * does most of it. */
static int
judge_service (struct reading *reading, const struct device *device)
{
  return vf_hyperv_judge_rest (device->node, VF_FATE_IRRELEVANT,
                               "a service of Hyper-V in the guest; the guest "
                               "agent stands in for it",
                               reading->err);
}

/* Static ones first: the order is that of the guest's buses. */
static const struct kind {
  const char *guid;
  int (*read) (struct reading *, const struct device *);
} kinds[] = {
  { "83f8638b-8dca-4152-9eda-2ca8b33039b4", read_ide },
  { "8f0d2762-0b00-4e04-af4f-19010527cb93", read_floppy },
  { "8e3a359f-559a-4b6a-98a9-1690a6100ed7", read_ports },
  { "f3cf6965-e8d3-44a9-9b7d-a04245ea7525", read_video },
  { "6c09bb55-d683-4da0-8931-c9bf705f6480", judge_service },
  { "84eaae65-2f2e-45f5-9bb5-0e857dc8eb47", judge_service },
  { "2a34b1c2-fd73-4043-8a5b-dd2159bc743f", judge_service },
  { "9f8233ac-be49-4c79-8ee3-e7e1985b2077", judge_service },
  { "2497f4de-e9fa-4204-80e4-4b75c46419c0", judge_service },
  { "5ced1297-4598-4915-a5fc-ad21bb4d02a4", judge_service },
  { "bc12c717-8898-4688-8ee4-2cd14894f8ea", judge_service },
  { "d422512d-2bf2-4752-809d-7b82b5fcb1b4", read_scsi },
  { "2fc216b0-d2e2-4967-9b6d-b8a5c9ca2778", read_synthetic_nic },
  { "736e6aa9-a3f8-49c0-9550-a963214d259a", read_tpm },
  { "2fcc454e-a36a-4c77-bb5e-a2d75a51f02c", read_passthrough },
  { "99dcd00c-fbd6-42d3-9dfd-1b5ad7058f61", read_vgpu },
};

enum { STATIC_KINDS = 11 };

static struct vf_hyperv_key *
find_node (struct vf_hyperv_key *config, const char *instance)
{
  char name[64];

  snprintf (name, sizeof name, "_%.50s_", instance);
  return vf_hyperv_find (config, name);
}

/* The name of an emulated NIC is all that is known of it. */
static bool
is_legacy_nic (const char *name)
{
  return name && strcasestr (name, "Ethernet")
         && (strcasestr (name, "Emulated") || strcasestr (name, "Legacy"));
}

static int
read_vdev (struct vf_hyperv_key *config, struct vf_hyperv_key *vdev,
           struct reading *reading)
{
  const char *guid = vf_hyperv_get_text (vdev, "device");
  const char *instance = vf_hyperv_get_text (vdev, "instance");
  struct device device = {
    .name = vf_hyperv_get_text (vdev, "name"),
    .vdev = vdev,
    .node = instance ? find_node (config, instance) : NULL,
  };
  size_t i;

  for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (guid && strcasecmp (guid, kinds[i].guid) == 0)
      return i < STATIC_KINDS ? 0 : kinds[i].read (reading, &device);
  if (is_legacy_nic (device.name))
    return read_legacy_nic (reading, &device);
  if (guid && vf_hyperv_is_board (guid))
    return 0;
  return vf_hyperv_judge_rest (vdev, VF_FATE_UNKNOWN, NULL, reading->err);
}

int
vf_hyperv_read_devices (struct vf_hyperv_key *config,
                        struct vf_machine *machine, struct vf_error *err)
{
  struct reading reading = { .machine = machine, .err = err };
  struct vf_hyperv_key *manifest = vf_hyperv_find (config, "manifest");
  size_t i;

  for (i = 0; i < STATIC_KINDS; i++) {
    struct device device = { .node = find_node (config, kinds[i].guid) };

    if (device.node && kinds[i].read (&reading, &device))
      return -1;
  }
  for (i = 0; manifest && i < manifest->children.count; i++)
    if (strncasecmp (manifest->children.items[i]->name, "vdev", 4) == 0
        && read_vdev (config, manifest->children.items[i], &reading))
      return -1;
  return 0;
}
