/* vmferry: all devices that are neither disks nor cards: by ResourceType and
 * subtype, or by oVirt's own word.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-config.h"
#include "formats/ovf/ovf-parts.h"

enum {
  KIB = 1024,
  NOT_A_DEVICE = -1,
  /* More than any display of VMware's has. */
  MAX_HEADS = 1024,
  MAX_VRAM_KIB = 1 << 30,
};

/* What an item becomes: a device of the machine, or NOT_A_DEVICE and a reason.
 */
struct rule {
  unsigned type;
  const char *subtype; /* how it begins, any case; NULL any, or none */
  int kind;            /* enum vf_device_kind */
  const char *word;    /* of its key: "usb" */
  enum vf_fate fate;
  const char *note;
};

static const char of_vmware[] = "of VMware Tools, which are taken out";
static const char passed_through[]
    = "a device of the source's host is not passed through without a word";

static const struct rule rules[] = {
  { VF_OVF_OTHER, "vmware.vmci", VF_DEVICE_VSOCK, "vmci", VF_FATE_IRRELEVANT,
    of_vmware },
  { VF_OVF_OTHER, "vmware.pci.passthrough-vmiop", VF_DEVICE_VGPU,
    "pcipassthru", VF_FATE_LOSS, passed_through },
  { VF_OVF_OTHER, "vmware.pci.passthrough", VF_DEVICE_PCI_PASSTHROUGH,
    "pcipassthru", VF_FATE_LOSS, passed_through },
  { VF_OVF_OTHER, "vmware.vtpm", VF_DEVICE_TPM, "tpm", VF_FATE_LOSS,
    "a TPM, but without what the source's holds" },
  { VF_OVF_MISC, "vmware.vtpm", VF_DEVICE_TPM, "tpm", VF_FATE_LOSS,
    "a TPM, but without what the source's holds" },
  { VF_OVF_OTHER, "vmware.soundcard", VF_DEVICE_SOUND, "sound", VF_FATE_MAPPED,
    NULL },
  { VF_OVF_OTHER, "vmware.precisionclock", VF_DEVICE_PRECISION_CLOCK,
    "precisionclock", VF_FATE_LOSS, "the target has no precision clock" },
  { VF_OVF_OTHER, "vmware.watchdogtimer", VF_DEVICE_WATCHDOG, "watchdog",
    VF_FATE_MAPPED, NULL },
  { VF_OVF_STORAGE, "vmware.nvdimm.controller", NOT_A_DEVICE, NULL,
    VF_FATE_IRRELEVANT, "NVDIMMs have no controller on the target" },
  { VF_OVF_STORAGE, "vmware.nvdimm.device", VF_DEVICE_NVDIMM, "nvdimm",
    VF_FATE_MAPPED, NULL },
  { VF_OVF_STORAGE, NULL, NOT_A_DEVICE, NULL, VF_FATE_LOSS,
    "a controller of an unknown kind" },
  { VF_OVF_SERIAL, NULL, VF_DEVICE_SERIAL, "serial", VF_FATE_MAPPED, NULL },
  { VF_OVF_PARALLEL, NULL, VF_DEVICE_PARALLEL, "parallel", VF_FATE_MAPPED,
    NULL },
  { VF_OVF_USB, NULL, VF_DEVICE_USB, "usb", VF_FATE_MAPPED, NULL },
  { VF_OVF_SOUND, NULL, VF_DEVICE_SOUND, "sound", VF_FATE_MAPPED, NULL },
  { VF_OVF_ETHERNET, NULL, NOT_A_DEVICE, NULL, VF_FATE_LOSS,
    "a connection without a card" },
};

