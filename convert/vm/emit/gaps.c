/* vmferry: finding what a machine has and a target's language cannot say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/gaps.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/emit/emit.h"
#include "formats/machine-member.h"
#include "formats/machine.h"

enum { MAX_NUMBER = 32 };

/* The search under way. */
struct search {
  const struct vf_emitter *emitter;
  const struct vf_machine *machine;
  struct vf_account *report;
};

bool
vf_emitter_says (const struct vf_emitter *emitter, const char *name)
{
  const char *const *said;

  for (said = emitter->says; said && *said; said++) {
    size_t n = strlen (*said);

    if ((*said)[n - 1] == '*' ? strncmp (*said, name, n - 1) == 0
                              : strcmp (*said, name) == 0)
      return true;
  }
  return false;
}

/* The gap called SECTION.MEMBER that the emitter leaves; NULL: none. */
static const struct vf_gap *
find_gap (const struct search *search, const char *section, const char *member)
{
  const struct vf_gap *gap;
  size_t n = strlen (section);

  for (gap = vf_gaps; gap->name; gap++)
    if (strncmp (gap->name, section, n) == 0 && gap->name[n] == '.'
        && strcmp (gap->name + n + 1, member) == 0)
      return gap->loss && !vf_emitter_says (search->emitter, gap->name) ? gap
                                                                        : NULL;
  return NULL;
}

/* The number in a member, or 0 where it has none. */
static uint64_t
number_of (const struct vf_member *member, const void *at)
{
  int64_t n = member->kind == VF_MEMBER_NUMBER  ? *(const int *)at
              : member->kind == VF_MEMBER_LIMIT ? *(const int64_t *)at
                                                : 0;

  if (member->kind == VF_MEMBER_BYTES)
    return *(const uint64_t *)at;
  if (member->kind == VF_MEMBER_COUNT || member->kind == VF_MEMBER_KNOWN)
    return *(const unsigned *)at;
  return n > 0 ? (uint64_t)n : 0;
}

/* The value of a member as a text, in NUMBER where it is one; NULL: it has
 * none that would be missed. */
static const char *
value_of (const struct vf_member *member, const void *at,
          const struct vf_gap *gap, char number[MAX_NUMBER])
{
  enum vf_tristate missed = gap->is_negative ? VF_NO : VF_YES;
  uint64_t n;

  switch (member->kind) {
  case VF_MEMBER_TEXT:
    return *(char *const *)at && **(char *const *)at ? *(char *const *)at
                                                     : NULL;
  case VF_MEMBER_ARRAY:
    return *(const char *)at ? at : NULL;
  case VF_MEMBER_TRISTATE:
    return *(const enum vf_tristate *)at == missed ? vf_tristate_name (missed)
                                                   : NULL;
  case VF_MEMBER_ENUM:
    n = *(const unsigned *)at;
    return n ? member->names[n] : NULL;
  default:
    n = number_of (member, at);
    snprintf (number, MAX_NUMBER, "%" PRIu64, n);
    return n >= (gap->least ? gap->least : 1) ? number : NULL;
  }
}

/* KEY is that of an item of a list; NULL: the gap's name is the key. */
static int
lose (const struct search *search, const struct vf_gap *gap, const char *key,
      const char *value, struct vf_error *err)
{
  CLEANUP_FREE char *note = vf_text_printf ("not carried over to %s: %s",
                                            search->emitter->name, gap->loss);

  if (!note)
    return vf_error_nomem (err, "a note");
  return vf_account_add (search->report, VF_FATE_LOSS, key ? key : gap->name,
                         value, note, err);
}

/* ITEM, a struct of SECTION whose members are in MEMBERS. */
static int
search_item (const struct search *search, const char *section,
             const struct vf_member *members, const void *item,
             const char *key, struct vf_error *err)
{
  const struct vf_gap *gap;
  char number[MAX_NUMBER];
  const char *value;

  for (; members->name; members++) {
    gap = find_gap (search, section, members->name);
    value = gap ? value_of (members, (const char *)item + members->offset, gap,
                            number)
                : NULL;
    if (value && lose (search, gap, key, value, err))
      return -1;
  }
  return 0;
}

/* TEXT, unless it is what any target does. */
static char *
unusual (char *text, const char *usual)
{
  return text && strcmp (text, usual) == 0 ? NULL : text;
}

