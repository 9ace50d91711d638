/* vmferry: who a machine is on KVM, and the two identifiers whose bytes QEMU
 * turns around.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware-priv.h"
#include "formats/machine.h"

/* From this hardware version on VMware's table claims SMBIOS 2.7, and Linux
 * reads the UUID as little-endian. */
enum { SMBIOS_27_HARDWARE = 13 };

/* Whether the guest reads the first fields of its UUID as little-endian, as
 * QEMU writes them: then the text has to be turned around to keep the bytes.
 * Older guests are shown the same text instead. */
static bool
keeps_uuid_bytes (const struct vf_machine *machine,
                  const struct vf_emit_options *options)
{
  if (options->resources.uuid != VF_UUID_AUTO)
    return options->resources.uuid == VF_UUID_BYTES;
  if (machine->os.family == VF_OS_WINDOWS)
    return true;
  if (machine->identity.smbios_27 != VF_UNSET)
    return machine->identity.smbios_27 == VF_YES;
  return !machine->hardware_version
         || machine->hardware_version >= SMBIOS_27_HARDWARE;
}

/* 16 bytes as the text of a UUID. */
static void
format_uuid (const uint8_t bytes[16], char text[VF_UUID_TEXT_SIZE])
{
  size_t i, used = 0;

  for (i = 0; i < 16; i++)
    used += (size_t)sprintf (text + used, "%s%02x",
                             i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
                             bytes[i]);
}

/* Turns the first three fields of a UUID around. */
static void
swap_fields (const uint8_t from[16], uint8_t to[16])
{
  static const uint8_t order[16]
      = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
  size_t i;

  for (i = 0; i < 16; i++)
    to[i] = from[order[i]];
}

static void
set_uuid (struct vf_hardware *hardware, bool keeps_bytes)
{
  const struct vf_machine *machine = hardware->machine;
  uint8_t bytes[16];

  if (keeps_bytes)
    swap_fields (machine->identity.bios_uuid, bytes);
  else
    memcpy (bytes, machine->identity.bios_uuid, sizeof bytes);
  format_uuid (bytes, hardware->uuid);
}

/* In guest memory the id lies as two little-endian halves; QEMU takes the text
 * of a UUID and turns its first fields around. */
static void
set_genid (struct vf_hardware *hardware)
{
  const struct vf_machine_identity *identity = &hardware->machine->identity;
  uint8_t memory[16], bytes[16];
  unsigned i;

  for (i = 0; i < 8; i++) {
    memory[i] = (uint8_t)(identity->genid_low >> 8 * i);
    memory[8 + i] = (uint8_t)(identity->genid_high >> 8 * i);
  }
  swap_fields (memory, bytes);
  format_uuid (bytes, hardware->genid);
}

/* The serial number that VMware's guests are known by. */
static void
set_serial (struct vf_hardware *hardware)
{
  const uint8_t *bytes = hardware->machine->identity.bios_uuid;
  char *serial = hardware->serial;
  size_t i, used = (size_t)sprintf (serial, "VMware-");

  for (i = 0; i < 16; i++)
    used += (size_t)sprintf (serial + used, "%s%02x",
                             i == 0   ? ""
                             : i == 8 ? "-"
                                      : " ",
                             bytes[i]);
}

bool
vf_hardware_shows_maker (const struct vf_hardware *hardware)
{
  return hardware->machine->platform == VF_PLATFORM_QEMU;
}

const char *
vf_hardware_asset_tag (const struct vf_hardware *hardware)
{
  static const char azure[] = "7783-7084-3265-9085-8269-3286-77";
  const char *tag = hardware->machine->identity.smbios.chassis_asset;

  return tag && strcmp (tag, azure) != 0 ? tag : NULL;
}

/* A VM that shows its host's strings shows the target's. */
static int
report_maker (const struct vf_hardware *hardware, struct vf_account *report,
              struct vf_error *err)
{
  const struct vf_machine_smbios *smbios = &hardware->machine->identity.smbios;
  const char *texts[]
      = { smbios->manufacturer,       smbios->product,
          smbios->version,            smbios->board_manufacturer,
          smbios->board_product,      smbios->chassis_manufacturer };
  size_t i;

  if (vf_hardware_shows_maker (hardware) || smbios->reflects_host == VF_YES)
    return 0;
  for (i = 0; i < sizeof texts / sizeof *texts; i++)
    if (texts[i])
      return vf_account_lose (report, err, "smbios",
                              "the maker and the model, \"%s\", are not "
                              "shown: guests choose their tools by them",
                              texts[i]);
  return 0;
}

int
vf_hardware_set_identity (struct vf_hardware *hardware,
                          const struct vf_emit_options *options,
                          struct vf_account *report, struct vf_error *err)
{
  const struct vf_machine_identity *identity = &hardware->machine->identity;
  bool keeps_bytes = keeps_uuid_bytes (hardware->machine, options);

  if (report_maker (hardware, report, err))
    return -1;
  if (identity->has_genid && !options->resources.new_genid)
    set_genid (hardware);
  if (!identity->has_bios_uuid)
    return 0;
  set_uuid (hardware, keeps_bytes);
  if (hardware->machine->platform == VF_PLATFORM_VMWARE)
    set_serial (hardware);
  if (keeps_bytes)
    return 0;
  return vf_account_add (report, VF_FATE_MAPPED, "uuid",
                         identity->bios_uuid_text,
                         "shown to the guest as the same text", err);
}
