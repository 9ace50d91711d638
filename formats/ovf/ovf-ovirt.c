/* vmferry: what oVirt and RHV say of a VM beside the standard, by elements
 * of its own names.
 *
 * Source: oVirt's OvfVmWriter and its enums BiosType, DisplayType
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"

static const char of_manager[] = "of oVirt's manager";

/* Elements that only have a fate. */
static const struct {
  const char *name;
  enum vf_fate fate;
  const char *note;
} rows[] = {
  { "CreationDate", VF_FATE_IRRELEVANT, of_manager },
  { "DeleteProtected", VF_FATE_IRRELEVANT, of_manager },
  { "Domain", VF_FATE_IRRELEVANT, of_manager },
  { "ExportDate", VF_FATE_IRRELEVANT, of_manager },
  { "Generation", VF_FATE_IRRELEVANT, of_manager },
  { "ClusterCompatibilityVersion", VF_FATE_IRRELEVANT, of_manager },
  { "IsAutoSuspend", VF_FATE_IRRELEVANT, of_manager },
  { "IsInitilized", VF_FATE_IRRELEVANT, of_manager },
  { "IsRunAndPause", VF_FATE_LOSS, "it does not start paused" },
  { "IsSmartcardEnabled", VF_FATE_IRRELEVANT, "its device tells it" },
  { "IsStateless", VF_FATE_LOSS, "its disks keep what is written" },
  { "MigrationSupport", VF_FATE_IRRELEVANT, of_manager },
  { "MinAllocatedMem", VF_FATE_LOSS, "no memory is set aside for it" },
  { "Origin", VF_FATE_IRRELEVANT, of_manager },
  { "TemplateId", VF_FATE_IRRELEVANT, of_manager },
  { "TemplateName", VF_FATE_IRRELEVANT, of_manager },
  { "TimeZone", VF_FATE_LOSS, "the clock starts with the host's" },
  { "VmType", VF_FATE_IRRELEVANT, of_manager },
  { "default_boot_sequence", VF_FATE_IRRELEVANT,
    "the devices have their own order" },
  { "quota_id", VF_FATE_IRRELEVANT, of_manager },
};

/* Values that mean nothing was set. */
static bool
is_nothing (const char *text)
{
  return !*text || strcasecmp (text, "false") == 0 || strcmp (text, "0") == 0;
}

static int
judge_rows (struct vf_ovf *ovf, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    xmlNode *element
        = vf_ovf_child (ovf->system, VF_OVF_NS_OVF, rows[i].name, NULL);
    CLEANUP_FREE char *text = NULL;

    if (!element)
      continue;
    if (vf_ovf_text (element, &text, err)
        || (is_nothing (text)
                ? vf_ovf_judge (&ovf->fates, element, VF_FATE_IRRELEVANT,
                                "the default", err)
                : vf_ovf_judge (&ovf->fates, element, rows[i].fate,
                                rows[i].note, err)))
      return -1;
  }
  return 0;
}

/* The text of an element, which is mapped with that; NULL for none. */
static int
take (struct vf_ovf *ovf, const char *name, char **ret_text,
      struct vf_error *err)
{
  xmlNode *element = vf_ovf_child (ovf->system, VF_OVF_NS_OVF, name, NULL);

  if (vf_ovf_text (element, ret_text, err))
    return -1;
  return vf_ovf_judge (&ovf->fates, element, VF_FATE_MAPPED, NULL, err);
}

/* 1: i440fx and BIOS, 2: q35 and BIOS, 3: EFI, 4: EFI with secure boot. */
static void
set_firmware (const char *bios_type, struct vf_machine_firmware *firmware)
{
  bool is_secure = strcmp (bios_type, "4") == 0;

  if (!is_secure && strcmp (bios_type, "3") != 0)
    return;
  firmware->kind = VF_FIRMWARE_EFI;
  firmware->secure_boot = is_secure ? VF_YES : VF_NO;
}

int
vf_ovf_read_ovirt (struct vf_ovf *ovf, struct vf_machine *machine,
                   struct vf_error *err)
{
  CLEANUP_FREE char *description = NULL;
  CLEANUP_FREE char *bios_type = NULL;
  CLEANUP_FREE char *display = NULL;

  if (machine->platform != VF_PLATFORM_QEMU)
    return 0;
  if (judge_rows (ovf, err) || take (ovf, "Description", &description, err)
      || take (ovf, "BiosType", &bios_type, err)
      || take (ovf, "DefaultDisplayType", &display, err))
    return -1;
  if (bios_type)
    set_firmware (bios_type, &machine->firmware);
  if (description && *description && !machine->identity.description)
    machine->identity.description = TAKE (description);
  if (display && !machine->display.model
      && !(machine->display.model
           = strdup (strcmp (display, "1") == 0 ? "qxl" : "vga")))
    return vf_error_nomem (err, "a model");
  return 0;
}