static int
search_structs (const struct search *search, struct vf_error *err)
{
  const struct vf_machine *machine = search->machine;
  struct vf_machine_lifecycle life = machine->lifecycle;
  const struct {
    const char *name;
    const struct vf_member *members;
    const void *item;
  } sections[] = {
    { "identity", vf_members_identity, &machine->identity },
    { "smbios", vf_members_smbios, &machine->identity.smbios },
    { "lifecycle", vf_members_lifecycle, &life },
    { "cpu.mhz", vf_members_schedule, &machine->cpu.mhz },
    { "memory", vf_members_memory, &machine->memory },
    { "memory.bytes", vf_members_schedule, &machine->memory.bytes },
    { "display", vf_members_display, &machine->display },
    { "security", vf_members_security, &machine->security },
  };
  size_t i;

  life.on_poweroff = unusual (life.on_poweroff, "destroy");
  life.on_reboot = unusual (life.on_reboot, "restart");
  life.on_crash = unusual (life.on_crash, "destroy");
  for (i = 0; i < sizeof sections / sizeof *sections; i++)
    if (search_item (search, sections[i].name, sections[i].members,
                     sections[i].item, NULL, err))
      return -1;
  return 0;
}

/* A BIOS has no variables that a guest would miss. */
static int
search_firmware (const struct search *search, struct vf_error *err)
{
  struct vf_machine_firmware told = search->machine->firmware;

  if (told.kind != VF_FIRMWARE_EFI)
    told.nvram_name = NULL;
  return search_item (search, "firmware", vf_members_firmware, &told, NULL,
                      err);
}

/* What is no member of its own, or whose mere number says nothing. */
static int
search_cpu (const struct search *search, struct vf_error *err)
{
  const struct vf_machine *machine = search->machine;
  const struct vf_machine_cpu *cpu = &machine->cpu;
  struct vf_machine_cpu told = *cpu;
  const struct {
    const char *section, *name;
    bool is_there;
  } rows[] = {
    { "identity", "genid", machine->identity.has_genid },
    { "cpu", "features", cpu->features.count > 0 },
    { "cpu", "nodes", cpu->nodes.count > 1 },
    { "cpu", "distances", cpu->distances.count > 0 },
    { "clock", "offset_seconds",
      machine->clock.has_offset && machine->clock.offset_seconds },
  };
  const struct vf_gap *gap;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    gap = find_gap (search, rows[i].section, rows[i].name);
    if (gap && rows[i].is_there && lose (search, gap, NULL, NULL, err))
      return -1;
  }
  if (cpu->max_vcpus == cpu->vcpus)
    told.max_vcpus = 0;
  return search_item (search, "cpu", vf_members_cpu, &told, NULL, err);
}

static int
search_disks_and_nics (const struct search *search, struct vf_error *err)
{
  const struct vf_machine *machine = search->machine;
  size_t i;

  for (i = 0; i < machine->controllers.count; i++)
    if (search_item (search, "controller", vf_members_controller,
                     &machine->controllers.items[i],
                     machine->controllers.items[i].key, err))
      return -1;
  for (i = 0; i < machine->disks.count; i++)
    if (search_item (search, "disk", vf_members_disk, &machine->disks.items[i],
                     machine->disks.items[i].key, err))
      return -1;
  for (i = 0; i < machine->nics.count; i++)
    if (search_item (search, "nic", vf_members_nic, &machine->nics.items[i],
                     machine->nics.items[i].key, err))
      return -1;
  return 0;
}

static int
search_devices (const struct search *search, struct vf_error *err)
{
  const struct vf_machine *machine = search->machine;
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    const struct vf_machine_device *device = &machine->devices.items[i];
    const struct vf_gap *gap
        = find_gap (search, "device", vf_device_kind_name (device->kind));

    if (gap && lose (search, gap, device->key, device->model, err))
      return -1;
  }
  for (i = 0; i < machine->properties.count; i++)
    if (search_item (search, "property", vf_members_property,
                     &machine->properties.items[i],
                     machine->properties.items[i].key, err))
      return -1;
  return 0;
}

int
vf_emit_report_gaps (const struct vf_emitter *emitter,
                     const struct vf_machine *machine,
                     struct vf_account *report, struct vf_error *err)
{
  const struct search search
      = { .emitter = emitter, .machine = machine, .report = report };

  if (search_structs (&search, err) || search_firmware (&search, err)
      || search_cpu (&search, err)
      || search_disks_and_nics (&search, err) || search_devices (&search, err))
    return -1;
  return vf_emit_report_ports (emitter, machine, report, err);
}
