/* vmferry: who the machine is: names, identifiers, hardware version, clock,
 * and whether it was shut down.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-line.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

#define MEMBER(name) offsetof (struct vf_machine, name)

const struct vf_vmx_row vf_vmx_rows_general[] = {
  { ".encoding", VF_VMX_NOTHING, 0, 0, "the charset of the definition" },
  { "config.version", VF_VMX_NOTHING, 0, 0, NULL },
  { "virtualhw.version", VF_VMX_COUNT, MEMBER (hardware_version), 0, NULL },
  { "displayname", VF_VMX_TEXT, MEMBER (identity.name), 0, NULL },
  { "annotation", VF_VMX_TEXT, MEMBER (identity.description), 0, NULL },
  { "uuid.bios", VF_VMX_TEXT, MEMBER (identity.bios_uuid_text), 0, NULL },
  { "vc.uuid", VF_VMX_TEXT, MEMBER (identity.instance_uuid), 0, NULL },
  { "viv.moid", VF_VMX_TEXT, MEMBER (identity.source_id), 0, NULL },
  { "vm.genid", VF_VMX_NOTHING, 0, 0, NULL },
  { "vm.genidx", VF_VMX_NOTHING, 0, 0, NULL },
  { "checkpoint.vmstate", VF_VMX_NOTHING, 0, 0, NULL },
  { "cleanshutdown", VF_VMX_NOTHING, 0, 0, NULL },
  { "rtc.difffromutc", VF_VMX_NOTHING, 0, 0, NULL },
  { "rtc.starttime", VF_VMX_LOST, 0, 0,
    "the clock starts with the host's, not at a time of its own" },
  { .key = NULL },
};

static int
read_uuid (struct vf_vmx *vmx, struct vf_machine_identity *identity,
           struct vf_error *err)
{
  if (!identity->bios_uuid_text)
    return 0;
  identity->has_bios_uuid
      = vf_text_parse_uuid (identity->bios_uuid_text, identity->bios_uuid);
  if (identity->has_bios_uuid)
    return 0;
  return vf_vmx_judge (vf_vmx_find (vmx, "", "uuid.bios"), VF_FATE_LOSS,
                       "not 16 bytes in hexadecimal", err);
}

/* "vm-42" of "<vCenter's UUID>:vm-42:<digest>"; else the whole of it. */
static void
settle_source_id (char *id)
{
  const char *object = id ? strstr (id, ":vm-") : NULL;
  size_t n;

  if (!object)
    return;
  n = strcspn (object + 1, ":");
  memmove (id, object + 1, n);
  id[n] = '\0';
}

/* A signed or unsigned 64-bit number; VMware writes the signed one. */
static bool
parse_half (const char *text, uint64_t *ret_half)
{
  long long number;
  char *end;

  if (!text || !*text)
    return false;
  errno = 0;
  number = strtoll (text, &end, 10);
  *ret_half = errno ? strtoull (text, &end, 10) : (uint64_t)number;
  return !*end;
}

static int
read_genid (struct vf_vmx *vmx, struct vf_machine_identity *identity,
            struct vf_error *err)
{
  struct vf_vmx_entry *low = vf_vmx_find (vmx, "", "vm.genid");
  struct vf_vmx_entry *high = vf_vmx_find (vmx, "", "vm.genidx");
  enum vf_fate fate;
  const char *note;

  identity->has_genid = low && high
                        && parse_half (low->value, &identity->genid_low)
                        && parse_half (high->value, &identity->genid_high);
  fate = identity->has_genid ? VF_FATE_MAPPED : VF_FATE_LOSS;
  note = identity->has_genid ? NULL : "not both halves of a generation id";
  if (vf_vmx_judge (low, fate, note, err)
      || vf_vmx_judge (high, fate, note, err))
    return -1;
  return 0;
}

static int
read_power (struct vf_vmx *vmx, struct vf_machine *machine,
            struct vf_error *err)
{
  struct vf_vmx_entry *state = vf_vmx_find (vmx, "", "checkpoint.vmstate");
  struct vf_vmx_entry *clean = vf_vmx_find (vmx, "", "cleanshutdown");

  if (state && *state->value) {
    machine->power = VF_POWER_SUSPENDED;
    return vf_vmx_judge (state, VF_FATE_LOSS,
                         "the VM is suspended: what it has in memory is not "
                         "carried over, shut it down first",
                         err);
  }
  if (clean && !vf_vmx_is_true (vmx, "", "cleanshutdown"))
    return vf_vmx_judge (clean, VF_FATE_LOSS,
                         "the VM runs or was not shut down cleanly: its "
                         "disks may be inconsistent",
                         err);
  if (clean)
    machine->power = VF_POWER_OFF;
  return vf_vmx_judge (clean, VF_FATE_MAPPED, NULL, err)
                 || vf_vmx_judge (state, VF_FATE_IRRELEVANT, "not suspended",
                                  err)
             ? -1
             : 0;
}

static int
read_clock (struct vf_vmx *vmx, struct vf_machine_clock *clock,
            struct vf_error *err)
{
  struct vf_vmx_entry *entry = vf_vmx_find (vmx, "", "rtc.difffromutc");

  if (!entry)
    return 0;
  if (vf_machine_set_clock_offset (clock, entry->value, 1))
    return vf_vmx_judge (entry, VF_FATE_MAPPED, NULL, err);
  return vf_vmx_judge (entry, VF_FATE_LOSS,
                       "not a number of seconds below a century", err);
}

int
vf_vmx_read_general (struct vf_vmx *vmx, struct vf_machine *machine,
                     struct vf_error *err)
{
  struct vf_machine_identity *identity = &machine->identity;

  if (vf_vmx_read_rows (vmx, "", vf_vmx_rows_general, machine, err)
      || vf_vmx_read_rows (vmx, "", vf_vmx_rows_smbios, identity, err))
    return -1;
  if (identity->name)
    vf_vmx_unescape_name (identity->name);
  settle_source_id (identity->source_id);
  if (read_uuid (vmx, identity, err) || read_genid (vmx, identity, err)
      || read_power (vmx, machine, err)
      || read_clock (vmx, &machine->clock, err))
    return -1;
  return 0;
}
