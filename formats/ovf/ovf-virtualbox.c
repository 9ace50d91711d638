/* vmferry: <vbox:Machine>, with which VirtualBox says again, and more exactly,
 * what the machine is: the UUID, the firmware and the addresses of cards stand
 * nowhere else.  Its children are of whatever namespace the file has, so that
 * names alone count.
 *
 * Source: VirtualBox-settings.xsd
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/guid.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/xml-in.h"

#define MIB (UINT64_C (1) << 20)

static const char own[] = "a setting of VirtualBox's own";

/* The text of an attribute, which is mapped with that; NULL for none. */
static int
take (struct vf_ovf *ovf, xmlNode *element, const char *name, char **ret_text,
      struct vf_error *err)
{
  *ret_text = NULL;
  return element ? vf_ovf_take (&ovf->fates, element, VF_OVF_NS_VBOX, name,
                                ret_text, err)
                 : 0;
}

/* The same as a number; 0 for none. */
static int
take_number (struct vf_ovf *ovf, xmlNode *element, const char *name,
             uint64_t *ret_number, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  struct vf_error ignored;

  *ret_number = 0;
  if (take (ovf, element, name, &text, err))
    return -1;
  if (text && vf_text_parse_u64 (text, 0, INT32_MAX, ret_number, &ignored))
    *ret_number = 0;
  return 0;
}

static bool
is_true (const char *text)
{
  return text && (strcasecmp (text, "true") == 0 || strcmp (text, "1") == 0);
}

/* The bytes of TEXT as they stand in the SMBIOS table: those of the text, or
 * for younger machines with the first fields the other way round.
 * Source:  VirtualBox's DevFwCommon.cpp, "DmiUseHostInfo" and "UuidLe" */
static bool
parse_uuid (const char *text, bool is_little, uint8_t uuid[16])
{
  struct vf_guid guid;

  if (!is_little)
    return vf_text_parse_uuid (text, uuid);
  if (!vf_guid_parse (text, &guid))
    return false;
  memcpy (uuid, guid.byte, sizeof guid.byte);
  return true;
}

static int
read_uuid (struct vf_ovf *ovf, xmlNode *vbox, xmlNode *hardware,
           struct vf_machine_identity *identity, struct vf_error *err)
{
  xmlNode *bios = vf_xml_child (hardware, "BIOS", NULL);
  CLEANUP_FREE char *is_little = NULL;
  CLEANUP_FREE char *text = NULL;
  size_t n;

  if (take (ovf, vbox, "uuid", &text, err)
      || take (ovf, vf_xml_child (bios, "SmbiosUuidLittleEndian", NULL),
               "enabled", &is_little, err))
    return -1;
  n = text ? strlen (text) : 0;
  if (n < 2 || identity->bios_uuid_text)
    return 0;
  if (text[0] == '{' && text[n - 1] == '}') {
    memmove (text, text + 1, n - 2);
    text[n - 2] = '\0';
  }
  identity->has_bios_uuid
      = parse_uuid (text, is_true (is_little), identity->bios_uuid);
  if (!identity->has_bios_uuid)
    return vf_ovf_judge (&ovf->fates,
                         vf_ovf_attribute (vbox, VF_OVF_NS_OVF, "uuid"),
                         VF_FATE_LOSS,
                         "not a UUID: the target chooses one", err);
  identity->bios_uuid_text = TAKE (text);
  return 0;
}

static int
read_firmware (struct vf_ovf *ovf, xmlNode *hardware,
               struct vf_machine_firmware *firmware, struct vf_error *err)
{
  CLEANUP_FREE char *type = NULL;
  xmlNode *bios = vf_xml_child (hardware, "BIOS", NULL);
  xmlNode *element = vf_xml_child (hardware, "Firmware", NULL);