/* By oVirt's <Type>, whatever the number. */
static const struct {
  const char *type;
  struct rule rule;
} ovirt_rules[] = {
  { "rng", { 0, NULL, VF_DEVICE_RNG, "rng", VF_FATE_MAPPED, NULL } },
  { "sound", { 0, NULL, VF_DEVICE_SOUND, "sound", VF_FATE_MAPPED, NULL } },
  { "watchdog",
    { 0, NULL, VF_DEVICE_WATCHDOG, "watchdog", VF_FATE_MAPPED, NULL } },
  { "tpm",
    { 0, NULL, VF_DEVICE_TPM, "tpm", VF_FATE_LOSS,
      "a TPM, but without what the source's holds" } },
  { "smartcard",
    { 0, NULL, VF_DEVICE_SMARTCARD, "smartcard", VF_FATE_MAPPED, NULL } },
  { "graphics",
    { 0, NULL, NOT_A_DEVICE, NULL, VF_FATE_IRRELEVANT,
      "how the screen is offered is the target's to say" } },
  { "console",
    { 0, NULL, VF_DEVICE_SERIAL, "console", VF_FATE_MAPPED, NULL } },
  { "controller",
    { 0, NULL, NOT_A_DEVICE, NULL, VF_FATE_IRRELEVANT,
      "the target has its own controllers" } },
  { "channel",
    { 0, NULL, NOT_A_DEVICE, NULL, VF_FATE_IRRELEVANT,
      "of the source's host" } },
  { "hostdev",
    { 0, NULL, VF_DEVICE_PCI_PASSTHROUGH, "hostdev", VF_FATE_LOSS,
      passed_through } },
};

static bool
begins (const char *text, const char *beginning)
{
  return text && strncasecmp (text, beginning, strlen (beginning)) == 0;
}

static const struct rule *
find_rule (const struct vf_ovf_item *item)
{
  const char *word = item->fields[VF_OVF_RHV_TYPE];
  size_t i;

  for (i = 0; word && i < sizeof ovirt_rules / sizeof *ovirt_rules; i++)
    if (strcasecmp (ovirt_rules[i].type, word) == 0)
      return &ovirt_rules[i].rule;
  for (i = 0; i < sizeof rules / sizeof *rules; i++)
    if (rules[i].type == item->type
        && (!rules[i].subtype
            || begins (item->fields[VF_OVF_SUBTYPE], rules[i].subtype)))
      return &rules[i];
  return NULL;
}

/* The number for the next device whose key begins with WORD. */
static unsigned
count_of (const struct vf_machine *machine, const char *word)
{
  unsigned n = 0;
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    n += begins (machine->devices.items[i].key, word);
  return n;
}

static int
fill_device (struct vf_ovf *ovf, const struct vf_ovf_item *item,
             struct vf_machine_device *device, struct vf_error *err)
{
  const char *model = item->fields[VF_OVF_RHV_DEVICE];
  struct vf_ovf_unit unit;
  uint64_t number;

  if (!model || !*model)
    model = item->fields[VF_OVF_SUBTYPE];
  if (model && *model && !(device->model = strdup (model)))
    return vf_error_nomem (err, "a model");
  device->connected = vf_ovf_item_truth (item, VF_OVF_AUTOMATIC);
  if (device->kind == VF_DEVICE_NVDIMM
      && vf_ovf_item_number (item, VF_OVF_QUANTITY, &number)
      && item->fields[VF_OVF_UNITS]
      && vf_ovf_unit_parse (item->fields[VF_OVF_UNITS], &unit)
      && number < (UINT64_C (1) << 50) / unit.factor)
    device->size_bytes = number * unit.factor;
  return vf_ovf_config_slot (&ovf->fates, item->node, &device->pci_slot, err);
}

static int
add_device (struct vf_ovf *ovf, struct vf_ovf_item *item,
            const struct rule *rule, struct vf_machine *machine,
            struct vf_error *err)
{
  struct vf_machine_device *device;
  char key[32];

  snprintf (key, sizeof key, "%s%u", rule->word,
            count_of (machine, rule->word));
  device = vf_machine_add_device (machine, (enum vf_device_kind)rule->kind,
                                  key, err);
  if (!device)
    return -1;
  snprintf (item->key, sizeof item->key, "%s", key);
  return fill_device (ovf, item, device, err);
}

/* The screen's memory is told in KiB. */
static int
read_graphics (struct vf_ovf *ovf, const struct vf_ovf_item *item,
               struct vf_machine_display *display, struct vf_error *err)
{
  struct vf_ovf_fates *fates = &ovf->fates;
  const char *model = item->fields[VF_OVF_RHV_DEVICE];
  int heads = 0, vram_kib = 0;

  if (vf_ovf_judge (fates, item->node, VF_FATE_MAPPED, NULL, err)
      || vf_ovf_config_number (fates, item->node, "numDisplays", MAX_HEADS,
                               &heads, err)
      || vf_ovf_config_number (fates, item->node, "videoRamSizeInKB",
                               MAX_VRAM_KIB, &vram_kib, err)
      || vf_ovf_config_truth (fates, item->node, "enable3DSupport",
                              &display->accelerated, err))
    return -1;
  display->heads = (unsigned)heads;
  display->vram_bytes = (uint64_t)vram_kib * KIB;
  if (model && *model && !display->model && !(display->model = strdup (model)))
    return vf_error_nomem (err, "a model");
  return 0;
}