  /* Since 7.1 it is below <BIOS>. */
  if (!element && bios)
    element = vf_xml_child (bios, "Firmware", NULL);
  if (take (ovf, element, "type", &type, err))
    return -1;
  if (!type || strncasecmp (type, "EFI", 3) != 0)
    return 0;
  firmware->kind = VF_FIRMWARE_EFI;
  firmware->bits = strcmp (type + 3, "32") == 0   ? 32
                   : strcmp (type + 3, "64") == 0 ? 64
                                                  : 0;
  return 0;
}

static int
read_nested (struct vf_ovf *ovf, xmlNode *hardware, struct vf_machine_cpu *cpu,
             struct vf_error *err)
{
  xmlNode *processor = vf_xml_child (hardware, "CPU", NULL);
  CLEANUP_FREE char *enabled = NULL;

  if (take (ovf, vf_xml_child (processor, "NestedHWVirt", NULL), "enabled",
            &enabled, err))
    return -1;
  if (enabled)
    cpu->nested = is_true (enabled) ? VF_YES : VF_NO;
  return 0;
}

/* The offset is told in milliseconds. */
static int
read_clock (struct vf_ovf *ovf, xmlNode *hardware,
            struct vf_machine_clock *clock, struct vf_error *err)
{
  xmlNode *bios = vf_xml_child (hardware, "BIOS", NULL);
  xmlNode *offset = vf_xml_child (bios, "TimeOffset", NULL);
  CLEANUP_FREE char *zone = NULL;
  CLEANUP_FREE char *text = NULL;
  enum { MILLISECONDS = 1000 };

  if (take (ovf, vf_xml_child (hardware, "RTC", NULL), "localOrUTC", &zone,
            err)
      || take (ovf, offset, "value", &text, err))
    return -1;
  if (zone)
    clock->is_localtime = strcasecmp (zone, "local") == 0 ? VF_YES : VF_NO;
  if (!text || !*text)
    return 0;
  if (!vf_machine_set_clock_offset (clock, text, MILLISECONDS))
    return vf_ovf_judge (&ovf->fates,
                         vf_ovf_attribute (offset, VF_OVF_NS_VBOX, "value"),
                         VF_FATE_LOSS,
                         "not a number of milliseconds below a century", err);
  clock->has_offset = clock->offset_seconds != 0;
  return 0;
}

/* What its own description says of memory holds; a difference is told. */
static int
read_memory (struct vf_ovf *ovf, xmlNode *hardware,
             struct vf_machine_memory *memory, struct vf_error *err)
{
  xmlNode *element = vf_xml_child (hardware, "Memory", NULL);
  CLEANUP_FREE char *note = NULL;
  uint64_t mib;

  if (take_number (ovf, element, "RAMSize", &mib, err))
    return -1;
  if (!mib || mib * MIB == memory->size_bytes)
    return 0;
  note = vf_text_printf ("the item of memory says %" PRIu64
                         " bytes, this holds",
                         memory->size_bytes);
  if (!note)
    return vf_error_nomem (err, "a note");
  memory->size_bytes = mib * MIB;
  return vf_ovf_judge (&ovf->fates,
                       vf_ovf_attribute (element, VF_OVF_NS_VBOX, "RAMSize"),
                       VF_FATE_LOSS, note, err);
}

static int
read_display (struct vf_ovf *ovf, xmlNode *hardware,
              struct vf_machine_display *display, struct vf_error *err)
{
  xmlNode *element = vf_xml_child (hardware, "Display", NULL);
  CLEANUP_FREE char *accelerated = NULL;
  uint64_t mib, heads;

  if (take_number (ovf, element, "VRAMSize", &mib, err)
      || take_number (ovf, element, "monitorCount", &heads, err)
      || take (ovf, element, "accelerate3D", &accelerated, err))
    return -1;
  if (mib)
    display->vram_bytes = mib * MIB;
  if (heads)
    display->heads = (unsigned)heads;
  if (accelerated)
    display->accelerated = is_true (accelerated) ? VF_YES : VF_NO;
  return 0;
}

static int
read_tpm (struct vf_ovf *ovf, xmlNode *hardware, struct vf_machine *machine,
          struct vf_error *err)
{
  xmlNode *element = vf_xml_child (hardware, "TrustedPlatformModule", NULL);
  struct vf_machine_device *device;
  CLEANUP_FREE char *type = NULL;

  if (take (ovf, element, "type", &type, err))
    return -1;
  if (!type || strncasecmp (type, "v", 1) != 0)
    return 0;
  device = vf_machine_add_device (machine, VF_DEVICE_TPM, "tpm0", err);
  if (!device)
    return -1;
  device->model = TAKE (type);
  return vf_ovf_judge (&ovf->fates, element, VF_FATE_LOSS,
                       "a TPM, but without what the source's holds", err);
}

/* Older versions have one element for the controller, newer a list. */
static int
read_usb (struct vf_ovf *ovf, xmlNode *hardware, struct vf_machine *machine,
          struct vf_error *err)
{
  xmlNode *old = vf_xml_child (hardware, "USBController", NULL);
  xmlNode *list = vf_xml_child (vf_xml_child (hardware, "USB", NULL),
                                "Controllers", NULL);
  xmlNode *element = vf_xml_child (list, "Controller", NULL);
  struct vf_machine_device *device;
  CLEANUP_FREE char *enabled = NULL;
  CLEANUP_FREE char *type = NULL;
  size_t i;

  if (take (ovf, old, "enabled", &enabled, err)
      || take (ovf, element, "type", &type, err))
    return -1;
  for (i = 0; i < machine->devices.count; i++)
    if (machine->devices.items[i].kind == VF_DEVICE_USB)
      return 0;
  if (!element && !is_true (enabled))
    return 0;
  device = vf_machine_add_device (machine, VF_DEVICE_USB, "usb0", err);
  if (!device)
    return -1;
  device->model = TAKE (type);
  return 0;
}

/* Items call each sound card "ensoniq1371", whatever it is. */
static int
read_sound (struct vf_ovf *ovf, xmlNode *hardware, struct vf_machine *machine,
            struct vf_error *err)
{
  xmlNode *adapter = vf_xml_child (hardware, "AudioAdapter", NULL);
  CLEANUP_FREE char *model = NULL;
  size_t i;

  if (take (ovf, adapter, "controller", &model, err))
    return -1;
  for (i = 0; model && i < machine->devices.count; i++)
    if (machine->devices.items[i].kind == VF_DEVICE_SOUND) {
      free (machine->devices.items[i].model);
      machine->devices.items[i].model = TAKE (model);
    }
  return 0;
}

int
vf_ovf_read_virtualbox (struct vf_ovf *ovf, struct vf_machine *machine,
                        struct vf_error *err)
{
  xmlNode *vbox = vf_ovf_child (ovf->system, VF_OVF_NS_VBOX, "Machine", NULL);
  xmlNode *hardware = vf_xml_child (vbox, "Hardware", NULL);

  if (!vbox)
    return 0;
  return vf_ovf_judge (&ovf->fates, vbox, VF_FATE_IRRELEVANT, own, err)
                 || read_uuid (ovf, vbox, hardware, &machine->identity, err)
                 || (hardware
                     && (read_firmware (ovf, hardware, &machine->firmware, err)
                         || read_nested (ovf, hardware, &machine->cpu, err)
                         || read_clock (ovf, hardware, &machine->clock, err)
                         || read_memory (ovf, hardware, &machine->memory, err)
                         || read_display (ovf, hardware, &machine->display,
                                          err)
                         || read_tpm (ovf, hardware, machine, err)
                         || read_usb (ovf, hardware, machine, err)
                         || vf_ovf_read_virtualbox_ports (ovf, hardware,
                                                          machine, err)
                         || vf_ovf_read_virtualbox_nics (ovf, hardware,
                                                         machine, err)
                         || read_sound (ovf, hardware, machine, err)
                         || vf_ovf_read_virtualbox_boot (ovf, hardware,
                                                         machine, err)))
             ? -1
             : 0;
}