static bool
is_graphics (const struct vf_ovf_item *item)
{
  const char *word = item->fields[VF_OVF_RHV_TYPE];

  return word ? strcasecmp (word, "video") == 0
              : item->type == VF_OVF_GRAPHICS;
}

static int
read_balloon (struct vf_ovf *ovf, const struct vf_ovf_item *item,
              struct vf_machine *machine, struct vf_error *err)
{
  machine->memory.balloon = VF_YES;
  return vf_ovf_judge (&ovf->fates, item->node, VF_FATE_MAPPED, NULL, err);
}

/* oVirt lists a controller that is not there. */
static bool
is_disabled (const struct vf_ovf_item *item)
{
  const char *policy = item->fields[VF_OVF_RHV_USB];

  return policy && begins (policy, "disabled");
}

/* An item of a kind that is not known; the VM lacks the disk that it may be.
 */
static int
judge_unknown (struct vf_ovf *ovf, const struct vf_ovf_item *item,
               struct vf_error *err)
{
  const char *resource = item->fields[VF_OVF_HOST_RESOURCE];

  if (vf_ovf_judge (&ovf->fates, item->node, VF_FATE_UNKNOWN, NULL, err))
    return -1;
  return resource && strstr (resource, "/disk/")
             ? vf_ovf_judge (&ovf->fates, item->places[VF_OVF_HOST_RESOURCE],
                             VF_FATE_LOSS,
                             "a disk that is left out: its ResourceType is of "
                             "no disk that is known",
                             err)
             : 0;
}

/* VMCI is in every VM, for the Tools; only one that may talk to other VMs was
 * wanted. */
static int
read_vmci (struct vf_ovf *ovf, struct vf_ovf_item *item,
           const struct rule *rule, struct vf_machine *machine,
           struct vf_error *err)
{
  enum vf_tristate is_open = VF_UNSET;

  if (vf_ovf_config_truth (&ovf->fates, item->node,
                           "allowUnrestrictedCommunication", &is_open, err)
      || vf_ovf_judge (&ovf->fates, item->node,
                       is_open == VF_YES ? VF_FATE_MAPPED : rule->fate,
                       is_open == VF_YES ? NULL : rule->note, err))
    return -1;
  return is_open == VF_YES ? add_device (ovf, item, rule, machine, err) : 0;
}

static int
read_item (struct vf_ovf *ovf, struct vf_ovf_item *item,
           struct vf_machine *machine, struct vf_error *err)
{
  const char *word = item->fields[VF_OVF_RHV_TYPE];
  const struct rule *rule;

  if (is_graphics (item))
    return read_graphics (ovf, item, &machine->display, err);
  if (word && strcasecmp (word, "balloon") == 0)
    return read_balloon (ovf, item, machine, err);
  if (is_disabled (item))
    return vf_ovf_judge (&ovf->fates, item->node, VF_FATE_IRRELEVANT,
                         "it is disabled", err);
  rule = find_rule (item);
  if (!rule)
    return judge_unknown (ovf, item, err);
  if (rule->kind == VF_DEVICE_VSOCK)
    return read_vmci (ovf, item, rule, machine, err);
  if (vf_ovf_judge (&ovf->fates, item->node, rule->fate, rule->note, err))
    return -1;
  return rule->kind == NOT_A_DEVICE
             ? 0
             : add_device (ovf, item, rule, machine, err);
}

/* Those that are read elsewhere. */
static bool
is_other (const struct vf_ovf_item *item)
{
  switch (item->type) {
  case VF_OVF_CPU:
  case VF_OVF_MEMORY:
  case VF_OVF_NIC:
    return true;
  default:
    return item->key[0] || item->is_controller;
  }
}

int
vf_ovf_read_devices (struct vf_ovf *ovf, struct vf_machine *machine,
                     struct vf_error *err)
{
  size_t i;

  for (i = 0; i < ovf->items.count; i++)
    if (!is_other (&ovf->items.items[i])
        && read_item (ovf, &ovf->items.items[i], machine, err))
      return -1;
  return 0;
}
